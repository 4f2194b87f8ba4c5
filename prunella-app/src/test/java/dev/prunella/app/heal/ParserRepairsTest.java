package dev.prunella.app.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.yaml.Problems;
import dev.prunella.heal.TextPatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParserRepairsTest {
  private static final String SQL =
      """
      -- 😀 names
      select '😀', o.amout,
        id name
        what as x
      from raw.ordres o
      """;

  private static List<String> repaired(int line, int column, String sentence) {
    return ParserRepairs.of(new Problems.Found("models/m.sql", line, column, sentence), SQL)
        .stream()
        .map(patch -> TextPatch.apply(SQL, List.of(patch)))
        .toList();
  }

  @Test
  void aNameTakesThatOfTheMessageAtItsPlaceAndNowhereElse() {
    assertThat(repaired(2, 13, "unknown column 'o.amout', did you mean 'amount'?"))
        .containsExactly(SQL.replace("amout", "amount"));
    assertThat(repaired(5, 6, "there is no table 'raw.ordres', did you mean 'orders'?"))
        .containsExactly(SQL.replace("ordres", "orders"));
  }

  @Test
  void aNameThatWouldNeedQuotesOrIsNotThereIsLeftToPeople() {
    assertThat(repaired(2, 13, "unknown column 'o.amout', did you mean 'a mount'?")).isEmpty();
    assertThat(repaired(2, 13, "unknown column 'price', did you mean 'prize'?")).isEmpty();
    assertThat(repaired(2, 13, "unknown column 'o.amout'")).isEmpty();
  }

  @Test
  void commasAreTriedBehindTheWordsBeforeThePlaceNearestFirst() {
    assertThat(repaired(4, 8, "This is not SQL: syntax error at or near \"as\"."))
        .hasSize(6)
        .startsWith(SQL.replace("what as", "what, as"), SQL.replace("id name\n", "id name,\n"));
  }

  @Test
  void aPlaceBehindTheTextIsItsEnd() {
    assertThat(repaired(9, 99, "This is not SQL: syntax error.")).isNotEmpty();
  }
}
