package dev.prunella.bench.heal.ground;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whether names can be changed without making two things one: each is used in the project, and no
 * other name is there already, as a name or as a word.
 */
final class VocabularyCheck {
  /** With fewer, a name could be guessed. */
  private static final int FEWEST_OTHERS = 3;

  private final Path project;
  private final Problems.Of problems;
  private final Map<String, Integer> lines = new HashMap<>();
  private Map<String, String> reserved = Map.of();

  VocabularyCheck(Path project, Problems.Of problems) {
    this.project = project;
    this.problems = problems;
  }

  /** Adds what is wrong with the names of a ground. */
  void check(Fields ground) throws IOException {
    var text = new StringBuilder();
    for (var file : TextFiles.below(project)) {
      text.append(file.getFileName()).append('\n').append(TextFiles.text(file).orElse(""));
    }
    reserved = ReservedWords.of(project);
    var names = ground.mapping("names");
    for (var kind : new String[] {"tables", "columns"}) {
      names.flatMap(n -> n.mapping(kind)).ifPresent(given -> check(given, text.toString()));
    }
  }

  private void check(Fields given, String text) {
    for (var name : given.names()) {
      int line = given.line(name);
      once(name, line);
      Optional.ofNullable(reserved.get(name))
          .ifPresent(
              where ->
                  problems.add(
                      line,
                      "'"
                          + name
                          + "' is a word of the project's files themselves ("
                          + where
                          + "), and would get another name there, too; take it out of 'names', where it keeps its name, or call it otherwise"));
      if (!holds(text, name, 0)) {
        problems.add(line, "the project uses no name '" + name + "'; take it out, or mend it");
      }
      var others = given.texts(name);
      if (others.size() < FEWEST_OTHERS) {
        problems.add(
            line, "'" + name + "' needs " + FEWEST_OTHERS + " other names, not " + others.size());
      }
      for (var other : others) {
        once(other.text(), other.line());
        if (holds(text, other.text(), Pattern.CASE_INSENSITIVE)) {
          problems.add(
              other.line(),
              "the project has a word '" + other.text() + "' already; take another name");
        }
      }
    }
  }

  /** SQL does not tell large letters from small ones. */
  private void once(String name, int line) {
    var before = lines.putIfAbsent(name.toLowerCase(Locale.ROOT), line);
    if (before != null) {
      problems.add(line, "the name '" + name + "' stands in line " + before + " already");
    }
  }

  private static boolean holds(String text, String word, int flags) {
    return Names.wholeWords(List.of(word), flags).matcher(text).find();
  }
}
