package dev.prunella.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * As much of a PostgreSQL server as it takes to ask for a password in clear, and to refuse it with
 * a message that repeats it: the worst that a server can do to a client's logs.
 */
final class TellingPostgres implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;
  private static final int CLEAR_TEXT = 3;
  private static final int TIMEOUT_MILLIS = 20_000;

  private final ServerSocket server;
  private volatile String heard = "";

  TellingPostgres() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("telling-postgres").start(this::serve);
  }

  int port() {
    return server.getLocalPort();
  }

  /** The password that came. */
  String heard() {
    return heard;
  }

  private void serve() {
    while (!server.isClosed()) {
      try (var client = server.accept()) {
        client.setSoTimeout(TIMEOUT_MILLIS);
        answer(client);
      } catch (IOException e) {
        // The client has gone, or the test is over: there may be another.
        heard = heard.strip();
      }
    }
  }

  private void answer(Socket client) throws IOException {
    var in = new DataInputStream(client.getInputStream());
    var out = new DataOutputStream(client.getOutputStream());
    int length = in.readInt();
    int code = in.readInt();
    while (code == SSL_REQUEST || code == GSS_REQUEST) {
      out.writeByte('N');
      out.flush();
      length = in.readInt();
      code = in.readInt();
    }
    in.skipNBytes(length - 2L * Integer.BYTES);
    out.writeByte('R');
    out.writeInt(2 * Integer.BYTES);
    out.writeInt(CLEAR_TEXT);
    out.flush();
    if (in.readByte() == 'p') {
      byte[] password = in.readNBytes(in.readInt() - Integer.BYTES);
      heard = new String(password, 0, password.length - 1, StandardCharsets.UTF_8);
      refuse(out);
    }
  }

  private void refuse(DataOutputStream out) throws IOException {
    var fields = new ByteArrayOutputStream();
    for (var field : new String[] {"SFATAL", "C28P01", "Mthe password " + heard + " is wrong"}) {
      fields.writeBytes(field.getBytes(StandardCharsets.UTF_8));
      fields.write(0);
    }
    fields.write(0);
    out.writeByte('E');
    out.writeInt(Integer.BYTES + fields.size());
    fields.writeTo(out);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
