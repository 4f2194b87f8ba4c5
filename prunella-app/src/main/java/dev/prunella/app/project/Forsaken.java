package dev.prunella.app.project;

import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.CodePlace;
import dev.prunella.refs.TableName;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Tells of tables that a project's files lean on though the file that made them is gone: they would
 * stay as they are, and nobody would see that they are old.
 */
public final class Forsaken {
  /** With it a sentence about such a table begins, after the table's name. */
  public static final String WAS_MADE_HERE = " was made here, and nothing makes it any more";

  private final Function<TableName, Optional<String>> makers;
  private final Problems problems;
  private final Set<TableName> told = new HashSet<>();

  /**
   * @param makers the files by which the lake's tables were made, of the project's own as it was
   */
  Forsaken(Function<TableName, Optional<String>> makers, Problems problems) {
    this.makers = makers;
    this.problems = problems;
  }

  /**
   * Looks at a table of the lake that no step makes; each is told of once, at the file that is
   * gone.
   *
   * @param why somebody needs it, such as "reads it"
   */
  void look(TableName table, CodePlace by, String why) {
    if (told.contains(table)) {
      return;
    }
    makers
        .apply(table)
        .ifPresent(
            file -> {
              told.add(table);
              problems
                  .in(file)
                  .add(
                      1,
                      "'%s'%s, though %s %s; put it back, or say that the table stays as it is: prunella keep %1$s --why '...'"
                          .formatted(table, WAS_MADE_HERE, by, why));
            });
  }
}
