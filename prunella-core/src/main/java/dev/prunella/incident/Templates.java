package dev.prunella.incident;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Groups log lines by the statement that wrote them, one line after the other, by the tree of Drain
 * (He, Zhu, Zheng and Lyu, "Drain: an online log parsing approach with fixed depth tree", ICWS
 * 2017): lines of equal length that start alike are compared with the templates so far, and what
 * differs becomes a {@value #HOLE}.
 *
 * <p>Memory is bounded: beyond the limit of templates, a line of a new kind has no group. Not
 * thread-safe.
 */
public final class Templates {
  public static final String HOLE = "<*>";

  /** How many words at a line's start must be equal. */
  private static final int PREFIX = 2;

  /** The share of words that must be equal to the template's. */
  private static final double ALIKE = 0.5;

  /** A place in the tree has at most so many ways on; further words share one. */
  private static final int MOST_BRANCHES = 100;

  private static final int MOST_WORDS = 500;

  // Fixed starts and possessive repetitions: linear in the line.
  private static final Pattern ADDRESS =
      Pattern.compile("/?(?<![\\d.])(?:\\d{1,3}\\.){3}\\d{1,3}(?::\\d{1,5})?+");
  private static final Pattern BLOCK = Pattern.compile("\\b[a-z]{2,12}_-?\\d{6,}+");
  private static final Pattern PATH = Pattern.compile("(?<![\\w.])(?:/[\\w.@=+~%$-]++){2,}+/?");
  private static final Pattern SIZE =
      Pattern.compile("(?<![A-Za-z\\d])[-+]?\\d[\\d.,]*+ ?(?:[KMGT]i?B|B|bytes|ms|s)\\b");

  private final int most;
  private final Map<String, Map<String, Integer>> branches = new HashMap<>();
  private final Map<String, List<Group>> leaves = new HashMap<>();
  private final List<Group> groups = new ArrayList<>();

  private static final class Group {
    final int id;
    final String[] words;

    Group(int id, List<String> words) {
      this.id = id;
      this.words = words.toArray(new String[0]);
    }
  }

  /**
   * @param most how many templates are kept
   */
  public Templates(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("at least one template is kept, not " + most);
    }
    this.most = most;
  }

  /** The group of a line, from 0; nothing where it is of a new kind and there is no more room. */
  public OptionalInt group(String line) {
    var words = words(line);
    var leaf = leaves.computeIfAbsent(way(words), _ -> new ArrayList<>());
    Group best = null;
    double likeness = -1;
    int holes = -1;
    for (var group : leaf) {
      int equal = 0;
      int wild = 0;
      for (int i = 0; i < words.size(); i++) {
        if (group.words[i].equals(HOLE)) {
          wild++;
        } else if (group.words[i].equals(words.get(i))) {
          equal++;
        }
      }
      double alike = words.isEmpty() ? 1 : (double) equal / words.size();
      if (alike > likeness || (alike == likeness && wild > holes)) {
        best = group;
        likeness = alike;
        holes = wild;
      }
    }
    if (best != null && likeness >= ALIKE) {
      for (int i = 0; i < words.size(); i++) {
        if (!best.words[i].equals(words.get(i))) {
          best.words[i] = HOLE;
        }
      }
      return OptionalInt.of(best.id);
    }
    if (groups.size() == most) {
      return OptionalInt.empty();
    }
    var group = new Group(groups.size(), words);
    groups.add(group);
    leaf.add(group);
    return OptionalInt.of(group.id);
  }

  /** A group's template as it is now. */
  public String template(int group) {
    return String.join(" ", groups.get(group).words);
  }

  /** How many templates there are. */
  public int size() {
    return groups.size();
  }

  /** The leaf that a line belongs to: its length and its first words. */
  private String way(List<String> words) {
    var way = new StringBuilder().append(words.size());
    for (int i = 0; i < Math.min(PREFIX, words.size()); i++) {
      var on = branches.computeIfAbsent(way.toString(), _ -> new HashMap<>());
      var word = hasDigit(words.get(i)) ? HOLE : words.get(i);
      if (!on.containsKey(word)) {
        if (on.size() >= MOST_BRANCHES) {
          word = HOLE;
        }
        on.putIfAbsent(word, on.size());
      }
      way.append(' ').append(on.getOrDefault(word, 0));
    }
    return way.toString();
  }

  private static List<String> words(String line) {
    var masked = BLOCK.matcher(line).replaceAll(HOLE);
    masked = ADDRESS.matcher(masked).replaceAll(HOLE);
    masked = PATH.matcher(masked).replaceAll(HOLE);
    masked = SIZE.matcher(masked).replaceAll(HOLE);
    var words = new ArrayList<String>();
    int start = -1;
    for (int i = 0; i <= masked.length() && words.size() < MOST_WORDS; i++) {
      boolean space = i == masked.length() || Character.isWhitespace(masked.charAt(i));
      if (space && start >= 0) {
        var word = masked.substring(start, i);
        words.add(isNumber(word) ? HOLE : word);
        start = -1;
      } else if (!space && start < 0) {
        start = i;
      }
    }
    return words;
  }

  private static boolean hasDigit(String word) {
    return word.chars().anyMatch(Character::isDigit);
  }

  private static boolean isNumber(String word) {
    return hasDigit(word) && word.chars().noneMatch(Character::isLetter);
  }
}
