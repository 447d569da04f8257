// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.testing.Await;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;
import org.osgi.service.log.Logger;

/** A listener for datagrams, a client that has associated, and an echo that it can talk to. */
final class Associated implements AutoCloseable {

  final LoopbackTransport transport = new LoopbackTransport();
  final DatagramSessions sessions = new DatagramSessions();
  final int port = Listener.freePort();
  final SocksInbound inbound;
  final DatagramSocket echo;
  Client tcp;
  DatagramSocket udp;
  InetSocketAddress relay;

  Associated(Object... more) throws Exception {
    var log =
        (Logger)
            Proxy.newProxyInstance(
                Logger.class.getClassLoader(),
                new Class<?>[] {Logger.class},
                (_, method, _) -> method.getReturnType() == boolean.class ? false : null);
    inbound =
        new SocksInbound(
            transport,
            sessions,
            new FinalOnly(),
            new ClientPlaces(1 << 20, log, System::nanoTime),
            log,
            Listener.properties(port, more));
    echo = socket("127.0.0.1");
    Thread.ofVirtual().start(this::answer);
    Await.until("it listens", this::listens);
  }

  private boolean listens() {
    try (var probe = Client.to(port)) {
      return probe.socket().isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  static DatagramSocket socket(String local) throws IOException {
    var socket = new DatagramSocket(0, InetAddress.getByName(local));
    socket.setSoTimeout(5000);
    return socket;
  }

  private void answer() {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    while (!echo.isClosed()) {
      try {
        packet.setLength(65_535);
        echo.receive(packet);
        echo.send(packet);
      } catch (SocketTimeoutException e) {
        assert e != null; // goes on
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Associates; the request says this of where datagrams will come from. */
  Associated associate(String announced) throws IOException {
    tcp = Client.to(port).say("050100").expect("0500").say("050300" + announced);
    udp = socket("127.0.0.1");
    var reply = tcp.socket().getInputStream().readNBytes(10);
    assertThat(HexFormat.of().formatHex(reply)).startsWith("05000001");
    relay =
        new InetSocketAddress(
            InetAddress.getByAddress(Arrays.copyOfRange(reply, 4, 8)),
            (reply[8] & 0xff) << 8 | reply[9] & 0xff);
    return this;
  }

  Associated associate() throws IOException {
    return associate("0100000000 0000");
  }

  String toEcho() {
    return toEcho("7f000001");
  }

  /** The header of a datagram to the echo at an address of the loopback. */
  String toEcho(String ip) {
    return "00000001" + ip + "%04x".formatted(echo.getLocalPort());
  }

  void send(DatagramSocket from, String hex) throws IOException {
    send(from, HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  void send(DatagramSocket from, byte[] bytes) throws IOException {
    from.send(new DatagramPacket(bytes, bytes.length, relay));
  }

  /** What comes next, in hex, its header too. */
  String receive() throws IOException {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    udp.receive(packet);
    return HexFormat.of().formatHex(packet.getData(), 0, packet.getLength());
  }

  /** The association works: an answer to this, and nothing else, comes back. */
  void expectAlive(String payload) throws IOException {
    send(udp, toEcho() + payload);
    assertThat(receive()).isEqualTo(toEcho() + payload);
  }

  long counter(String name) {
    return inbound.counters().getOrDefault(name, -1L);
  }

  @Override
  public void close() throws IOException {
    if (tcp != null) {
      tcp.close();
      udp.close();
    }
    echo.close();
    inbound.stop();
    transport.close();
  }
}
