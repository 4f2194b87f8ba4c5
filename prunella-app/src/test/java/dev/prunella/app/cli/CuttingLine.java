package dev.prunella.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** A way to a server that breaks once, after so many bytes of an answer have come through. */
final class CuttingLine implements AutoCloseable {
  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger connections = new AtomicInteger();
  private final int port;
  private final long bytes;

  CuttingLine(int port, long bytes) throws IOException {
    this.port = port;
    this.bytes = bytes;
    Thread.ofVirtual().start(this::serve);
  }

  String address() {
    return "http://127.0.0.1:" + door.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  private void serve() {
    try {
      while (true) {
        var from = door.accept();
        var to = new Socket(InetAddress.getLoopbackAddress(), port);
        long most = connections.incrementAndGet() == 1 ? bytes : Long.MAX_VALUE;
        Thread.ofVirtual().start(() -> pass(from, to, Long.MAX_VALUE));
        Thread.ofVirtual().start(() -> pass(to, from, most));
      }
    } catch (IOException closed) {
      connections.incrementAndGet();
    }
  }

  /** Whoever ends or breaks takes the other side with it; first so many bytes come through. */
  private static void pass(Socket from, Socket to, long most) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (long passed = 0; ; passed++) {
        int one = in.read();
        if (one < 0 || passed >= most) {
          return;
        }
        to.getOutputStream().write(one);
      }
    } catch (IOException e) {
      // Closed from the other side: the line is over, which is all there is to do.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
