package dev.prunella.local.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Transformation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** By which power of ten a cell is off, and when that is not told. */
class SlipFactorTest {
  private static final Transformation.Cell CELL = new Transformation.Cell(Map.of(), 7, 1);

  /** Rows of ten articles at a price each, in ones to fours. */
  private static final String OTHERS =
      "(SELECT 'a' || (i % 10) AS article, 1 + i % 4 AS pieces,"
          + " CAST((5 + 3 * (i % 10)) * (1 + i % 4) * (0.95 + 0.1 * ((i * 37) % 100) / 100) AS DECIMAL(12,2)) AS amount"
          + " FROM range(400) r(i))";

  @Test
  void aRatioToAnotherNumberTellsIt() throws Exception {
    assertThat(told(OTHERS, "SELECT 'a4' AS article, 3 AS pieces, 510.00 AS amount"))
        .hasValueSatisfying(t -> assertThat(t.factor()).isEqualTo(0.1));
    assertThat(told(OTHERS, "SELECT 'a4' AS article, 3 AS pieces, 0.51 AS amount"))
        .hasValueSatisfying(t -> assertThat(t.factor()).isEqualTo(100));
  }

  @Test
  void whatIsNoPowerOfTenIsNotTold() throws Exception {
    assertThat(told(OTHERS, "SELECT 'a4' AS article, 3 AS pieces, 170.00 AS amount")).isEmpty();
    assertThat(told(OTHERS, "SELECT 'a4' AS article, 3 AS pieces, 51.00 AS amount")).isEmpty();
  }

  @Test
  void aGroupThatNobodyKnowsTellsNothing() throws Exception {
    assertThat(told(OTHERS, "SELECT 'new' AS article, 3 AS pieces, 510.00 AS amount")).isEmpty();
  }

  @Test
  void whereNothingHoldsCloselyNothingIsTold() throws Exception {
    var loose =
        "(SELECT 'a' || (i % 10) AS article, 1 + i % 4 AS pieces,"
            + " CAST(1 + (i * 7919) % 1000 AS DECIMAL(12,2)) AS amount FROM range(400) r(i))";
    assertThat(told(loose, "SELECT 'a4' AS article, 3 AS pieces, 5000.00 AS amount")).isEmpty();
  }

  @Test
  void aPowerOfTenIsTakenBackExactlyOrNotAtAll() {
    assertThat(SlippedCells.withoutSlip("10000000.00", 0.1)).contains("1000000.00");
    assertThat(SlippedCells.withoutSlip("-12.30", 100)).contains("-1230.00");
    assertThat(SlippedCells.withoutSlip("12.34", 0.1)).isEmpty();
    assertThat(SlippedCells.withoutSlip("15", 0.1)).isEmpty();
    assertThat(SlippedCells.withoutSlip("150", 0.1)).contains("15");
    assertThat(SlippedCells.withoutSlip("1.0E7", 0.1)).isEmpty();
    assertThat(SlippedCells.withoutSlip("10", 0.15)).isEmpty();
  }

  private static Optional<SlipFactor.Told> told(String others, String slip) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:duckdb:")) {
      return told(connection, others, "(" + slip + ")");
    }
  }

  private static Optional<SlipFactor.Told> told(Connection connection, String others, String slip)
      throws SQLException {
    var columns = TableColumns.of(connection, others);
    return new SlipFactor(connection, others, columns, "amount").of(slip, CELL);
  }
}
