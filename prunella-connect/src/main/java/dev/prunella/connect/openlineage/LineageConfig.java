package dev.prunella.connect.openlineage;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where events go, and what we are called in them.
 *
 * @param lakeId what tells this lake from others; runs' ids are derived from it
 * @param namespace of jobs and tables, such as {@code prunella://acme}
 * @param version of the program
 */
public record LineageConfig(
    String lakeId,
    String namespace,
    String version,
    Optional<ToFile> file,
    Optional<ToServer> server) {

  /**
   * A file of one event a line.
   *
   * @param mostBytes when it is larger, it is put aside and a new one begun
   * @param mostFiles how many of those put aside are kept
   */
  public record ToFile(Path path, long mostBytes, int mostFiles) {
    public static final long DEFAULT_BYTES = 64L << 20;
    public static final int DEFAULT_FILES = 5;

    public ToFile {
      if (mostBytes < 1 || mostFiles < 1) {
        throw new IllegalArgumentException("a file of events needs at least one byte and one file");
      }
    }

    public static ToFile of(Path path) {
      return new ToFile(path, DEFAULT_BYTES, DEFAULT_FILES);
    }
  }

  /**
   * A server that collects events.
   *
   * @param url without a path, {@code /api/v1/lineage} is meant
   * @param headers such as {@code Authorization}, resolved
   * @param timeout for each request
   * @param retries how many requests may be repeated in the whole life of the process
   * @param mostWaiting how many events wait at most; beyond, new ones are lost
   */
  public record ToServer(
      URI url, Map<String, String> headers, Duration timeout, int retries, int mostWaiting) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
    public static final int DEFAULT_RETRIES = 100;
    public static final int DEFAULT_WAITING = 1_000;

    public ToServer {
      headers = Map.copyOf(headers);
      if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
        throw new IllegalArgumentException(
            "lineage.url: '" + url.getScheme() + "' is not http or https");
      }
      if (url.getHost() == null) {
        throw new IllegalArgumentException("lineage.url names no host");
      }
      if (timeout.isNegative() || timeout.isZero() || retries < 0 || mostWaiting < 1) {
        throw new IllegalArgumentException("time-outs and waiting events must be positive");
      }
    }

    public static ToServer of(URI url) {
      return new ToServer(url, Map.of(), DEFAULT_TIMEOUT, DEFAULT_RETRIES, DEFAULT_WAITING);
    }
  }
}
