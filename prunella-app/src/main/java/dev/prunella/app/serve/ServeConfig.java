package dev.prunella.app.serve;

import dev.prunella.app.access.Principal;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How it is served.
 *
 * @param host the address to listen on
 * @param port 0 for any free one
 * @param link by which people find it from elsewhere, through a server of their own
 * @param readOnly whether everything that changes anything is refused
 * @param refused how a refusal looks to people
 * @param say hears what goes wrong beside an answer
 */
public record ServeConfig(
    String host,
    int port,
    Optional<URI> link,
    boolean readOnly,
    ErrorPage refused,
    Consumer<String> say,
    Bounds bounds) {

  /** A whole page about a refusal. */
  @FunctionalInterface
  public interface ErrorPage {
    String page(int status, String sentence, Optional<Principal> who);
  }

  /**
   * How much is let in.
   *
   * @param requests that are worked on at once, and as many streams as {@code streams} beside them
   * @param perMinute requests of one address
   * @param strangers of one address within a minute that show what is not good
   * @param formBytes of a form
   * @param bodyBytes of anything else
   * @param streamFor how long a stream is held before its reader has to come again
   * @param stop how long requests at work are waited for at the end
   */
  public record Bounds(
      int requests,
      int streams,
      int perMinute,
      int strangers,
      int formBytes,
      int bodyBytes,
      Duration streamFor,
      Duration stop) {
    public static final Bounds DEFAULT =
        new Bounds(
            256, 128, 3000, 30, 64 << 10, 32 << 20, Duration.ofMinutes(10), Duration.ofSeconds(10));
  }

  /** Whether an address is this machine's alone. */
  public static boolean isLocal(String host) {
    return Hosts.isLoopback(host);
  }
}
