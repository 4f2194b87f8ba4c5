package dev.prunella.app.project;

import dev.prunella.pipeline.Source;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which secrets notes may have sent, and where: what {@code prunella.yaml} allows. Nothing else in
 * a project does, so that whoever may write a note cannot send a secret to a place of their choice.
 *
 * @param byOrigin references by the origin to which they may go
 */
public record MaySend(Map<String, Set<String>> byOrigin) {
  public static final MaySend NOTHING = new MaySend(Map.of());

  /** Up to the path nothing may be left open: neither an interval nor a secret is part of it. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          "(https?)://([a-z0-9._-]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?(?:[/?#].*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  public MaySend {
    byOrigin =
        byOrigin.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> Set.copyOf(e.getValue())));
  }

  /**
   * Scheme, host and port of an address (RFC 6454), always written alike.
   *
   * @return empty for what is no http:// or https:// address of one certain host
   */
  static Optional<String> origin(String url) {
    var parts = BEGINNING.matcher(url);
    if (!parts.matches()) {
      return Optional.empty();
    }
    var scheme = parts.group(1).toLowerCase(Locale.ROOT);
    var port = parts.group(3) == null ? (scheme.equals("https") ? "443" : "80") : parts.group(3);
    return Optional.of(
        scheme
            + "://"
            + parts.group(2).toLowerCase(Locale.ROOT)
            + ":"
            + port.replaceFirst("^0+(?=.)", ""));
  }

  /** References to what may be sent to where a source loads from. */
  public Set<String> to(Source source) {
    return source instanceof Source.Http http
        ? origin(http.url()).map(o -> byOrigin.getOrDefault(o, Set.of())).orElse(Set.of())
        : Set.of();
  }
}
