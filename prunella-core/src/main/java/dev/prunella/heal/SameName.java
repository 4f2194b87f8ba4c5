package dev.prunella.heal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Whether two names of columns are plainly the same name, written otherwise. */
final class SameName {
  /** Words that make another quantity of a column: with or without them it is not the same. */
  private static final Set<String> TELLING =
      Set.of(
          "net",
          "gross",
          "total",
          "sum",
          "avg",
          "average",
          "mean",
          "median",
          "min",
          "max",
          "tax",
          "vat",
          "discount",
          "usd",
          "eur",
          "gbp",
          "jpy",
          "cents",
          "pct",
          "percent",
          "rate",
          "kg",
          "lb",
          "est",
          "plan",
          "planned",
          "forecast",
          "budget",
          "prev",
          "previous",
          "last",
          "first",
          "list",
          "cost",
          "base",
          "ship",
          "shipping",
          "bill",
          "billing",
          "from",
          "to",
          "start",
          "end",
          "in",
          "out",
          "count",
          "local",
          "foreign",
          "id",
          "name",
          "code",
          "date",
          "time");

  private SameName() {}

  /**
   * Whether they are: the same letters; or word for word the same, an abbreviation, or longer by
   * words that tell nothing.
   */
  static boolean is(String one, String other) {
    var a = words(one);
    var b = words(other);
    if (String.join("", a).equals(String.join("", b))) {
      return true;
    }
    var shorter = a.size() <= b.size() ? a : b;
    var longer = new ArrayList<>(a.size() <= b.size() ? b : a);
    for (var word : shorter) {
      var fit = longer.stream().filter(w -> abbreviates(w, word)).findFirst();
      if (fit.isEmpty()) {
        return false;
      }
      longer.remove(fit.get());
    }
    return !shorter.isEmpty() && longer.stream().noneMatch(TELLING::contains);
  }

  private static boolean abbreviates(String one, String other) {
    return one.equals(other)
        || (Math.min(one.length(), other.length()) >= 3
            && (one.startsWith(other) || other.startsWith(one)));
  }

  /** In small letters, split at everything that is no letter or digit, and before capitals. */
  private static List<String> words(String name) {
    return List.of(
            name.replaceAll("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})", "_")
                .toLowerCase(Locale.ROOT)
                .split("[^\\p{L}\\p{N}]+"))
        .stream()
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
