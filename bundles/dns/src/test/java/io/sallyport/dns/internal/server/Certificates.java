// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;

/** A key and a certificate for {@code dns.example}, made anew by the JDK's keytool. */
public final class Certificates {

  private static final String PASSWORD = "changeit";

  private final KeyStore store;
  private final Path pem;

  public Certificates(Path directory) throws Exception {
    var file = directory.resolve("dns.p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "dns",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=dns.example",
                "-ext",
                "SAN=dns:dns.example",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
      throw new IOException("keytool failed");
    }
    store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    var text = Base64.getMimeEncoder().encodeToString(store.getCertificate("dns").getEncoded());
    pem =
        Files.writeString(
            directory.resolve("dns.pem"),
            "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
  }

  /** For a client to trust. */
  public Path pem() {
    return pem;
  }

  /** For a server. */
  public KeyManagerFactory keys() throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    return keys;
  }
}
