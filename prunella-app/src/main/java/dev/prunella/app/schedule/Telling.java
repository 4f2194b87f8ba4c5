package dev.prunella.app.schedule;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells people what comes of a schedule, one news at a time. Thread-safe. */
final class Telling {
  /** After so many, what was told long ago may be told again. */
  private static final int MOST_REMEMBERED = 10_000;

  private final Consumer<News> told;
  private final Clock clock;
  private final Map<String, String> last = new HashMap<>();

  Telling(Consumer<News> told, Clock clock) {
    this.told = told;
    this.clock = clock;
  }

  synchronized void tell(News news) {
    told.accept(news);
  }

  /** Tells what has not been told yet; what changes is told again. */
  synchronized void once(String about, String what, Supplier<News> news) {
    if (last.size() > MOST_REMEMBERED) {
      last.clear();
    }
    if (!what.equals(last.put(about, what))) {
      tell(news.get());
    }
  }

  /** The same of trouble that is no pipeline's own. */
  void trouble(String about, String what) {
    once(about, what, () -> new News.Trouble(clock.instant(), "", what));
  }

  /** Tells something again when it comes again. */
  synchronized void forget(String about) {
    last.remove(about);
  }
}
