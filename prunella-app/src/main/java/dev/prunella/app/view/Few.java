package dev.prunella.app.view;

import java.util.List;
import java.util.stream.Collectors;

/** A list as a sentence has room for it. */
public final class Few {
  private Few() {}

  /** The first so many, and how many more there are. */
  public static String of(List<?> all, int most) {
    return all.stream().limit(most).map(Object::toString).collect(Collectors.joining(", "))
        + (all.size() > most ? " and " + (all.size() - most) + " more" : "");
  }
}
