// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sallyport.torcore.cert.RsaIdentity;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Cipher;

/**
 * A network of any size as its authorities would describe it, signed by real keys that nobody else
 * has. Relays are spread over subnets and differ in flags, bandwidth, families and policies roughly
 * as those of the public network do.
 */
public final class TestNetwork {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final Base64.Encoder BASE64 = Base64.getEncoder().withoutPadding();
  private static final String PROTOCOLS =
      "Conflux=1 Cons=1-2 Desc=1-4 DirCache=2 FlowCtrl=1-2 HSDir=2 HSIntro=4-5 HSRend=1-2 Link=3-5"
          + " LinkAuth=3 Microdesc=1-3 Padding=2 Relay=2-6";
  private static final String WEIGHTS =
      "Wbd=0 Wbe=0 Wbg=4031 Wbm=10000 Wdb=10000 Web=10000 Wed=10000 Wee=10000 Weg=10000 Wem=10000"
          + " Wgb=10000 Wgd=0 Wgg=5969 Wgm=5969 Wmb=10000 Wmd=0 Wme=0 Wmg=4031 Wmm=10000";

  private final Random random;
  private final Instant validAfter;
  private final List<Authority> authorities = new ArrayList<>();
  private final TreeMap<String, String> relays = new TreeMap<>();
  private final StringBuilder microdescs = new StringBuilder();

  private record Authority(KeyPair identity, KeyPair signing) {}

  /** Makes a network; equal seeds make equal relays. */
  public TestNetwork(int relays, int authorities, long seed, Instant validAfter) {
    this.random = new Random(seed);
    this.validAfter = validAfter;
    for (int i = 0; i < authorities; i++) {
      this.authorities.add(new Authority(rsa(), rsa()));
    }
    for (int i = 0; i < relays; i++) {
      relay(i);
    }
  }

  /** Who signs. */
  public Set<RsaIdentity> voters() {
    return authorities.stream()
        .map(authority -> digest(authority.identity))
        .collect(Collectors.toSet());
  }

  /** All microdescriptors. */
  public byte[] microdescs() {
    return microdescs.toString().getBytes(US_ASCII);
  }

  /** The certificates of all authorities. */
  public byte[] certificates() {
    return authorities.stream()
        .map(this::certificate)
        .collect(Collectors.joining())
        .getBytes(US_ASCII);
  }

  /** The consensus, signed by the first so many authorities. */
  public byte[] consensus(int signers) {
    return sign(body(), signers);
  }

  /** What is signed of the consensus. */
  public String body() {
    var text = new StringBuilder();
    text.append("network-status-version 3 microdesc\nvote-status consensus\nconsensus-method 35\n");
    text.append("valid-after ").append(TIME.format(validAfter)).append('\n');
    text.append("fresh-until ").append(TIME.format(validAfter.plus(Duration.ofHours(1))));
    text.append("\nvalid-until ").append(TIME.format(validAfter.plus(Duration.ofHours(3))));
    text.append("\nvoting-delay 300 300\nclient-versions 0.4.9.11\nserver-versions 0.4.9.11\n");
    text.append("known-flags Authority BadExit Exit Fast Guard HSDir MiddleOnly NoEdConsensus");
    text.append(" Running Stable StaleDesc Sybil V2Dir Valid\n");
    text.append("required-client-protocols Cons=2 Desc=2 FlowCtrl=1 Link=4 Microdesc=2 Relay=2\n");
    text.append("params cbtmintimeout=100 circwindow=800 guard-lifetime-days=100\n");
    text.append("shared-rand-current-value 9 ").append(base64(32)).append('\n');
    for (int i = 0; i < authorities.size(); i++) {
      text.append("dir-source auth")
          .append(i)
          .append(' ')
          .append(digest(authorities.get(i).identity));
      text.append(" auth.invalid 192.0.2.1 80 443\ncontact somebody\nvote-digest ");
      text.append("0".repeat(40)).append('\n');
    }
    relays.values().forEach(text::append);
    return text.append("directory-footer\nbandwidth-weights ")
        .append(WEIGHTS)
        .append('\n')
        .toString();
  }

  /** Signs any text as a consensus. */
  public byte[] sign(String body, int signers) {
    String signed = body + "directory-signature ";
    byte[] digest = Digests.sha256().digest(signed.getBytes(US_ASCII));
    var text = new StringBuilder(body);
    for (var authority : authorities.subList(0, signers)) {
      text.append("directory-signature sha256 ").append(digest(authority.identity)).append(' ');
      text.append(digest(authority.signing)).append('\n');
      text.append(object("SIGNATURE", signature(authority.signing, digest)));
    }
    return text.toString().getBytes(US_ASCII);
  }

  private String certificate(Authority authority) {
    var text = new StringBuilder("dir-key-certificate-version 3\nfingerprint ");
    text.append(digest(authority.identity)).append("\ndir-key-published ");
    text.append(TIME.format(validAfter.minus(Duration.ofDays(10)))).append("\ndir-key-expires ");
    text.append(TIME.format(validAfter.plus(Duration.ofDays(80)))).append("\ndir-identity-key\n");
    text.append(object("RSA PUBLIC KEY", der(authority.identity))).append("dir-signing-key\n");
    text.append(object("RSA PUBLIC KEY", der(authority.signing))).append("dir-key-crosscert\n");
    text.append(
        object("ID SIGNATURE", signature(authority.signing, digest(authority.identity).bytes())));
    text.append("dir-key-certification\n");
    byte[] digest = Digests.sha1().digest(text.toString().getBytes(US_ASCII));
    return text.append(object("SIGNATURE", signature(authority.identity, digest))).toString();
  }

  private void relay(int number) {
    byte[] identity = bytes(20);
    boolean guard = random.nextInt(100) < 45;
    boolean exit = random.nextInt(100) < 28;
    var microdesc = new StringBuilder("onion-key\nntor-onion-key ").append(base64(32)).append('\n');
    String ipv6 = "2001:db8:%x::%x".formatted(random.nextInt(0x10000), number + 1);
    if (number % 2 == 0) {
      microdesc.append("a [").append(ipv6).append("]:443\n");
    }
    if (number % 7 == 0) {
      microdesc
          .append("family $")
          .append(hex(identity))
          .append(" $")
          .append(hex(bytes(20)))
          .append('\n');
      microdesc.append("family-ids ed25519:").append("family" + number / 70).append('\n');
    }
    if (exit) {
      microdesc.append(
          "p accept 20-23,43,53,79-81,88,110,143,194,220,389,443,464,531,543-544,554,563\n");
      microdesc.append(number % 3 == 0 ? "p6 accept 80,443\n" : "");
    }
    microdesc.append("id ed25519 ").append(base64(32)).append('\n');
    byte[] digest = Digests.sha256().digest(microdesc.toString().getBytes(US_ASCII));
    microdescs.append(microdesc);
    var text = new StringBuilder("r relay").append(number).append(' ');
    text.append(BASE64.encodeToString(identity)).append(" 2038-01-01 00:00:00 ");
    text.append(
        "%d.%d.%d.%d".formatted(11 + number % 200, number / 200, number % 251, 1 + number % 250));
    text.append(" 443 0\nm ").append(BASE64.encodeToString(digest)).append("\ns");
    text.append(exit ? " Exit" : "").append(" Fast").append(guard ? " Guard" : "");
    text.append(" HSDir Running Stable V2Dir Valid\nv Tor 0.4.").append(8 + number % 2).append('.');
    text.append(number % 12).append("\npr ").append(PROTOCOLS).append("\nw Bandwidth=");
    text.append((int) (20 * Math.exp(random.nextDouble() * 8))).append('\n');
    relays.put(hex(identity), text.toString());
  }

  private byte[] bytes(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private String base64(int length) {
    return BASE64.encodeToString(bytes(length));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  private static String object(String label, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), label);
  }

  private static KeyPair rsa() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(1024);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] signature(KeyPair key, byte[] digest) {
    try {
      var cipher = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      cipher.init(Cipher.ENCRYPT_MODE, key.getPrivate());
      return cipher.doFinal(digest);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static RsaIdentity digest(KeyPair key) {
    return new RsaIdentity(Digests.sha1().digest(der(key)));
  }

  /** The key in the DER of PKCS#1. */
  static byte[] der(KeyPair pair) {
    var key = (RSAPublicKey) pair.getPublic();
    byte[] modulus = integer(key.getModulus().toByteArray());
    byte[] exponent = integer(key.getPublicExponent().toByteArray());
    var content = new byte[modulus.length + exponent.length];
    System.arraycopy(modulus, 0, content, 0, modulus.length);
    System.arraycopy(exponent, 0, content, modulus.length, exponent.length);
    return tagged(0x30, content);
  }

  private static byte[] integer(byte[] value) {
    return tagged(0x02, value);
  }

  private static byte[] tagged(int tag, byte[] content) {
    int size = content.length;
    var head =
        size < 128
            ? new byte[] {(byte) tag, (byte) size}
            : size < 256
                ? new byte[] {(byte) tag, (byte) 0x81, (byte) size}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (size >> 8), (byte) size};
    var all = java.util.Arrays.copyOf(head, head.length + size);
    System.arraycopy(content, 0, all, head.length, size);
    return all;
  }
}
