package dev.prunella.bench.heal.world;

import java.time.Duration;
import java.util.Map;

/** What a source's server answers. Immutable. */
public final class Answer {
  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Duration delay;
  private final long promised;

  /**
   * An answer.
   *
   * @param delay before it comes
   * @param promised the length that the header tells; less than 0 for the true one
   */
  public Answer(
      int status, Map<String, String> headers, byte[] body, Duration delay, long promised) {
    this.status = status;
    this.headers = Map.copyOf(headers);
    this.body = body.clone();
    this.delay = delay;
    this.promised = promised;
  }

  public int status() {
    return status;
  }

  public Map<String, String> headers() {
    return headers;
  }

  public byte[] body() {
    return body.clone();
  }

  public Duration delay() {
    return delay;
  }

  public long promised() {
    return promised;
  }

  /** Rows, as they should come. */
  public static Answer json(byte[] body) {
    return new Answer(200, Map.of("Content-Type", "application/json"), body, Duration.ZERO, -1);
  }

  /** Another answer than rows. */
  public static Answer of(int status, Map<String, String> headers, String body) {
    return new Answer(
        status, headers, body.getBytes(java.nio.charset.StandardCharsets.UTF_8), Duration.ZERO, -1);
  }

  /** No answer at all: the connection ends. */
  public static Answer hangUp() {
    return of(0, Map.of(), "");
  }

  /** What is answered at each request, which may change from one to the next. */
  @FunctionalInterface
  public interface Answering {
    /**
     * Answers.
     *
     * @param request which one it is for this path, from 0
     * @param query what stands behind the path; empty for nothing
     */
    Answer to(int request, String query);

    /** Always the same. */
    static Answering always(Answer answer) {
      return (_, _) -> answer;
    }
  }
}
