package dev.prunella.quality;

import java.util.HashSet;
import java.util.Locale;

/**
 * Whether one text is a slip of the pen for another. Two numbers, two known words and two spellings
 * that differ in case only are none: what is different on purpose looks like that too.
 */
final class Misspelling {
  private static final int LONGEST = 400;

  /** A word that occurs in more values than this was meant. */
  private static final int UNKNOWN_WORD = 2;

  private static final int PER_EDIT_OF_JOINED = 5;
  private static final int PER_EDIT_OF_WORD = 3;

  private Misspelling() {}

  /**
   * Whether {@code wrong} is a slip for {@code right}.
   *
   * @param perEdit one edit is allowed for so many characters; at least one always
   */
  static boolean is(String wrong, String right, Vocabulary known, int perEdit) {
    if (wrong.length() > LONGEST || right.length() > LONGEST || right.length() < 2) {
      return false;
    }
    if (NumberSearch.isNumber(wrong) && NumberSearch.isNumber(right)) {
      return false;
    }
    if (changesClass(wrong, right)) {
      return differing(wrong, right) <= right.length() / 2;
    }
    int allowed = Math.max(1, right.length() / perEdit);
    return right.length() >= 3
        && Math.abs(wrong.length() - right.length()) <= allowed
        && distance(wrong, right, allowed) <= allowed
        && letters(right) >= 2
        && !alike(wrong, right)
        && sameNumbers(wrong, right)
        && unknownWords(wrong, right, known)
        && wordByWord(wrong, right, perEdit);
  }

  /**
   * Each word is close to the one in its place: a jet is no misspelled fan, however long the name
   * around it. Where words were joined or split, the texts as a whole must be closer.
   */
  private static boolean wordByWord(String wrong, String right, int perEdit) {
    var a = Vocabulary.words(wrong);
    var b = Vocabulary.words(right);
    if (a.size() != b.size()) {
      int few = Math.max(1, right.length() / Math.max(perEdit, PER_EDIT_OF_JOINED));
      return distance(wrong, right, few) <= few;
    }
    int shortest = perEdit < PER_EDIT_OF_JOINED ? 2 : 3;
    for (int i = 0; i < a.size(); i++) {
      var word = b.get(i);
      int few = Math.max(1, word.length() / PER_EDIT_OF_WORD);
      if (!a.get(i).equals(word)
          && (word.length() < shortest || distance(a.get(i), word, few) > few)) {
        return false;
      }
    }
    return true;
  }

  /** Equal but for case, spaces, signs, or the numbers in them. */
  static boolean alike(String a, String b) {
    return normal(a).equals(normal(b));
  }

  private static String normal(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("[0-9]+", "0")
        .replaceAll("[^\\p{L}\\p{M}0]+", "");
  }

  /** Of one length, and digits stand where others were, or the other way round, and only so. */
  private static boolean changesClass(String a, String b) {
    if (a.length() != b.length() || a.length() < 2) {
      return false;
    }
    int changes = 0;
    for (int i = 0; i < a.length(); i++) {
      if (a.charAt(i) != b.charAt(i)) {
        boolean digit = Character.isDigit(a.charAt(i)) || Character.isDigit(b.charAt(i));
        boolean both = Character.isDigit(a.charAt(i)) && Character.isDigit(b.charAt(i));
        if (!digit || both) {
          return false;
        }
        changes++;
      }
    }
    return changes > 0 && changes < a.length();
  }

  private static int differing(String a, String b) {
    int out = 0;
    for (int i = 0; i < a.length(); i++) {
      out += a.charAt(i) == b.charAt(i) ? 0 : 1;
    }
    return out;
  }

  private static int letters(String text) {
    return (int) text.chars().filter(Character::isLetter).count();
  }

  /** The digits of both, in order, are the same, but for those that were overwritten. */
  private static boolean sameNumbers(String wrong, String right) {
    var a = wrong.replaceAll("[^0-9]", "");
    var b = right.replaceAll("[^0-9]", "");
    return a.equals(b) || (a.length() < b.length() && isSubsequence(a, b));
  }

  private static boolean isSubsequence(String part, String whole) {
    int i = 0;
    for (int j = 0; j < whole.length() && i < part.length(); j++) {
      i += part.charAt(i) == whole.charAt(j) ? 1 : 0;
    }
    return i == part.length();
  }

  /** What the wrong text says otherwise are words that hardly any value has. */
  private static boolean unknownWords(String wrong, String right, Vocabulary known) {
    var meant = new HashSet<>(Vocabulary.words(right));
    int strange = 0;
    for (var word : Vocabulary.words(wrong)) {
      if (!meant.contains(word)) {
        strange++;
        if (word.chars().allMatch(Character::isDigit) || known.values(word) > UNKNOWN_WORD) {
          return false;
        }
      }
    }
    return strange > 0;
  }

  /**
   * Levenshtein's distance (1966), with two neighbours swapped as one edit (Damerau 1964).
   *
   * @param most what is above it may be given as anything above it
   */
  static int distance(String a, String b, int most) {
    var before = new int[b.length() + 1];
    var last = new int[b.length() + 1];
    var next = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      next[0] = i;
      int least = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int best = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(last[j], next[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          best = Math.min(best, before[j - 2] + 1);
        }
        next[j] = best;
        least = Math.min(least, best);
      }
      if (least > most) {
        return most + 1;
      }
      var free = before;
      before = last;
      last = next;
      next = free;
    }
    return last[b.length()];
  }
}
