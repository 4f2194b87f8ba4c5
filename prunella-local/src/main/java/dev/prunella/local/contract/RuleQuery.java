package dev.prunella.local.contract;

import dev.prunella.contract.Check;
import dev.prunella.contract.CheckResult.Outcome;
import dev.prunella.contract.CheckResult.Sample;
import dev.prunella.local.duckdb.Sql;
import java.util.Optional;

/** The one value that a rule's query gives, against what is expected of it. */
final class RuleQuery {
  private RuleQuery() {}

  /**
   * Runs a query that has been looked at.
   *
   * @param sql one SELECT
   */
  static Outcome outcome(Check check, String sql, CheckQueries queries) {
    // Two rows are enough to know that there is not one.
    try (var cursor = queries.open("SELECT * FROM " + Sql.subquery(sql) + " LIMIT 2", 1)) {
      if (cursor.columns().size() != 1) {
        return new Outcome.Broken(
            "the query gives "
                + cursor.columns().size()
                + " columns; it must give one value, such as a count");
      }
      var value = cursor.next() ? Optional.ofNullable(cursor.text(0)) : Optional.<String>empty();
      if (cursor.next() || cursor.truncated()) {
        return new Outcome.Broken(
            "the query gives more than one row; it must give one value, such as a count");
      }
      if (value.isEmpty()) {
        return new Outcome.Broken("the query gives no row, or NULL; it must give one value");
      }
      var shown = queries.shortened(value.get());
      return check
          .expectation()
          .holds(value.get())
          .map(holds -> judged(check, sql, shown, holds))
          .orElseGet(
              () ->
                  new Outcome.Broken(
                      "the query gives '" + shown + "', which is no number to compare"));
    }
  }

  private static Outcome judged(Check check, String sql, String shown, boolean holds) {
    return holds
        ? new Outcome.Passed(shown)
        : new Outcome.Failed(
            shown, check.expected(), 0, Sample.NONE, Optional.of(Sql.statement(sql)));
  }
}
