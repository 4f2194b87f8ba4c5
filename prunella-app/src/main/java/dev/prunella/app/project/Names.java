package dev.prunella.app.project;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;

/** Names of tables and tags as files give them. */
final class Names {
  private static final int LONGEST = 200;

  private Names() {}

  /** A table's name; empty, and a problem, when it is none. */
  static Optional<TableName> table(String text, int line, Problems.Of problems) {
    try {
      if (text.length() > LONGEST) {
        throw new IllegalArgumentException("a table's name has at most " + LONGEST + " characters");
      }
      if (text.codePoints().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("a table's name holds no control characters");
      }
      return Optional.of(TableName.parse(text));
    } catch (IllegalArgumentException e) {
      problems.add(line, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Tags that a selector can name. */
  static List<String> tags(List<Fields.Line> given, Problems.Of problems) {
    return given.stream()
        .filter(
            tag -> {
              boolean good = tag.text().matches("[\\p{L}\\p{N}][\\p{L}\\p{N}_.-]{0,99}");
              if (!good) {
                problems.add(
                    tag.line(), "tag '" + tag.text() + "' is made of letters, digits and . _ -");
              }
              return good;
            })
        .map(Fields.Line::text)
        .toList();
  }
}
