package dev.prunella.local.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.quality.Outline;
import dev.prunella.quality.Span;
import dev.prunella.quality.Statistics;
import dev.prunella.quality.TypeClass;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ColumnAskTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\t\n",
          " a",
          "b\t",
          "\rc",
          "d e",
          "12a3",
          "007",
          "\uFF11\uFF12",
          "\u00E41 ",
          "\u00A0x",
          "\uD83D\uDE00 9\n",
          "a\u0301",
          "'");

  @Test
  void digitsAndWhiteSpaceAreCountedAsAPlainLoopCountsThem() throws SQLException {
    var found = ask(TEXTS);
    assertThat(found.count()).isEqualTo(TEXTS.size());
    assertThat(found.empty()).isEqualTo(1);
    assertThat(found.digits())
        .isEqualTo(
            TEXTS.stream().flatMapToInt(String::chars).filter(c -> c >= '0' && c <= '9').count());
    assertThat(found.padded()).isEqualTo(count(ColumnAskTest::isPadded)).isEqualTo(7);
  }

  @Test
  void eachTextIsCountedForItself() throws SQLException {
    for (var text : TEXTS) {
      assertThat(ask(List.of(text)).padded()).as(text).isEqualTo(isPadded(text) ? 1 : 0);
    }
  }

  private static long count(Predicate<String> which) {
    return TEXTS.stream().filter(which).count();
  }

  private static boolean isPadded(String text) {
    return !text.isEmpty()
        && (" \t\r\n".indexOf(text.charAt(0)) >= 0
            || " \t\r\n".indexOf(text.charAt(text.length() - 1)) >= 0);
  }

  private static Statistics.Texts ask(List<String> texts) throws SQLException {
    var asked = new ArrayList<String>();
    var day = Span.utc(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofDays(1));
    var ask = new ColumnAsk(asked, TypeClass.TEXT, "v", "TRUE", "0", day);
    var rows =
        texts.stream().map(Sql::literal).collect(Collectors.joining("), (", "(", "), (NULL)"));
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT " + String.join(", ", asked) + " FROM (VALUES " + rows + ") t(v)")) {
      row.next();
      return ask.read(Answers.of(row, 1, asked.size()), new Outline.Column("v", TypeClass.TEXT, 1))
          .texts()
          .orElseThrow();
    }
  }
}
