package dev.prunella.local.fetch;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a status other than success means. */
final class HttpRefusal {
  private static final int WORDS = 4_000;
  private static final Duration LONGEST_WAIT = Duration.ofDays(30);

  private HttpRefusal() {}

  static Fault of(
      HttpCalls.Answer answer, String address, Clock clock, UnaryOperator<String> redaction) {
    int status = answer.status();
    var kind = kind(status);
    var fault =
        Fault.of(
                kind,
                address + ": status " + status + ", " + words(status) + said(answer, redaction),
                next(status))
            .with(Fault.STATUS, Integer.toString(status));
    var wait = retryAfter(answer.header("Retry-After"), answer.header("Date"), clock);
    return wait.isPresent()
        ? fault.with("retry_after", Long.toString(wait.get().toSeconds()))
        : fault;
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 401, 403, 407 -> Kind.ACCESS_DENIED;
      case 404, 410 -> Kind.MISSING;
      default -> Kind.SOURCE_FAILED;
    };
  }

  private static String words(int status) {
    return switch (status) {
      case 401 -> "the server does not accept the credentials";
      case 403 -> "the server forbids it";
      case 404, 410 -> "there is nothing at this address";
      case 407 -> "a proxy wants credentials";
      case 429 -> "too many requests";
      default ->
          status >= 500
              ? "the server failed"
              : status < 400 ? "no answer that can be used" : "the server declines";
    };
  }

  private static String next(int status) {
    return switch (status) {
      case 401, 403, 407 -> "renew the credential that the source's headers refer to";
      case 404, 410 -> "look whether the address is right, and whether the interval is there yet";
      case 429 -> "run it again later";
      default ->
          status >= 500
              ? "run it again later; if it goes on, ask whoever runs the server"
              : "compare the source's url: with what the server expects";
    };
  }

  private static String said(HttpCalls.Answer answer, UnaryOperator<String> redaction) {
    try (var body = answer.body()) {
      return Quoted.server(new String(body.readNBytes(WORDS), StandardCharsets.UTF_8), redaction);
    } catch (IOException | FetchFailed e) {
      // The status tells enough; that its explanation was cut off is no news.
      return "";
    }
  }

  /**
   * Both forms of {@code Retry-After} (RFC 9110, 10.2.3): seconds, or a date, which is compared
   * with the server's own clock where it tells the time. Never negative, and at most 30 days.
   */
  static Optional<Duration> retryAfter(String value, String date, Clock clock) {
    var text = value.strip();
    if (text.matches("\\d{1,18}")) {
      return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(text))));
    }
    return instant(text)
        .map(at -> bounded(Duration.between(instant(date).orElseGet(clock::instant), at)));
  }

  private static Duration bounded(Duration wait) {
    return wait.isNegative()
        ? Duration.ZERO
        : wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }

  private static Optional<Instant> instant(String text) {
    try {
      return text.isBlank()
          ? Optional.empty()
          : Optional.of(
              ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
