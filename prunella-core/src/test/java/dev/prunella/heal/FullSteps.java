package dev.prunella.heal;

import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.TreeSet;

/** Steps that make their table as a whole and read no other. */
public final class FullSteps {
  private FullSteps() {}

  /** One query, in {@code models/<table>.sql}. */
  public static Step sql(TableName table) {
    return of(table, new Step.Work.Sql("select 1"));
  }

  public static Step of(TableName table, Step.Work work) {
    return new Step(
        table,
        work,
        new Materialization.Full(),
        List.of(),
        CodePlace.file("models/" + table + ".sql"),
        "",
        true,
        new TreeSet<>(),
        "",
        StepLimits.DEFAULT);
  }
}
