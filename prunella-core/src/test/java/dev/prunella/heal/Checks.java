package dev.prunella.heal;

import dev.prunella.contract.Check;
import dev.prunella.contract.CodePlace;
import dev.prunella.contract.Dimension;
import dev.prunella.contract.Expectation;
import dev.prunella.contract.Measure;
import dev.prunella.contract.OnFailure;
import dev.prunella.contract.RowCondition;
import dev.prunella.contract.Severity;
import dev.prunella.contract.Unit;
import dev.prunella.refs.TableName;

/** Rules of contracts. */
final class Checks {
  private Checks() {}

  /** That a column of a table has no nulls. */
  static Check required(TableName table, String column) {
    return required(table, column, OnFailure.UNSAID);
  }

  /** The same, where the contract may say what becomes of such rows. */
  static Check required(TableName table, String column, OnFailure onFailure) {
    return new Check(
        table + "." + column + ".required",
        table,
        new Measure.FailingRows(new RowCondition.Present(column), "null"),
        Expectation.NONE,
        Unit.ROWS,
        Severity.ERROR,
        Dimension.COMPLETENESS,
        "",
        CodePlace.file("contracts/" + table + ".odcs.yaml"),
        onFailure);
  }
}
