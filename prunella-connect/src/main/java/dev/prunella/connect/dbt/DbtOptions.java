package dev.prunella.connect.dbt;

import dev.prunella.refs.TableName;
import java.util.function.Predicate;

/**
 * How a dbt project becomes a pipeline.
 *
 * @param folder the dbt project's folder, from the Prunella project's folder, with {@code /}; empty
 *     when they are the same
 * @param inLake whether the lake has a table already
 * @param fullRefresh whether the manifest was compiled with {@code --full-refresh}: then
 *     incremental models that ask what is there already are computed anew as a whole in each run
 */
public record DbtOptions(String folder, Predicate<TableName> inLake, boolean fullRefresh) {

  /** A path of the dbt project, from the Prunella project's folder. */
  String path(String inDbt) {
    return folder.isEmpty() || folder.equals(".") ? inDbt : folder + "/" + inDbt;
  }
}
