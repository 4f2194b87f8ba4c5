package dev.prunella.connect.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.people.Channel;
import dev.prunella.people.Message;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Posts a message as JSON, signed as Standard Webhooks (standardwebhooks.com) has it: HMAC-SHA256
 * over id, time and body. The id is the same however often a message is tried, the time is that of
 * the attempt. Redirects are not followed. Thread-safe.
 */
public final class WebhookChannel implements Channel {
  private static final String ALGORITHM = "HmacSHA256";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final WebhookConfig config;
  private final HttpClient client;

  public WebhookChannel(WebhookConfig config) {
    this.config = config;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(config.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  @Override
  public boolean reaches(String address) {
    return true;
  }

  @Override
  public Outcome deliver(Message message) {
    var body = body(message);
    var time = String.valueOf(message.at().getEpochSecond());
    var request =
        HttpRequest.newBuilder(config.url())
            .timeout(config.timeout())
            .header("Content-Type", "application/json")
            .header("webhook-id", message.id())
            .header("webhook-timestamp", time)
            .header("webhook-signature", "v1," + signature(message.id() + "." + time + "." + body))
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build();
    // The request's own time-out ends with the headers; this one also bounds a trickling body.
    var answer = client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      return outcome(answer.get(2 * config.timeout().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      return later("it does not finish its answer");
    } catch (ExecutionException e) {
      return later(words(e.getCause()));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      return later("there was no time");
    }
  }

  private static Outcome later(String why) {
    return new Outcome.Later("the webhook's server: " + why, Optional.empty());
  }

  private static Outcome outcome(HttpResponse<?> answer) {
    int status = answer.statusCode();
    var why = "the webhook's server answers " + status;
    if (status >= 200 && status < 300) {
      return new Outcome.Taken();
    }
    if (status == 410) {
      return new Outcome.Gone(why);
    }
    if (status >= 500 || status == 408 || status == 429) {
      return new Outcome.Later(why, pause(answer));
    }
    // What is wrong may be mended at the other side, as a key that was changed is.
    return new Outcome.Later(why, Optional.empty());
  }

  /** Retry-After in seconds; as a date it is not heeded, for its clock is not ours. */
  private static Optional<Duration> pause(HttpResponse<?> answer) {
    return answer
        .headers()
        .firstValue("retry-after")
        .filter(text -> text.matches("[0-9]{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  private static String words(@Nullable Throwable cause) {
    return switch (cause) {
      case HttpTimeoutException _ -> "it does not answer in time";
      case ConnectException _ -> "it cannot be reached";
      case null -> "it gives no reason";
      default -> String.valueOf(cause.getMessage());
    };
  }

  private String signature(String signed) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(config.key(), ALGORITHM));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK ships " + ALGORITHM, e);
    }
  }

  private static String body(Message message) {
    var json =
        JSON.createObjectNode()
            .put("type", "question.asked")
            .put("timestamp", message.at().toString());
    var data =
        json.putObject("data")
            .put("to", message.who())
            .put("severity", message.severity().name().toLowerCase(Locale.ROOT))
            .put("subject", message.subject())
            .put("text", message.text());
    var questions = data.putArray("questions");
    for (var asked : message.asked()) {
      var one =
          questions
              .addObject()
              .put("incident", asked.incident().toString())
              .put("number", asked.number())
              .put("about", asked.about().toString())
              .put("question", asked.question());
      asked.escalates().ifPresent(at -> one.put("escalates", at.toString()));
      var answers = one.putArray("answers");
      for (var choice : asked.choices()) {
        var answer = answers.addObject().put("word", choice.word());
        choice.link().ifPresent(link -> answer.put("link", link));
      }
    }
    var earlier = data.putArray("earlier");
    message.earlier().forEach(earlier::add);
    return json.toString();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
