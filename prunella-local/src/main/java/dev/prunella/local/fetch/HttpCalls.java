package dev.prunella.local.fetch;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepWatch;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a server, one request after the other, each with an end in time: to connect, to the first
 * byte and to the last. Used by one thread.
 */
final class HttpCalls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpCalls.class);

  private final HttpClient client;
  private final Map<String, String> headers;
  private final Duration timeout;
  private final FetchWatch watch;
  private final UnaryOperator<String> redaction;

  /**
   * Calls with these headers, which hold secrets revealed.
   *
   * @param timeout for one answer as a whole
   */
  HttpCalls(
      Map<String, String> headers,
      Duration connect,
      Duration timeout,
      FetchWatch watch,
      UnaryOperator<String> redaction) {
    this.headers = Map.copyOf(headers);
    this.timeout = timeout;
    this.watch = watch;
    this.redaction = redaction;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(connect)
            .build();
  }

  /** An answer whose body is still to be read; it must be closed. */
  final class Answer implements AutoCloseable {
    private final Address address;
    private final HttpResponse<InputStream> response;
    private final StepWatch.Registration end;
    private volatile boolean late;

    private Answer(Address address, HttpResponse<InputStream> response, Duration left) {
      this.address = address;
      this.response = response;
      var timer = FetchWatch.after(left, this::tooLate);
      var watching = watch.during(this::cut);
      this.end =
          () -> {
            timer.close();
            watching.close();
          };
    }

    private void tooLate() {
      late = true;
      cut();
    }

    private void cut() {
      try {
        response.body().close();
      } catch (IOException e) {
        LOG.debug("an answer was being closed already", e);
      }
    }

    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    Iterable<String> headers(String name) {
      return response.headers().allValues(name);
    }

    /** The body as the server meant it: unpacked, and counted so. */
    InputStream body() {
      var packed = watch.guard(response.body(), this::broken);
      var encoding = header("Content-Encoding").strip();
      if (encoding.isEmpty() || encoding.equalsIgnoreCase("identity")) {
        return packed;
      }
      if (!encoding.equalsIgnoreCase("gzip")) {
        throw new FetchFailed(
            Kind.BAD_BYTES,
            shown(address) + ": the answer is packed as " + Quoted.line(encoding),
            "gzip is what is asked for; ask whoever runs the server");
      }
      try {
        return watch.guard(new GZIPInputStream(packed), this::broken);
      } catch (IOException e) {
        throw new FetchFailed(broken(e));
      }
    }

    private Fault broken(IOException e) {
      if (late) {
        return tooSlow(address).fault();
      }
      boolean packing = e instanceof ZipException || e instanceof EOFException;
      return Fault.of(
          Kind.BAD_BYTES,
          shown(address)
              + (packing
                  ? ": the packed answer is damaged or cut off: "
                  : ": the answer is cut off: ")
              + Quoted.line(String.valueOf(e.getMessage())),
          "run it again; if it goes on, ask whoever runs the server");
    }

    @Override
    public void close() {
      end.close();
      cut();
    }
  }

  Answer get(Address address) {
    watch.check();
    long started = System.nanoTime();
    var coming = client.sendAsync(request(address), HttpResponse.BodyHandlers.ofInputStream());
    try (var _ = watch.during(() -> coming.cancel(true))) {
      var response = coming.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      var left = timeout.minusNanos(System.nanoTime() - started);
      return new Answer(address, response, left.isNegative() ? Duration.ZERO : left);
    } catch (TimeoutException e) {
      coming.cancel(true);
      throw tooSlow(address);
    } catch (ExecutionException e) {
      watch.check();
      throw unreachable(address, e.getCause() == null ? e : e.getCause());
    } catch (CancellationException e) {
      watch.check();
      throw watch.timedOut();
    } catch (InterruptedException e) {
      coming.cancel(true);
      Thread.currentThread().interrupt();
      throw new FetchFailed(Kind.FAILED, "the fetch was interrupted", "");
    }
  }

  private HttpRequest request(Address address) {
    var request = HttpRequest.newBuilder(address.uri()).timeout(timeout);
    request.setHeader("Accept", "application/json");
    request.setHeader("Accept-Encoding", "gzip");
    headers.forEach(
        (name, value) -> {
          try {
            request.setHeader(name, value);
          } catch (IllegalArgumentException e) {
            // The exception's own text repeats the value, which may be a secret.
            throw new FetchFailed(
                Kind.FAILED,
                "the header '"
                    + Quoted.line(name)
                    + "' cannot be sent: its name is reserved, or its value holds a character that"
                    + " headers cannot have, such as a line end",
                "correct headers: in the source, or the secret it refers to");
          }
        });
    return request.GET().build();
  }

  private FetchFailed tooSlow(Address address) {
    return new FetchFailed(
        Kind.TIMED_OUT,
        shown(address) + ": the server had not answered in full after " + seconds(timeout),
        "run it again when the server is faster, or allow more: timeout");
  }

  private FetchFailed unreachable(Address address, Throwable cause) {
    if (cause instanceof HttpTimeoutException && !(cause instanceof HttpConnectTimeoutException)) {
      return tooSlow(address);
    }
    var why =
        has(cause, UnresolvedAddressException.class)
            ? "the host '" + address.uri().getHost() + "' is not known"
            : cause instanceof HttpConnectTimeoutException
                ? "nobody answers there"
                : has(cause, ConnectException.class)
                    ? "the connection is refused"
                    : has(cause, SSLException.class)
                        ? "no safe connection: " + message(cause)
                        : "the connection ended without an answer: " + message(cause);
    return new FetchFailed(
        Kind.SOURCE_UNREACHABLE,
        shown(address) + ": " + why,
        "look whether the server runs and can be reached from here");
  }

  private static boolean has(Throwable error, Class<? extends Throwable> wanted) {
    int depth = 0;
    for (Throwable e = error; e != null && depth < 20; e = e.getCause(), depth++) {
      if (wanted.isInstance(e)) {
        return true;
      }
    }
    return false;
  }

  private static String message(Throwable error) {
    return Quoted.line(String.valueOf(error.getMessage()));
  }

  private static String seconds(Duration time) {
    return time.toMillis() < 1000 ? time.toMillis() + " ms" : time.toSeconds() + " s";
  }

  String shown(Address address) {
    return address.shown(redaction);
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
