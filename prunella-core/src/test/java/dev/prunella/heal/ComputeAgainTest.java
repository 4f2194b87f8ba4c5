package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.heal.Finding.LostFile;
import dev.prunella.heal.Finding.What;
import dev.prunella.incident.FailureClass;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepLimits;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ComputeAgainTest {
  private static final Means BARE = new BareMeans() {};
  private static final Instant FIRST = Instant.parse("2026-11-01T00:00:00Z");

  private static Step step(Materialization how, boolean repeatable) {
    return new Step(
        TableName.of("sales"),
        new Step.Work.Sql("select 1"),
        how,
        List.of(),
        CodePlace.file("models/sales.sql"),
        "code",
        repeatable,
        new TreeSet<>(),
        "",
        StepLimits.DEFAULT);
  }

  private static Step byDay() {
    return step(new Materialization.IntervalBy("day"), true);
  }

  private static LostFile file(int day) {
    var start = FIRST.plus(Duration.ofDays(day));
    return new LostFile(
        "%02d.parquet".formatted(day),
        7,
        Optional.of(new DataInterval(start, start.plus(Duration.ofDays(1)))),
        start.toString().substring(0, 10));
  }

  private static Finding lost(Step step, Optional<String> beyond, int... days) {
    var files = new ArrayList<LostFile>();
    for (int day : days) {
      files.add(file(day));
    }
    return new Finding(
        step,
        Optional.of("2026-11-21"),
        new What.Lost(files, beyond),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static List<Cure.Proposal> proposed(Finding finding) {
    return new ComputeAgain().propose(finding, BARE);
  }

  @Test
  void everyLostIntervalIsComputedAgainOnceTheEarliestFirst() {
    var proposal = proposed(lost(byDay(), Optional.empty(), 5, 1, 5)).getFirst();
    assertThat(proposal.belief().failureClass()).isEqualTo(FailureClass.INFRASTRUCTURE);
    assertThat(proposal.belief().supporting())
        .first()
        .isEqualTo("01.parquet, which held 7 rows of 2026-11-02, is not there");
    assertThat(proposal.remedy().words())
        .isEqualTo("compute again what lost data files of sales held, for 2026-11-02, 2026-11-06");
    assertThat(((Remedy.ComputedAgain) proposal.remedy()).intervals())
        .containsExactly(file(1).of(), file(5).of());
  }

  @Test
  void otherFilesAreAnotherRemedy() {
    var one = proposed(lost(byDay(), Optional.empty(), 1)).getFirst().remedy();
    assertThat(one.key())
        .isEqualTo(proposed(lost(byDay(), Optional.empty(), 1)).getFirst().remedy().key())
        .isNotEqualTo(proposed(lost(byDay(), Optional.empty(), 1, 2)).getFirst().remedy().key());
  }

  @Test
  void whatCannotComeOutTheSameIsAskedAbout() {
    var changed = lost(byDay(), Optional.of("the code is not the code any more"), 1);
    assertThat(proposed(changed)).isEmpty();
    assertThat(Question.about(changed, List.of()))
        .isEqualTo(
            "a data file of sales is gone, with rows of 2026-11-02, and cannot be computed again,"
                + " for the code is not the code any more. What is to be done?");
    var merged = step(new Materialization.MergeBy(List.of("id")), true);
    assertThat(proposed(lost(merged, Optional.empty(), 1))).isEmpty();
    var byChance = step(new Materialization.IntervalBy("day"), false);
    assertThat(proposed(lost(byChance, Optional.empty(), 1))).isEmpty();
    assertThat(Question.about(lost(byChance, Optional.empty(), 1), List.of()))
        .contains("comes out otherwise");
  }

  @Test
  void soManyThatItIsNoSlipAreAskedAbout() {
    var most = new int[ComputeAgain.MOST_INTERVALS];
    for (int i = 0; i < most.length; i++) {
      most[i] = i;
    }
    assertThat(proposed(lost(byDay(), Optional.empty(), most))).hasSize(1);
    var more = java.util.Arrays.copyOf(most, most.length + 1);
    more[most.length] = most.length;
    var finding = lost(byDay(), Optional.empty(), more);
    assertThat(proposed(finding)).isEmpty();
    assertThat(Question.about(finding, List.of()))
        .contains("51 data files of sales are gone", "2026-11-03 and 48 more", "more than the 50");
  }
}
