package dev.prunella.contract;

import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.util.Optional;

/**
 * One promise of a contract in a form that can be checked.
 *
 * @param id stable as long as the promise is the same, and unique among those of its table: {@code
 *     orders.amount.required}
 * @param expectation of what is measured
 * @param description a sentence or a few words for people
 * @param place where the contract promises it
 */
public record Check(
    String id,
    TableName table,
    Measure measure,
    Expectation expectation,
    Unit unit,
    Severity severity,
    Dimension dimension,
    String description,
    CodePlace place,
    OnFailure onFailure) {

  public Check {
    if (onFailure.quarantines() && !measure.findsRows()) {
      throw new IllegalArgumentException(id + " finds no single rows that could be laid aside");
    }
  }

  /** Whether it finds single rows that are wrong by themselves. */
  public boolean isRowLevel() {
    return measure.findsRows();
  }

  /** What lays its failing rows aside, where the contract asks for that. */
  public Optional<RowGuard> guard() {
    return onFailure.quarantines() ? guard(onFailure.maxShare()) : Optional.empty();
  }

  /**
   * What would lay its failing rows aside; empty for a check that finds no single rows.
   *
   * @param maxShare of the rows that may be laid aside
   */
  public Optional<RowGuard> guard(BigDecimal maxShare) {
    return measure instanceof Measure.FailingRows(var condition, var _)
        ? Optional.of(new RowGuard(id, condition, condition.words(), maxShare))
        : Optional.empty();
  }

  /** What is expected, in words: {@code at most 5 percent}. */
  public String expected() {
    return switch (measure) {
      case Measure.HasColumn column ->
          column.column()
              + " is there"
              + column.logical().map(t -> ", " + t.word()).orElse("")
              + column.physical().map(t -> ", " + t).orElse("");
      case Measure.RowCount _ -> expectation + " rows";
      case Measure.FailingRows _, Measure.DuplicateRows _ -> expectation + " " + unit.word();
      case Measure.QueryValue _ -> expectation.toString();
      case Measure.Age age -> "at most " + Durations.words(age.most()) + " old";
    };
  }
}
