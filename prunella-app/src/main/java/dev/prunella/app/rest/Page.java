package dev.prunella.app.rest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.exceptions.BadRequestException;
import org.jspecify.annotations.Nullable;

/**
 * A part of a sorted listing. The token is the last name of the page before, so the server keeps
 * nothing between pages, and what is created or dropped meanwhile neither doubles nor hides others.
 *
 * @param next names the page after this; empty after the last
 */
record Page<T>(List<T> items, Optional<String> next) {
  private static final int MAX_SIZE = 10_000;

  /**
   * @param items sorted by {@code name}
   * @param token of the page before; empty text or null for the first page
   * @param size null for all at once
   */
  static <T> Page<T> of(
      List<T> items, Function<T, String> name, @Nullable String token, @Nullable String size) {
    if (size == null && (token == null || token.isEmpty())) {
      return new Page<>(items, Optional.empty());
    }
    int most = size == null ? MAX_SIZE : parse(size);
    String after = token == null || token.isEmpty() ? "" : decode(token);
    var rest = items.stream().filter(item -> name.apply(item).compareTo(after) > 0).toList();
    if (rest.size() <= most) {
      return new Page<>(rest, Optional.empty());
    }
    var page = rest.subList(0, most);
    return new Page<>(page, Optional.of(encode(name.apply(page.getLast()))));
  }

  private static int parse(String size) {
    try {
      int parsed = Integer.parseInt(size);
      if (parsed > 0) {
        return Math.min(parsed, MAX_SIZE);
      }
    } catch (NumberFormatException e) {
      throw new BadRequestException(e, "pageSize '%s' is not a number", size);
    }
    throw new BadRequestException("pageSize '%s' is less than 1", size);
  }

  private static String encode(String name) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(name.getBytes(StandardCharsets.UTF_8));
  }

  private static String decode(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequestException(e, "pageToken '%s' was not given by this server", token);
    }
  }
}
