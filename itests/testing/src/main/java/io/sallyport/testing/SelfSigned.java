// SPDX-License-Identifier: Apache-2.0
package io.sallyport.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A key and a certificate for a host, made anew by the JDK's keytool. */
public final class SelfSigned {

  private static final String ALIAS = "host";
  private static final String PASSWORD = "changeit";

  private final KeyStore store;
  private final Path pem;

  /** Keeps its files in a directory, named by the host. */
  public SelfSigned(Path directory, String host)
      throws IOException, GeneralSecurityException, InterruptedException {
    var file = directory.resolve(host + ".p12");
    var keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=" + host,
                "-ext",
                "SAN=dns:" + host,
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
    var text = Base64.getMimeEncoder().encodeToString(store.getCertificate(ALIAS).getEncoded());
    pem =
        Files.writeString(
            directory.resolve(host + ".pem"),
            "-----BEGIN CERTIFICATE-----\n" + text + "\n-----END CERTIFICATE-----\n");
  }

  /** For a client to trust. */
  public Path pem() {
    return pem;
  }

  /** For a server. */
  public KeyManagerFactory keys() throws GeneralSecurityException {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    return keys;
  }

  /** For a server of the JDK's own TLS. */
  public SSLContext server() throws GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(keys().getKeyManagers(), null, null);
    return context;
  }
}
