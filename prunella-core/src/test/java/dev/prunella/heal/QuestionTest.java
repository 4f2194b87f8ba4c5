package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.Check;
import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Answer;
import dev.prunella.quality.Explanation;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QuestionTest {
  private static final TableName SALES = TableName.of("sales");

  private static final Check REQUIRED = Checks.required(SALES, "customer");

  private static Finding finding(String table, What what) {
    return new Finding(
        FullSteps.sql(TableName.of(table)),
        Optional.of("2026-11-21"),
        what,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static What unlike() {
    return new What.Unlike(
        List.of(), new Explanation.Unexplained(List.of()), Optional.of("content 1"));
  }

  private static What broken() {
    return new What.BreaksRules(List.of(new Finding.Broken(REQUIRED, new BigDecimal("0.25"))));
  }

  @Test
  void rowsThatAreOnlyUnlikeTheirHistoryMayBeAccepted() {
    var unlike = finding("sales", unlike());
    var all = List.of(unlike, finding("orders", broken()));

    assertThat(Question.answers(unlike, all, Optional.empty())).contains(Answer.ACCEPT);
    assertThat(Question.about(unlike, all)).endsWith("Is it right as it is?");
  }

  @Test
  void rowsThatBreakARuleBesidesAreNotForTheyWouldStayHeld() {
    var unlike = finding("sales", unlike());
    var all = List.of(unlike, finding("sales", broken()));

    assertThat(Question.answers(unlike, all, Optional.empty())).doesNotContain(Answer.ACCEPT);
    assertThat(Question.about(unlike, all))
        .endsWith("it breaks sales.customer.required, too. Will it come again?");
  }
}
