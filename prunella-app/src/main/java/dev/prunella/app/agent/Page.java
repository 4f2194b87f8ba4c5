package dev.prunella.app.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next where the next part begins; null with the last
 */
public record Page<T>(List<T> items, @Nullable String next) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * The part that begins at a cursor.
   *
   * @param cursor as it was given; null for the first part
   */
  static <T> Page<T> of(List<T> all, @Nullable String cursor, int most) {
    int from = 0;
    if (cursor != null) {
      if (!cursor.matches("[0-9]{1,9}")) {
        throw RefusedException.badRequest(
            "'" + cursor + "' is no cursor", "give the one of the last answer, or none");
      }
      from = Math.min(Integer.parseInt(cursor), all.size());
    }
    int to = Math.min(all.size(), from + most);
    return new Page<>(all.subList(from, to), to < all.size() ? Integer.toString(to) : null);
  }
}
