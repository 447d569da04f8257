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
}
