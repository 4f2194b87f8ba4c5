package dev.prunella.app.project;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gathers what is wrong with one file. */
final class Problems {
  private record At(int line, String sentence) {}

  private final String file;
  private final List<At> found = new ArrayList<>();

  Problems(String file) {
    this.file = file;
  }

  void add(int line, String sentence) {
    found.add(new At(line, sentence));
  }

  void throwIfAny() {
    if (!found.isEmpty()) {
      throw new ProjectProblems(
          found.stream()
              .sorted(Comparator.comparingInt(At::line))
              .map(p -> file + ":" + p.line() + ": " + p.sentence())
              .toList());
    }
  }
}
