package dev.prunella.local.refs;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Stands before a database and can cut the line at the next COMMIT, before or after it arrives. */
final class CuttingProxy implements AutoCloseable {
  enum Cut {
    NOTHING,
    BEFORE_COMMIT_ARRIVES,
    AFTER_COMMIT_IS_DONE
  }

  private final ServerSocket door;
  private final int port;
  private volatile Cut next = Cut.NOTHING;

  CuttingProxy(int port) throws IOException {
    this.port = port;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  void cutAtNextCommit(Cut cut) {
    next = cut;
  }

  private void accept() {
    try {
      while (true) {
        var client = door.accept();
        var server = new Socket(InetAddress.getLoopbackAddress(), port);
        Thread.ofVirtual().start(() -> forward(client, server, true));
        Thread.ofVirtual().start(() -> forward(server, client, false));
      }
    } catch (IOException e) {
      // The door was closed: the test is over.
      return;
    }
  }

  private void forward(Socket from, Socket to, boolean towardsServer) {
    try (from;
        to) {
      var buffer = new byte[1 << 16];
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        boolean commit =
            towardsServer
                && next != Cut.NOTHING
                && new String(buffer, 0, n, StandardCharsets.ISO_8859_1).contains("COMMIT");
        if (commit && next == Cut.BEFORE_COMMIT_ARRIVES) {
          next = Cut.NOTHING;
          return;
        }
        if (commit) {
          // Nobody reads the answer any more: the client's side is closed first.
          next = Cut.NOTHING;
          from.close();
          to.getOutputStream().write(buffer, 0, n);
          to.getOutputStream().flush();
          to.getInputStream().read(buffer);
          return;
        }
        to.getOutputStream().write(buffer, 0, n);
        to.getOutputStream().flush();
      }
    } catch (IOException e) {
      // One side has gone, and closing the other is the news that it gets.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
