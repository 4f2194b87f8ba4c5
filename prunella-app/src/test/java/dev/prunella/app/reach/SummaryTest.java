package dev.prunella.app.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.prunella.app.view.ReachJson;
import dev.prunella.heal.Cures;
import dev.prunella.incident.RemedyFamily;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is told of all tables together follows from what is told of each. */
class SummaryTest {
  private static final String LAY_ASIDE = "lay aside";

  private static ReachJson.Table table(String name, String next, boolean can) {
    return new ReachJson.Table(
        name,
        "sql",
        "models/" + name + ".sql",
        null,
        null,
        List.of(new ReachJson.Watch("promises", false, "nothing is promised", next)),
        List.of(new ReachJson.Fix(LAY_ASIDE, can, "words", can ? null : next, null, List.of())),
        List.of(),
        List.of());
  }

  @Test
  void whatConcernsTheMostTablesStandsFirstAndEachTableCountsOnce() {
    var next =
        Summary.next(
            List.of(
                table("a", "write a contract", false),
                table("b", "name an owner", true),
                table("c", "write a contract", true)),
            List.of(
                new ReachJson.Secret("secret:env/KEY", List.of("a"), false, "set KEY"),
                new ReachJson.Secret("secret:env/SET", List.of("a", "b", "c"), true, null)));
    assertThat(next)
        .extracting(ReachJson.Next::next, ReachJson.Next::tables)
        .containsExactlyInAnyOrder(
            tuple("write a contract", 2), tuple("set KEY", 1), tuple("name an owner", 1))
        .startsWith(tuple("write a contract", 2));
  }

  @Test
  void aSortOfRemedyThatNobodyCarriesOutIsNamed() {
    var all = new Cures.Sort(LAY_ASIDE, Set.copyOf(Arrays.asList(RemedyFamily.values())));
    assertThat(Summary.nobodys(List.of(all))).isEmpty();
    assertThat(
            Summary.nobodys(
                List.of(
                    new Cures.Sort(LAY_ASIDE, Set.of(RemedyFamily.QUARANTINE_OR_CORRECT_DATA)))))
        .hasSize(RemedyFamily.values().length - 2)
        .noneMatch(words -> words.startsWith("quarantine") || words.startsWith("ask_human"));
    assertThat(
            Summary.remedies(List.of(table("a", "x", false), table("b", "x", true)), List.of(all)))
        .singleElement()
        .satisfies(r -> assertThat(r.tables()).isEqualTo(1));
  }
}
