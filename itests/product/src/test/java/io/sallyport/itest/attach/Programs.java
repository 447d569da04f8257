// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

/** Servers and clients in Debian's Python, one purpose each. */
final class Programs {

  private Programs() {}

  /** Says who comes: TCP on port 80, UDP on ports 443 and 9999, both families. */
  static final String ECHO =
      """
      import socket, threading
      def tcp(family, host):
          s = socket.socket(family, socket.SOCK_STREAM)
          s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
          if family == socket.AF_INET6:
              s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
          s.bind((host, 80)); s.listen(512)
          while True:
              c, a = s.accept()
              threading.Thread(target=serve, args=(c, a), daemon=True).start()
      def serve(c, a):
          try:
              c.sendall(('from ' + a[0] + '\\n').encode())
              while c.recv(65536):
                  pass
          except OSError:
              pass
          c.close()
      def udp(family, host, port):
          s = socket.socket(family, socket.SOCK_DGRAM)
          if family == socket.AF_INET6:
              s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
          s.bind((host, port))
          while True:
              d, a = s.recvfrom(65535)
              s.sendto(b'from ' + a[0].encode() + b' ' + d, a)
      for f, h in ((socket.AF_INET, '0.0.0.0'), (socket.AF_INET6, '::')):
          threading.Thread(target=tcp, args=(f, h)).start()
          for p in (443, 9999):
              threading.Thread(target=udp, args=(f, h, p)).start()
      """;

  /**
   * {@code HOST PORT}: what the server says when one connects, or the error and how long it took.
   */
  static final String KNOCK =
      """
      import socket, sys, time
      begun = time.time()
      try:
          s = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=8)
          data = s.recv(200)
          print('got', data.decode().strip() if data else 'nothing')
      except OSError as e:
          print('error', e.errno, '%.3f' % (time.time() - begun))
      """;

  /** {@code HOST PORT SIZE}: sends a datagram of so many bytes; what comes back, or the error. */
  static final String DATAGRAM =
      """
      import socket, sys, time
      host, port, size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      s = socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET, socket.SOCK_DGRAM)
      s.connect((host, port))
      s.settimeout(8)
      begun = time.time()
      try:
          payload = bytes(i % 251 for i in range(size))
          s.send(payload)
          data = s.recv(65535)
          head, _, rest = data.partition(b' ')[2].partition(b' ')
          print('got', head.decode(), rest == payload)
      except OSError as e:
          print('error', e.errno, '%.3f' % (time.time() - begun))
      """;

  /** {@code HOST}: whether an echo request is answered, and how. */
  static final String PING =
      """
      import socket, sys, time
      host = sys.argv[1]; six = ':' in host
      s = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_RAW, 58 if six else 1)
      s.settimeout(3)
      s.sendto(bytes([128, 0, 0, 0, 0, 77, 0, 1]) if six else
               bytes([8, 0, 0xf7, 0xb1, 0, 77, 0, 1]), (host, 0))
      until = time.time() + 3
      try:
          while time.time() < until:
              d, a = s.recvfrom(2000)
              d = d if six else d[20:]
              if six and d[0] in (128, 133, 134, 135, 136) or not six and d[0] == 8:
                  continue
              print('reply' if d[0] in (0, 129) else 'refused', a[0]); break
      except OSError:
          print('silence')
      """;

  /**
   * {@code PORT LOG}: a SOCKS5 proxy that connects whatever name it is asked for to the server's
   * own port 80, and writes down what it was asked for.
   */
  static final String NAMING_PROXY =
      """
      import socket, sys, threading
      def exactly(c, n):
          d = b''
          while len(d) < n:
              x = c.recv(n - len(d))
              if not x: raise OSError
              d += x
          return d
      def pump(a, b):
          try:
              while True:
                  d = a.recv(65536)
                  if not d: break
                  b.sendall(d)
              b.shutdown(socket.SHUT_WR)
          except OSError:
              pass
      def serve(c):
          try:
              n = exactly(c, 2)[1]; exactly(c, n); c.sendall(b'\\x05\\x00')
              kind = exactly(c, 4)[3]
              if kind == 3: host = exactly(c, exactly(c, 1)[0]).decode()
              elif kind == 1: host = socket.inet_ntoa(exactly(c, 4))
              else: host = socket.inet_ntop(socket.AF_INET6, exactly(c, 16))
              exactly(c, 2)
              with open(sys.argv[2], 'a') as f: f.write(host + '\\n')
              t = socket.create_connection(('127.0.0.1', 80))
              c.sendall(b'\\x05\\x00\\x00\\x01' + bytes(6))
              threading.Thread(target=pump, args=(c, t), daemon=True).start()
              pump(t, c)
          except OSError:
              pass
          c.close()
      s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      s.bind(('0.0.0.0', int(sys.argv[1]))); s.listen(64)
      while True:
          threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()
      """;

  /** {@code HOST PORT}: whether anybody listens, as status. */
  static final String DIAL =
      """
      import socket, sys
      socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=2)
      """;

  /** {@code HOST HOST6}: what no honest stack sends. */
  static final String CRAFTED =
      """
      import random, sys, logging
      logging.getLogger('scapy').setLevel(logging.CRITICAL)
      from scapy.all import *
      host, host6 = sys.argv[1], sys.argv[2]
      random.seed(7)
      s4 = conf.L3socket()
      s6 = conf.L3socket6() if hasattr(conf, 'L3socket6') else conf.L3socket()
      def out(p):
          try:
              (s6 if IPv6 in p else s4).send(p)
          except Exception as e:
              print('not sent', type(e).__name__)
      udp = UDP(sport=4000, dport=443)
      for p in fragment(IP(dst=host) / udp / (b'x' * 3000), fragsize=200): out(p)
      some = fragment(IP(dst=host, id=9) / udp / (b'x' * 3000), fragsize=512)
      for p in reversed(some): out(p)
      for p in some[1:]: out(p)
      for p in (some[0], some[2], some[2]): out(p)
      for flags in ('S', 'A', 'SA', 'F', 'R', 'P', 'FPU', '', 'SFRPAU'):
          out(IP(dst=host) / TCP(sport=4001, dport=80, flags=flags))
          out(IPv6(dst=host6) / TCP(sport=4001, dport=80, flags=flags))
      out(IP(dst=host) / TCP(sport=4002, dport=80, chksum=1))
      out(IP(dst=host) / UDP(sport=4002, dport=443, chksum=1) / b'bad')
      out(IP(dst=host) / UDP(sport=4002, dport=443, len=3) / b'short')
      out(IP(dst=host) / UDP(sport=4002, dport=443, len=900) / b'long')
      out(IP(dst=host) / UDP(sport=0, dport=443) / b'no port')
      out(IP(dst=host) / UDP(sport=4002, dport=0) / b'no port')
      out(IP(dst=host, options=[IPOption_RR(), IPOption_Timestamp()]) / udp / b'options')
      out(IP(dst=host, ttl=1) / udp / b'ttl')
      out(IP(dst=host, proto=6) / b'\\x00\\x50')
      out(IP(dst=host, proto=17) / b'\\x00')
      for proto in (0, 2, 41, 47, 50, 58, 103, 132, 255):
          out(IP(dst=host, proto=proto) / (b'z' * 40))
      out(IPv6(dst=host6) / IPv6ExtHdrHopByHop() / udp / b'hop')
      out(IPv6(dst=host6) / IPv6ExtHdrRouting(addresses=[host6]) / udp / b'route')
      out(IPv6(dst=host6) / IPv6ExtHdrDestOpt() / IPv6ExtHdrFragment(offset=0, m=1) / udp / b'f' )
      out(IPv6(dst=host6, nh=59))
      out(IP(dst=host, src='10.213.1.77') / TCP(sport=5, dport=80, flags='S'))
      out(IP(dst=host, src=host) / udp / b'land')
      for to in ('127.0.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '240.0.0.1'):
          out(IP(dst=to) / UDP(sport=4003, dport=9999) / b'nowhere')
      for t in range(0, 256, 5):
          out(IP(dst=host) / ICMP(type=t) / (b'i' * 32))
          out(IPv6(dst=host6) / ICMPv6Unknown(type=t) / (b'i' * 32))
      for i in range(400):
          out(IP(dst=host) / TCP(sport=random.randrange(1024, 65535), dport=80, flags='S', seq=i))
          out(IP(dst=host) / UDP(sport=random.randrange(1024, 65535), dport=443) / b'flood')
          out(IP(dst=host) / Raw(random.randbytes(random.randrange(0, 100))))
      print('sent')
      """;
}
