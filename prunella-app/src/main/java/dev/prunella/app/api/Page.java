package dev.prunella.app.api;

import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import java.util.Optional;

/**
 * Which part of a list is wanted.
 *
 * @param cursor where the part before has ended, as it said itself
 */
record Page(int limit, Optional<Long> cursor) {
  private static final int MOST = 200;
  private static final int USUAL = 50;

  static Page of(Request request) {
    int limit = request.query("limit").map(text -> (int) number("limit", text)).orElse(USUAL);
    if (limit < 1 || limit > MOST) {
      throw new Refusal(400, "bad-limit", "limit is 1 to " + MOST + ", not " + limit);
    }
    return new Page(limit, request.query("cursor").map(text -> number("cursor", text)));
  }

  private static long number(String name, String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new Refusal(400, "bad-" + name, name + " is a number as the page before has named it");
    }
    return Long.parseLong(text);
  }

  /** Of numbered things, the newest first: whether one comes after the cursor. */
  boolean isAfter(long number) {
    return cursor.map(c -> number < c).orElse(true);
  }

  int skipped() {
    return cursor.map(Long::intValue).map(n -> Math.min(n, 1_000_000)).orElse(0);
  }
}
