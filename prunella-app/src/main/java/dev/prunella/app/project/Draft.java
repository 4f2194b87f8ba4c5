package dev.prunella.app.project;

import dev.prunella.app.yaml.Fields;
import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A step as its file declares it, before it is known what all its names stand for.
 *
 * @param howLine where the materialization stands
 * @param reads tables that a program says it reads
 * @param dependsOn tables that must be there first
 * @param repeatable as far as the file itself says
 */
record Draft(
    TableName table,
    Step.Work work,
    Materialization how,
    int howLine,
    CodePlace place,
    String code,
    boolean repeatable,
    SortedSet<String> tags,
    String description,
    Optional<String> owner,
    StepLimits limits,
    List<Fields.Line> reads,
    List<Fields.Line> dependsOn) {

  Draft {
    reads = List.copyOf(reads);
    dependsOn = List.copyOf(dependsOn);
  }

  Step step(List<TableName> all, boolean equalInputsGiveEqualRows) {
    return new Step(
        table,
        work,
        how,
        all,
        place,
        code,
        repeatable && equalInputsGiveEqualRows,
        tags,
        description,
        limits);
  }
}
