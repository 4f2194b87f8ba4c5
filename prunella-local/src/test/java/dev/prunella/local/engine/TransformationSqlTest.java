package dev.prunella.local.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Transformation;
import java.sql.DriverManager;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransformationSqlTest {

  @Test
  void aSignThatIsTakenBackGivesTheVeryNumberThatWas() throws Exception {
    assertThat(scaled("-14.960139999999999", -1)).isEqualTo(14.960139999999999);
  }

  @Test
  void whatAFactorHasRoundedIsRoundedToItsDecimals() throws Exception {
    assertThat(scaled("1495.9999999999998", 0.01)).isEqualTo(14.96);
  }

  @Test
  void whatWasTimesAWholeNumberIsWhatItWasToTheLastDigit() throws Exception {
    assertThat(scaled("35", 0.01, Optional.empty())).isEqualTo(0.35);
    assertThat(scaled("0.35", 100, Optional.empty())).isEqualTo(35.0);
  }

  private static double scaled(String value, double factor) throws Exception {
    return scaled(value, factor, Optional.of(2));
  }

  private static double scaled(String value, double factor, Optional<Integer> decimals)
      throws Exception {
    var change = new Transformation.Scale(List.of("x"), factor, decimals, Optional.empty());
    var relation =
        TransformationSql.over("(SELECT " + value + "::DOUBLE AS x)", change, List.of("x"));
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT x FROM " + relation + " t")) {
      row.next();
      return row.getDouble(1);
    }
  }
}
