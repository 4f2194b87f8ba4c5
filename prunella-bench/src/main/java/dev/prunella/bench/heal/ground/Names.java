package dev.prunella.bench.heal.ground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which tables and columns have which names in one world. Immutable, safe for many threads. */
public final class Names {
  private static final Names SAME = new Names(Map.of(), Map.of());

  private final Map<String, String> tables;
  private final Map<String, String> columns;
  private final Map<String, String> words = new LinkedHashMap<>();
  private final Pattern pattern;

  private Names(Map<String, String> tables, Map<String, String> columns) {
    this.tables = Map.copyOf(tables);
    this.columns = Map.copyOf(columns);
    words.putAll(tables);
    words.putAll(columns);
    this.pattern = wholeWords(words.keySet(), 0);
  }

  /** Names drawn by seed; each may stay as it is. The same seed gives the same names. */
  public static Names of(Ground.Vocabulary vocabulary, long seed) {
    var draw = new Draw(seed);
    return new Names(drawn(vocabulary.tables(), draw), drawn(vocabulary.columns(), draw));
  }

  /** The names that the ground gives. */
  public static Names same() {
    return SAME;
  }

  private static Map<String, String> drawn(Map<String, List<String>> vocabulary, Draw draw) {
    var drawn = new LinkedHashMap<String, String>();
    vocabulary.forEach(
        (name, others) -> {
          int choice = (int) draw.below(others.size() + 1L, "name/" + name);
          drawn.put(name, choice == 0 ? name : others.get(choice - 1));
        });
    return drawn;
  }

  /**
   * Finds words where they stand alone; what follows a {@code $} is a parameter, and no name.
   *
   * @param flags of {@link Pattern}
   */
  static Pattern wholeWords(Iterable<String> words, int flags) {
    var any = new StringBuilder();
    for (var word : words) {
      any.append(any.isEmpty() ? "" : "|").append(Pattern.quote(word));
    }
    // With no words there is nothing to find, and an empty alternative would match everywhere.
    return Pattern.compile(
        any.isEmpty() ? "(?!)" : "(?<![A-Za-z0-9_$])(?:" + any + ")(?![A-Za-z0-9_])", flags);
  }

  /** What a table is called here; a name that is not in the vocabulary stays. */
  public String table(String logical) {
    return tables.getOrDefault(logical, logical);
  }

  /** What a column is called here; a name that is not in the vocabulary stays. */
  public String column(String logical) {
    return columns.getOrDefault(logical, logical);
  }

  /** A text with all its names changed, where they are whole words. */
  public String in(String text) {
    return pattern
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(words.getOrDefault(found.group(), found.group())));
  }

  /**
   * Copies a project with names changed, in texts and in the names of files. What is not text in
   * UTF-8 is copied as it is.
   *
   * @param further what else is changed in each text
   */
  public void project(Path from, Path to, UnaryOperator<String> further) throws IOException {
    for (var file : TextFiles.below(from)) {
      var folder = to.resolve(from.relativize(file).toString()).resolveSibling("");
      Files.createDirectories(folder);
      var target = folder.resolve(in(file.getFileName().toString()));
      var text = TextFiles.text(file);
      if (text.isPresent()) {
        Files.writeString(target, further.apply(in(text.get())));
      } else {
        Files.write(target, Files.readAllBytes(file));
      }
    }
  }
}
