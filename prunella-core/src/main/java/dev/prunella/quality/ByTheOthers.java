package dev.prunella.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;

/** What a reckoning is off by: what earlier days show by it, each judged by the others. */
final class ByTheOthers {
  private ByTheOthers() {}

  /**
   * The greatest rarity of a day among its fellows; zero for no days.
   *
   * @param rarity of a day by the others
   */
  static <T> double greatest(List<T> days, ToDoubleBiFunction<T, List<T>> rarity) {
    return IntStream.range(0, days.size())
        .mapToDouble(i -> rarity.applyAsDouble(days.get(i), without(days, i)))
        .max()
        .orElse(0);
  }

  private static <T> List<T> without(List<T> days, int one) {
    var others = new ArrayList<>(days);
    others.remove(one);
    return others;
  }
}
