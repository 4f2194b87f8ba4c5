package dev.prunella.local.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.contract.CodePlace;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Transformation.Category;
import dev.prunella.pipeline.Transformation.Convert;
import dev.prunella.pipeline.Transformation.Rates;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A conversion changes the rows that it names, by the rate of each row's day, and no other. */
class ConvertTest {
  private static final Convert YEN =
      new Convert(
          "amount",
          "day",
          new Rates(
              TableName.of("fx"),
              "currency",
              "date",
              "rate",
              "JPY",
              Map.of(
                  LocalDate.of(2026, 11, 20),
                  new BigDecimal("151.20"),
                  LocalDate.of(2026, 11, 21),
                  new BigDecimal("160"))),
          true,
          Optional.of(2),
          Optional.of(new Category("country", "O'JP")));

  @TempDir Path folder = Path.of("");

  private String changed(Convert convert, String rows) throws SQLException {
    try (var pool = new DuckDbPool(PoolLimits.defaults(folder));
        var lease = pool.lease();
        var statement = lease.connection().createStatement();
        var answer =
            statement.executeQuery(
                "SELECT string_agg(CAST(CAST(amount AS DECIMAL(12,2)) AS VARCHAR), ' ' ORDER BY id) FROM "
                    + TransformationSql.over(
                        "(SELECT * FROM (VALUES " + rows + ") AS t(id, country, amount, day))",
                        convert,
                        List.of("id", "country", "amount", "day")))) {
      answer.next();
      return String.valueOf(answer.getString(1));
    }
  }

  @Test
  void eachRowGoesByTheRateOfItsDayAndOtherRowsStay() throws SQLException {
    assertThat(
            changed(
                YEN,
                """
                (1, 'O''JP', 15120.00, DATE '2026-11-20'),
                (2, 'O''JP', 16000.00, DATE '2026-11-21'),
                (3, 'DE', 15120.00, DATE '2026-11-20'),
                (4, 'DE', 1.00, DATE '1999-01-01'),
                (5, 'O''JP', NULL, DATE '1999-01-01')
                """))
        .isEqualTo("100.00 100.00 15120.00 1.00");
  }

  @Test
  void theDayOfAMomentIsThatInUtc() throws SQLException {
    assertThat(changed(YEN, "(1, 'O''JP', 16000.00, TIMESTAMPTZ '2026-11-20 23:30:00-02')"))
        .isEqualTo("100.00");
  }

  @Test
  void aRowOfADayWithoutARateIsAnErrorAndNoGuess() {
    assertThatThrownBy(() -> changed(YEN, "(1, 'O''JP', 100.00, DATE '2026-11-22')"))
        .hasMessageContaining("there is no rate of 2026-11-22");
    assertThatThrownBy(() -> changed(YEN, "(1, 'O''JP', 100.00, CAST(NULL AS DATE))"))
        .hasMessageContaining("a row without a day");
  }

  @Test
  void whatIsReversedGivesTheSameAgain() throws SQLException {
    assertThat(changed(YEN.reversed(), "(1, 'O''JP', 100.00, DATE '2026-11-20')"))
        .isEqualTo("15120.00");
  }

  @Test
  void itIsReadAsItIsWritten() {
    var correction =
        new Correction(
            "yen",
            TableName.of("raw"),
            Optional.of("2026-11-21"),
            Optional.of("ab"),
            new Correction.Effect.ChangeRows(YEN),
            "yen",
            CodePlace.file("corrections/yen.yaml"));
    var written = CorrectionJson.write(correction);
    assertThat(CorrectionJson.read(written, "yen", correction.place())).isEqualTo(correction);
    written.withObject("/convert").remove("divide_by");
    assertThatThrownBy(() -> CorrectionJson.read(written, "yen", correction.place()))
        .hasMessageContaining("'divide_by' or 'multiply_by'");
    var bad = new ObjectMapper().createObjectNode().put("2026-11-20", "-1");
    written.withObject("/convert").set("divide_by", bad);
    assertThatThrownBy(() -> CorrectionJson.read(written, "yen", correction.place()))
        .hasMessageContaining("above zero");
  }
}
