package dev.prunella.incident;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What words mean across systems: phrases, each with the cause that it speaks for and how strongly.
 * It is general knowledge of the field, written down and not fitted to any examples.
 *
 * <p>A line of a table is {@code cause weight | phrase | phrase ...}; weights go from 1 (a hint) to
 * 8 (nothing else says so). A phrase is words in a row as {@link Words} gives them, and {@code *}
 * in it stands for up to {@value #GAP} words. A phrase of several words says more than a single
 * one.
 */
final class Indicators {
  static final int GAP = 10;

  private static final double PER_WORD = 0.3;
  private static final double MOST_FOR_LENGTH = 1.2;

  /** A single ordinary word may stand anywhere and mean anything. */
  private static final double SINGLE = 0.55;

  /** Single words of this length are names of errors. */
  private static final int LONG_WORD = 13;

  private static final Indicators ALL = read();

  private final Map<String, List<Phrase>> byFirstWord;

  private Indicators(Map<String, List<Phrase>> byFirstWord) {
    this.byFirstWord = byFirstWord;
  }

  /**
   * A phrase that speaks for a cause.
   *
   * @param parts words in a row; between two parts may be a gap
   * @param text as the table writes it
   */
  record Phrase(Cause cause, double weight, List<List<String>> parts, String text) {}

  /** A phrase that was found, and the words that it was found in. */
  record Found(Phrase phrase, int from, int to) {}

  static Indicators all() {
    return ALL;
  }

  /** Every phrase that stands in a line, in the line's order. */
  List<Found> in(List<String> line) {
    var found = new ArrayList<Found>();
    for (int i = 0; i < line.size(); i++) {
      for (var phrase : byFirstWord.getOrDefault(line.get(i), List.of())) {
        int end = end(phrase.parts(), line, i);
        if (end >= 0) {
          found.add(new Found(phrase, i, end));
        }
      }
    }
    return found;
  }

  Collection<List<Phrase>> phrases() {
    return byFirstWord.values();
  }

  /** Where a phrase ends that starts here, or -1; each gap is as short as it can be. */
  private static int end(List<List<String>> parts, List<String> line, int start) {
    int at = start;
    for (int p = 0; p < parts.size(); p++) {
      var part = parts.get(p);
      int last = p == 0 ? at : Math.min(at + GAP, line.size());
      int match = -1;
      for (int i = at; i <= last && match < 0; i++) {
        match = matches(part, line, i) ? i : -1;
      }
      if (match < 0) {
        return -1;
      }
      at = match + part.size();
    }
    return at;
  }

  private static boolean matches(List<String> part, List<String> line, int at) {
    if (at + part.size() > line.size()) {
      return false;
    }
    for (int i = 0; i < part.size(); i++) {
      if (!part.get(i).equals(line.get(at + i))) {
        return false;
      }
    }
    return true;
  }

  private static Indicators read() {
    var phrases = new HashMap<String, List<Phrase>>();
    for (var table :
        List.of(
            CodeIndicators.QUERIES,
            CodeIndicators.PROGRAMS,
            CodeIndicators.SETTINGS,
            DataIndicators.VALUES,
            DataIndicators.FILES,
            InfrastructureIndicators.RESOURCES,
            InfrastructureIndicators.ACCESS,
            InfrastructureIndicators.SERVICES,
            TransientIndicators.TEXT)) {
      table.lines().forEach(line -> read(line, phrases));
    }
    return new Indicators(phrases);
  }

  private static void read(String line, Map<String, List<Phrase>> phrases) {
    var cells = line.split("\\|", -1);
    var head = cells[0].strip().split(" ", -1);
    var cause =
        CauseTable.find(head[0])
            .orElseThrow(() -> new IllegalStateException("no cause is called " + head[0]));
    double weight = Double.parseDouble(head[1]);
    for (int i = 1; i < cells.length; i++) {
      var phrase = phrase(cause, weight, cells[i].strip());
      phrases
          .computeIfAbsent(phrase.parts().getFirst().getFirst(), _ -> new ArrayList<>())
          .add(phrase);
    }
  }

  private static Phrase phrase(Cause cause, double weight, String text) {
    var parts = new ArrayList<List<String>>();
    int words = 0;
    for (var part : text.split("\\*", -1)) {
      var list = Words.of(part, Integer.MAX_VALUE).stream().toList();
      if (list.isEmpty()) {
        throw new IllegalStateException("a phrase starts and ends with a word: " + text);
      }
      parts.add(list);
      words += list.size();
    }
    double total =
        words == 1 && !isCode(text)
            ? weight * SINGLE
            : weight + Math.min(MOST_FOR_LENGTH, PER_WORD * (words - 1));
    return new Phrase(cause, total, List.copyOf(parts), text);
  }

  private static boolean isCode(String word) {
    return word.length() >= LONG_WORD || word.chars().anyMatch(Character::isDigit);
  }
}
