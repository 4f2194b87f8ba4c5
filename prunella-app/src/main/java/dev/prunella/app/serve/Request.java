package dev.prunella.app.serve;

import dev.prunella.app.access.Doorkeeper.Known;
import dev.prunella.app.access.Principal;
import dev.prunella.app.access.Role;
import dev.prunella.app.access.Sessions.Session;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A request that was let in.
 *
 * @param known who sends it
 * @param form the fields of a form that was sent
 */
public record Request(Context http, RouteTable.Match match, Known known, Map<String, String> form) {
  private static final int MOST_FIELD = 4000;
  private static final int MOST_BODY = 64 << 10;

  /** Whether values of rows may be shown to who asks. */
  public boolean mayShowValues() {
    return who().role().covers(Role.OPERATOR);
  }

  /** Who sends it; only where the route needs a role. */
  public Principal who() {
    return somebody().orElseThrow(() -> new IllegalStateException("the route is open to anybody"));
  }

  public Optional<Principal> somebody() {
    return known instanceof Known.By by ? Optional.of(by.who()) : Optional.empty();
  }

  /** What our pages put into each form; empty for who is no browser's session. */
  public String proof() {
    return session().map(Session::proof).orElse("");
  }

  public Optional<Session> session() {
    return known instanceof Known.By by ? by.session() : Optional.empty();
  }

  public String path(String name) {
    return Optional.ofNullable(match.variables().get(name))
        .orElseThrow(() -> new IllegalArgumentException("the route has no {" + name + "}"));
  }

  public Optional<String> query(String name) {
    return Optional.ofNullable(http.queryParam(name)).filter(v -> !v.isBlank()).map(Request::cut);
  }

  /** A form's field, without control characters, cut at a sensible length. */
  public String field(String name) {
    return cut(form.getOrDefault(name, "").replaceAll("\\p{Cntrl}+", " ").strip());
  }

  /** A form's field as it was written, lines and all; as long as a form may be. */
  public String text(String name) {
    return form.getOrDefault(name, "");
  }

  private static String cut(String value) {
    return value.length() > MOST_FIELD ? value.substring(0, MOST_FIELD) : value;
  }

  /** Has the answer say something else in a header than the front does. */
  public void replies(String header, String value) {
    http.header(header, value);
  }

  /** The path that was asked for, as it was sent. */
  public String route() {
    return http.req().getRequestURI();
  }

  /** What was sent, as text; at most 64 KB. */
  public String body() {
    try {
      var bytes = http.req().getInputStream().readNBytes(MOST_BODY + 1);
      if (bytes.length > MOST_BODY) {
        throw new Refusal(413, "too-large", "that is more than is taken here");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("what was sent has not come whole", e);
    }
  }

  /** How many bytes are sent, by the request's own word; negative where it does not say. */
  public long length() {
    return http.req().getContentLengthLong();
  }

  /**
   * What was sent, unpacked where it is packed by gzip.
   *
   * @param most bytes that are taken, both as they come and unpacked
   * @throws Refusal if it is more, has not come whole, or is packed otherwise
   */
  public byte[] bytes(int most) {
    var encoding = header("Content-Encoding").orElse("identity").toLowerCase(Locale.ROOT);
    try {
      var bytes =
          switch (encoding) {
            case "identity" -> http.req().getInputStream().readNBytes(most + 1);
            case "gzip" -> {
              // Unpacked only as far as is taken: a few bytes may be made to come to very many.
              try (var unpacked = new GZIPInputStream(http.req().getInputStream())) {
                yield unpacked.readNBytes(most + 1);
              }
            }
            default ->
                throw new Refusal(415, "encoding", "only gzip is understood as Content-Encoding");
          };
      if (bytes.length > most) {
        throw new Refusal(413, "too-large", "at most " + (most >> 20) + " MB are taken here");
      }
      return bytes;
    } catch (IOException e) {
      throw new Refusal(400, "bad-body", "what was sent has not come whole: " + e.getMessage());
    }
  }

  /** Whether nothing but the headers is wanted: a look, by which nothing may be used up. */
  public boolean isLook() {
    return http.method().name().equals("HEAD");
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(http.header(name));
  }
}
