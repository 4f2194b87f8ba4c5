package dev.prunella.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text as plain words, so that {@code TABLE_OR_VIEW_NOT_FOUND}, {@code TableNotFoundException}
 * and "table not found" speak one language: identifiers are split at case, dots and underscores,
 * and {@code doesn't} is {@code does not}.
 */
final class Words {
  /** Longer words are no words but data. */
  private static final int LONGEST = 60;

  private Words() {}

  /** The words of a text, at most so many. Takes time in proportion to the text's length. */
  static List<String> of(String text, int most) {
    var words = new ArrayList<String>();
    int start = -1;
    int length = text.length();
    for (int i = 0; i <= length && words.size() < most; i++) {
      boolean inWord = i < length && Character.isLetterOrDigit(text.charAt(i));
      if (start >= 0 && (!inWord || boundary(text, i))) {
        add(text.substring(start, i), words);
        start = inWord ? i : -1;
        i = negation(text, i, words);
      } else if (inWord && start < 0) {
        start = i;
      }
    }
    return words;
  }

  private static void add(String word, List<String> words) {
    if (word.length() <= LONGEST) {
      words.add(word.toLowerCase(Locale.ROOT));
    }
  }

  /** After {@code doesn}, reads {@code 't}; gives the position to go on from. */
  private static int negation(String text, int i, List<String> words) {
    boolean apostrophe =
        i > 0
            && i + 1 < text.length()
            && (text.charAt(i) == '\'' || text.charAt(i) == '\u2019')
            && text.charAt(i + 1) == 't'
            && Character.toLowerCase(text.charAt(i - 1)) == 'n'
            && (i + 2 == text.length() || !Character.isLetterOrDigit(text.charAt(i + 2)));
    if (!apostrophe || words.isEmpty()) {
      return i;
    }
    var word = words.removeLast();
    if (word.equals("can")) {
      words.add("cannot");
    } else {
      words.add(word.substring(0, word.length() - 1));
      words.add("not");
    }
    return i + 1;
  }

  /** Whether a new word starts within letters: {@code not|Found}, {@code HTTP|Error}. */
  private static boolean boundary(String text, int i) {
    char before = text.charAt(i - 1);
    char here = text.charAt(i);
    if (!Character.isUpperCase(here)) {
      return false;
    }
    return Character.isLowerCase(before)
        || (Character.isUpperCase(before)
            && i + 1 < text.length()
            && Character.isLowerCase(text.charAt(i + 1)));
  }
}
