// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.hostile;

import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.fake.FakeRelay;
import io.sallyport.torcore.fake.RelayKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A relay that listens on loopback; each test says what it does with a connection. */
public final class HostileRelay implements AutoCloseable {

  /** What happens on one connection, on a thread of its own; its end closes the connection. */
  public interface Script {
    void run(Connection connection) throws IOException, ProtocolViolation;
  }

  public static final SecureRandom RANDOM = new SecureRandom();
  public static final RelayKeys KEYS = new RelayKeys(RANDOM, Instant.now());

  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final SSLContext tls = context();
  private volatile Script script;

  public HostileRelay(Script script) throws IOException {
    this.script = script;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** A relay that does everything right. */
  public static Script honest() {
    return connection -> connection.secure().serve(_ -> {});
  }

  /** From now on. */
  public void does(Script other) {
    script = other;
  }

  public RelayEndpoint endpoint() {
    var address = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    return new RelayEndpoint(KEYS.identity(), List.of(address));
  }

  /** How many connections there are now. */
  public int connections() {
    return sockets.size();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.run(new Connection(socket));
    } catch (IOException | ProtocolViolation e) {
      // The client has gone, as it should.
    } finally {
      sockets.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static SSLContext context() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(KEYS.tlsCertificate));
      store.setKeyEntry(
          "relay", KEYS.tls.getPrivate(), new char[0], new Certificate[] {certificate});
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, RANDOM);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A connection of a client. */
  public final class Connection {

    private Socket socket;

    Connection(Socket socket) {
      this.socket = socket;
    }

    /** Does the TLS handshake. */
    public Connection secure() throws IOException {
      var secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
      secured.setUseClientMode(false);
      secured.startHandshake();
      socket = secured;
      return this;
    }

    public void write(byte[]... parts) throws IOException {
      OutputStream out = socket.getOutputStream();
      for (byte[] part : parts) {
        out.write(part);
      }
      out.flush();
    }

    /** Hears what the client says, and says nothing, until the client goes. */
    public void drain() throws IOException {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    /** What a relay of tests does after each piece of what the client sent. */
    public interface Turn {
      void take(FakeRelay relay) throws IOException;
    }

    /** Is a relay until the client goes. */
    public void serve(Turn turn) throws IOException, ProtocolViolation {
      OutputStream out = socket.getOutputStream();
      var pending = new ByteArrayOutputStream();
      var relay = new FakeRelay(KEYS, pending::write, InstantSource.system(), RANDOM);
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[16 << 10];
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        relay.receive(buffer, 0, read);
        turn.take(relay);
        pending.writeTo(out);
        out.flush();
        pending.reset();
      }
    }
  }
}
