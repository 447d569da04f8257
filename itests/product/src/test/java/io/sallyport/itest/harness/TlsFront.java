// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** TLS before a port of this machine, with a certificate of its own for {@code localhost}. */
public final class TlsFront implements AutoCloseable {

  private static final String PASSWORD = "changeit";

  private final ByteServer server;
  private final Path certificate;

  /** Makes key and certificate in a folder and begins to listen. */
  public TlsFront(Path folder, int target) throws Exception {
    var store = folder.resolve("front.p12");
    certificate = folder.resolve("front.pem");
    keytool(
        "-genkeypair -keyalg EC -storetype PKCS12 -alias front -dname CN=localhost"
            + " -validity 30 -ext san=dns:localhost,ip:127.0.0.1",
        store);
    keytool("-exportcert -rfc -alias front -file " + certificate, store);
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    server =
        ByteServer.start(
            plain -> {
              plain.setSoTimeout(0);
              try (var near =
                  (SSLSocket) context.getSocketFactory().createSocket(plain, null, false)) {
                near.setUseClientMode(false);
                pass(near, target);
              }
            });
  }

  private static void keytool(String options, Path store) throws Exception {
    var program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var command = new java.util.ArrayList<>(List.of(program));
    command.addAll(List.of(options.split(" ")));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    var run = Run.of(command);
    if (run.status() != 0) {
      throw new IOException("keytool: " + run);
    }
  }

  private static void pass(Socket near, int target) throws Exception {
    try (var far = new Socket("127.0.0.1", target)) {
      far.setTcpNoDelay(true);
      var back =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      far.getInputStream().transferTo(near.getOutputStream());
                      near.close();
                    } catch (IOException e) {
                      assert near.isBound(); // one of them has gone
                    }
                  });
      near.getInputStream().transferTo(far.getOutputStream());
      far.shutdownOutput();
      back.join();
    }
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return server.port();
  }

  /** The certificate, a PEM file. */
  public Path certificate() {
    return certificate;
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
