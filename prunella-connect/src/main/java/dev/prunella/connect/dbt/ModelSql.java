package dev.prunella.connect.dbt;

import dev.prunella.pipeline.SqlFacts;
import dev.prunella.refs.TableName;
import java.util.Map;

/**
 * What a dbt project's import needs of the engine's own SQL parser; whoever puts the parts together
 * gives it.
 */
public interface ModelSql {

  /**
   * Reads one SELECT in the engine's dialect. It is not understood, too, when it calls a function
   * that the engine does not have.
   */
  Read read(String sql);

  /**
   * The same text with tables called otherwise, changed at the places where the parser sees them,
   * and nowhere else; new names are quoted where they must be.
   *
   * @param names from a name as {@link #read} gives it to the new one
   */
  String renameTables(String sql, Map<TableName, TableName> names);

  /** What reading comes to. */
  sealed interface Read {

    /**
     * It is understood.
     *
     * @param repeatable whether equal inputs give equal rows; not so for {@code random()} or {@code
     *     now()}
     */
    record Understood(SqlFacts facts, boolean repeatable) implements Read {}

    /**
     * It is not.
     *
     * @param why in the parser's words, with the place
     */
    record NotUnderstood(String why) implements Read {}
  }
}
