package dev.prunella.app.serve;

import java.io.IOException;
import java.util.function.Supplier;

/** What goes back. */
public sealed interface Answer {

  /** A whole page. */
  record Html(int status, String text) implements Answer {}

  record Json(int status, String text) implements Answer {}

  /** JSON that was only read: whoever has it already is told that it is the same still. */
  record Document(String text) implements Answer {}

  /**
   * A refusal that programs understand (RFC 9457).
   *
   * @param code one word for it, which does not change
   * @param detail what, where, and what next
   */
  record Trouble(int status, String code, String detail) implements Answer {}

  record Text(int status, String type, String text) implements Answer {}

  /** Look there. A browser's form is answered so, so that reloading sends nothing again. */
  record See(String path) implements Answer {}

  /** Begins a session and looks there. */
  record LoggedIn(String cookie, String path) implements Answer {}

  /** Ends the session and looks there. */
  record LoggedOut(String path) implements Answer {}

  /** What does not change as long as the program does not. */
  record Asset(String type, String text, String tag) implements Answer {}

  /**
   * Written bit by bit, until the reader leaves or the server stops.
   *
   * @param opening is run once the stream has its place among the others: what must not be begun
   *     for a reader who is then sent away; it may still refuse
   */
  record Stream(Supplier<Writer> opening) implements Answer {
    /** One that is written by what begins nothing. */
    public static Stream of(Writer writer) {
      return new Stream(() -> writer);
    }
  }

  /** Was sent already. */
  record Sent() implements Answer {}

  /** Writes a stream's events. */
  @FunctionalInterface
  interface Writer {
    void write(Events events) throws IOException;
  }

  /** Where a stream's events go. */
  interface Events {
    /** Whether to go on: nobody has left, and the server does not stop. */
    boolean open();

    void send(String id, String event, String data) throws IOException;

    /** Sends one that is not told again: who resumes does not count it. */
    void send(String event, String data) throws IOException;

    /** Keeps the connection alive, and finds out whether anybody is there. */
    void beat() throws IOException;
  }
}
