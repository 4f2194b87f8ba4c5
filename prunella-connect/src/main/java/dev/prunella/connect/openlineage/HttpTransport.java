package dev.prunella.connect.openlineage;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts events to a server, in their order. A request that fails in a way that may pass is repeated
 * after a pause, while the budget of repetitions lasts; when it is used up, each event has one try.
 */
final class HttpTransport implements Transport {
  private static final int TRIES_PER_EVENT = 4;
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final String USUAL_PATH = "/api/v1/lineage";

  private final LineageConfig.ToServer to;
  private final URI url;
  private final HttpClient client;
  private int retriesLeft;

  HttpTransport(LineageConfig.ToServer to) {
    this.to = to;
    this.url = endpoint(to.url());
    this.retriesLeft = to.retries();
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(to.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  private static URI endpoint(URI url) {
    var path = url.getPath();
    return path == null || path.isEmpty() || path.equals("/") ? url.resolve(USUAL_PATH) : url;
  }

  @Override
  public String where() {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  @Override
  public void deliver(String line) throws IOException, InterruptedException {
    Failure last = null;
    var pause = Duration.ofMillis(FIRST_PAUSE_MILLIS);
    try {
      for (int tries = 1; ; tries++) {
        last = attempt(line);
        if (last == null) {
          return;
        }
        if (!last.mayPass || tries == TRIES_PER_EVENT || retriesLeft == 0) {
          throw last;
        }
        retriesLeft--;
        Thread.sleep(pause);
        pause = pause.multipliedBy(2);
      }
    } catch (InterruptedException e) {
      if (last == null) {
        throw e;
      }
      // Why the server failed says more than that there was no more time for it.
      Thread.currentThread().interrupt();
      throw last;
    }
  }

  private static final class Failure extends IOException {
    private static final long serialVersionUID = 1L;
    private final boolean mayPass;

    private Failure(String message, boolean mayPass) {
      super(message);
      this.mayPass = mayPass;
    }

    private Failure(String message, Throwable cause) {
      super(message, cause);
      this.mayPass = true;
    }
  }

  private @Nullable Failure attempt(String line) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(url)
            .timeout(to.timeout())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(line, StandardCharsets.UTF_8));
    to.headers().forEach(request::setHeader);
    // The request's own time-out ends with the headers; this one also bounds a trickling body.
    var answer = client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
    try {
      int status = answer.get(2 * to.timeout().toMillis(), TimeUnit.MILLISECONDS).statusCode();
      if (status >= 200 && status < 300) {
        return null;
      }
      return new Failure("it answers " + status, status >= 500 || status == 429 || status == 408);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return new Failure("it does not finish its answer", e);
    } catch (ExecutionException e) {
      return new Failure(words(e.getCause()), e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      throw e;
    }
  }

  private static String words(@Nullable Throwable cause) {
    return switch (cause) {
      case HttpTimeoutException _ -> "it does not answer in time";
      case ConnectException _ -> "it cannot be reached";
      case null -> "it gives no reason";
      default -> String.valueOf(cause.getMessage());
    };
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
