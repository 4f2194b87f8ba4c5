package dev.prunella.bench.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What the writer was told, against what is seen. Not thread-safe. */
final class Ledger {
  private static final int MAX_SHOWN = 20;

  private final TreeSet<Integer> acknowledged = new TreeSet<>();
  private final TreeSet<Integer> begun = new TreeSet<>();
  private final List<String> faults = new ArrayList<>();
  private TreeSet<Integer> seenBefore = new TreeSet<>();
  private int decidedBelow;
  private int faultCount;

  void begin(int attempt) {
    begun.add(attempt);
  }

  void acknowledge(int attempt) {
    acknowledged.add(attempt);
  }

  /** Judges a look that was taken while no writer was at work. */
  void judge(FiveTables.Seen seen) {
    seen.faults().forEach(this::fault);
    for (int attempt : acknowledged) {
      if (!seen.attempts().contains(attempt)) {
        fault("lost: attempt " + attempt + " was acknowledged and is gone");
      }
    }
    for (int attempt : seenBefore) {
      if (!seen.attempts().contains(attempt)) {
        fault("lost: attempt " + attempt + " had been seen and is gone");
      }
    }
    for (int attempt : seen.attempts()) {
      if (!begun.contains(attempt)) {
        fault("invented: attempt " + attempt + " was never begun");
      } else if (!seenBefore.contains(attempt) && attempt < decidedBelow) {
        fault("late: attempt " + attempt + " appeared after a later look had missed it");
      }
    }
    seenBefore = new TreeSet<>(seen.attempts());
    decidedBelow = begun.isEmpty() ? 0 : begun.last() + 1;
  }

  void fault(String sentence) {
    faultCount++;
    if (faults.size() < MAX_SHOWN) {
      faults.add(sentence);
    }
  }

  int faultCount() {
    return faultCount;
  }

  List<String> faults() {
    return List.copyOf(faults);
  }

  int acknowledged() {
    return acknowledged.size();
  }

  int landed() {
    return seenBefore.size();
  }
}
