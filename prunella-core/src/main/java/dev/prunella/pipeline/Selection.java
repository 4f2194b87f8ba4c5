package dev.prunella.pipeline;

import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.Stars;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which steps somebody means: {@code stg_orders+ +daily tag:nightly path:models/marts
 * source:orders}. Words are separated by spaces or commas, and everything that any of them names is
 * chosen.
 *
 * <ul>
 *   <li>{@code orders}, {@code sales.orders}, {@code stg_*}: steps by their tables' names
 *   <li>{@code tag:}, {@code path:} (a file, or a folder with all below it), {@code source:} (steps
 *       that load); globs everywhere
 *   <li>{@code +x}: with all that it needs; {@code x+}: with all that needs it; {@code 2+x}, {@code
 *       x+1}: so many levels of it
 * </ul>
 *
 * Letter case does not count in names.
 */
public final class Selection {
  private static final int MOST_WORDS = 10_000;
  private static final Pattern WORD =
      Pattern.compile("(?<up>[0-9]{0,4}\\+)?(?<what>.+?)(?<down>\\+[0-9]{0,4})?");

  private final List<String> words;

  private Selection(List<String> words) {
    this.words = List.copyOf(words);
  }

  /** What a selection comes to, given the steps there are. */
  public sealed interface Chosen {
    /** In the order of names; not empty unless nothing was asked for. */
    record Tables(SortedSet<TableName> tables) implements Chosen {}

    /** Words that name nothing; a sentence for each. */
    record Unknown(List<String> sentences) implements Chosen {
      public Unknown {
        sentences = List.copyOf(sentences);
      }
    }
  }

  /** Everything. */
  public static Selection all() {
    return new Selection(List.of("*"));
  }

  /**
   * Splits a text into its words; what they name is seen by {@link #among}.
   *
   * @throws IllegalArgumentException if there are unreasonably many
   */
  public static Selection parse(String text) {
    return parse(List.of(text));
  }

  /** The same of several texts. */
  public static Selection parse(Collection<String> texts) {
    var words = new LinkedHashSet<String>();
    texts.forEach(text -> split(text, words));
    if (words.size() > MOST_WORDS) {
      throw new IllegalArgumentException("a selection has at most " + MOST_WORDS + " words");
    }
    return new Selection(new ArrayList<>(words));
  }

  /** At spaces and commas outside of double quotes. */
  private static void split(String text, Set<String> into) {
    var word = new StringBuilder();
    boolean quoted = false;
    for (char c : (text + " ").toCharArray()) {
      quoted ^= c == '"';
      if (!quoted && (c == ',' || Character.isWhitespace(c))) {
        if (!word.isEmpty()) {
          into.add(word.toString());
        }
        word.setLength(0);
      } else {
        word.append(c);
      }
    }
    if (!word.toString().isBlank()) {
      into.add(word.toString().strip());
    }
  }

  /** The steps of a graph that are meant. */
  public Chosen among(Graph graph) {
    var chosen = new TreeSet<TableName>();
    var unknown = new ArrayList<String>();
    for (var word : words) {
      var parts = WORD.matcher(word);
      if (!parts.matches()) {
        unknown.add("'" + word + "' names nothing");
        continue;
      }
      var what = parts.group("what");
      var named = named(graph, what);
      if (named.isEmpty()) {
        unknown.add(nothing(graph, what));
      }
      chosen.addAll(named);
      chosen.addAll(around(named, levels(parts.group("up")), graph::readsInside));
      chosen.addAll(around(named, levels(parts.group("down")), graph::readersOf));
    }
    return unknown.isEmpty() ? new Chosen.Tables(chosen) : new Chosen.Unknown(unknown);
  }

  /** How far a plus sign reaches; not at all without one. */
  private static int levels(@Nullable String plus) {
    if (plus == null) {
      return 0;
    }
    var number = plus.replace("+", "");
    return number.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(number);
  }

  private static Set<TableName> around(
      Set<TableName> from, int levels, Function<TableName, ? extends Set<TableName>> next) {
    var found = new TreeSet<TableName>(from);
    Set<TableName> edge = from;
    // Bounded: each turn finds a step that was not found before, or is the last.
    for (int level = 0; level < levels && !edge.isEmpty(); level++) {
      edge =
          edge.stream()
              .flatMap(table -> next.apply(table).stream())
              .filter(found::add)
              .collect(Collectors.toCollection(TreeSet::new));
    }
    return found;
  }

  private static Set<TableName> named(Graph graph, String what) {
    return graph.inOrder().stream()
        .filter(matcher(what))
        .map(Step::table)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Predicate<Step> matcher(String what) {
    int colon = what.indexOf(':');
    var value = what.substring(colon + 1);
    return switch (colon < 0 ? "" : what.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "tag" -> {
        yield step -> step.tags().stream().anyMatch(tag -> Stars.fit(value, tag));
      }
      case "path" -> {
        var path = value.replaceFirst("^\\./", "").replaceFirst("/+$", "");
        yield step -> isAtOrBelow(step.place().path(), path);
      }
      case "source" -> {
        var name = name(value);
        yield step -> step.loads() && name.test(step.table());
      }
      default -> {
        var name = name(what);
        yield step -> name.test(step.table());
      }
    };
  }

  /** A name in double quotes is taken literally. */
  private static Predicate<TableName> name(String text) {
    if (text.indexOf('"') < 0) {
      return table -> Stars.fit(text, table.toString());
    }
    try {
      return TableName.parse(text)::matches;
    } catch (IllegalArgumentException e) {
      // What is no name names no table, and is told as such.
      return _ -> false;
    }
  }

  private static boolean isAtOrBelow(String file, String path) {
    if (Stars.fit(path, file)) {
      return true;
    }
    for (int slash = file.indexOf('/'); slash >= 0; slash = file.indexOf('/', slash + 1)) {
      if (Stars.fit(path, file.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  private static String nothing(Graph graph, String what) {
    int colon = what.indexOf(':');
    var method = colon < 0 ? "" : what.substring(0, colon).toLowerCase(Locale.ROOT);
    var value = what.substring(colon + 1);
    var steps = graph.inOrder();
    return switch (method) {
      case "tag" -> guess("no step has the tag '" + value + "'", method, value, steps, Step::tags);
      case "path" ->
          guess(
              "no step is written in '" + value + "'",
              method,
              value,
              steps,
              step -> folders(step.place().path()));
      case "source" ->
          guess(
              "there is no source '" + value + "'",
              method,
              value,
              steps.stream().filter(Step::loads).toList(),
              step -> List.of(step.table().toString()));
      case "" ->
          guess(
              "there is no step '" + value + "'",
              method,
              value,
              steps,
              step -> List.of(step.table().toString()));
      default ->
          "there is no selector '"
              + method
              + ":'"
              + DidYouMean.among(List.of("tag", "path", "source"), method)
                  .map(near -> ", did you mean '" + near + ":'?")
                  .orElse("; there are tag:, path: and source:");
    };
  }

  private static String guess(
      String sentence,
      String method,
      String value,
      List<Step> steps,
      Function<Step, ? extends Collection<String>> names) {
    var known = new TreeSet<String>();
    steps.forEach(step -> known.addAll(names.apply(step)));
    var prefix = method.isEmpty() ? "" : method + ":";
    return sentence
        + DidYouMean.among(known, value)
            .or(() -> sameLastName(method, value, steps))
            .map(near -> ", did you mean '" + prefix + near + "'?")
            .orElse("");
  }

  /** Somebody who leaves out the namespace is told it. */
  private static Optional<String> sameLastName(String method, String value, List<Step> steps) {
    return steps.stream()
        .filter(step -> method.isEmpty() || (method.equals("source") && step.loads()))
        .map(Step::table)
        .filter(table -> table.name().equalsIgnoreCase(value))
        .map(TableName::toString)
        .findFirst();
  }

  private static List<String> folders(String path) {
    var all = new ArrayList<String>();
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      all.add(path.substring(0, slash));
    }
    all.add(path);
    return all;
  }

  /** As it was written, one space between words. */
  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
