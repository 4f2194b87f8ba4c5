package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Coverage.Reason;
import dev.prunella.pipeline.Coverage.Standing;
import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.MergeResult;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CoverageTest {
  private static final String ONE = "2026-11-18";
  private static final String TWO = "2026-11-19";
  private static final String THREE = "2026-11-20";

  private final World world = new World().classic().part("facts", "facts", "orders");

  private void threeDays() {
    for (var day : List.of(ONE, TWO, THREE)) {
      assertThat(world.run(day).outcome()).isEqualTo(Outcome.PUBLISHED);
    }
  }

  private Map<String, Reason> outdated(String day) {
    assertThat(world.standing(day)).isInstanceOf(Standing.Outdated.class);
    var found = new java.util.TreeMap<String, Reason>();
    ((Standing.Outdated) world.standing(day)).tables().forEach((t, r) -> found.put("" + t, r));
    return found;
  }

  private Commit head() {
    return world.lake.head(Ref.MAIN);
  }

  private void rollBack(Commit from, Commit to) {
    assertThat(world.lake.rollback(Ref.MAIN, from, to, CommitInfo.by("bob", "undo")))
        .isInstanceOf(MergeResult.Merged.class);
  }

  private void drop(String table) {
    var change = Change.put(EntryKey.relation(table), Optional.empty());
    world.lake.commit(Ref.MAIN, List.of(change), CommitInfo.by("bob", "drop"));
  }

  private void byHand(String table, String id, String content) {
    var entry = new Entry.Table(id, "by hand|" + content);
    var change = Change.put(EntryKey.relation(table), Optional.of(entry));
    world.lake.commit(Ref.MAIN, List.of(change), CommitInfo.by("bob", "by hand"));
  }

  @Test
  void whatWasPublishedIsDoneAndWhatWasNotIsMissing() {
    threeDays();
    assertThat(world.standing(ONE)).isEqualTo(new Standing.Done());
    assertThat(world.standing(THREE)).isEqualTo(new Standing.Done());
    assertThat(world.standing("2026-11-17")).isEqualTo(new Standing.Missing());
    assertThat(world.run(THREE).outcome()).isEqualTo(Outcome.UNCHANGED);
    assertThat(world.standing(THREE)).as("unchanged").isEqualTo(new Standing.Done());
  }

  @Test
  void aRunThatDidNotPublishAllMakesNothingDone() {
    world.engine.failing.add(TableName.of("daily"));
    world.run(ONE);
    assertThat(world.standing(ONE)).isEqualTo(new Standing.Missing());
  }

  @Test
  void aRunThatBeganBeforeItsIntervalWasOverMakesNothingDone() {
    world.run("2026-11-22");
    assertThat(world.standing("2026-11-22")).isEqualTo(new Standing.Missing());
  }

  @Test
  void whatWasRolledBackIsNotDone() {
    threeDays();
    var last = head();
    rollBack(world.lake.commit(last.firstParent().orElseThrow()), last);

    assertThat(outdated(THREE))
        .containsEntry("orders", Reason.UNDONE)
        .containsEntry("facts", Reason.UNDONE);
    assertThat(world.standing(THREE).isDue()).isTrue();
    assertThat(world.standing(TWO)).isEqualTo(new Standing.Done());

    assertThat(world.run(THREE).outcome()).isEqualTo(Outcome.PUBLISHED);
    assertThat(world.standing(THREE)).as("run again").isEqualTo(new Standing.Done());
  }

  @Test
  void aRollbackOverSeveralRunsUndoesThemAllAlsoAfterTheNextRun() {
    world.run(ONE);
    var first = head();
    world.run(TWO);
    world.run(THREE);
    rollBack(first, head());
    assertThat(world.run("2026-11-21").outcome()).isEqualTo(Outcome.PUBLISHED);

    assertThat(outdated(TWO)).containsOnlyKeys("orders", "other", "facts");
    assertThat(outdated(THREE)).containsOnlyKeys("orders", "other", "facts");
    assertThat(world.standing(ONE)).isEqualTo(new Standing.Done());
  }

  @Test
  void aRollbackThatIsRolledBackChangesNothing() {
    threeDays();
    var last = head();
    rollBack(world.lake.commit(last.firstParent().orElseThrow()), last);
    var undo = head();
    rollBack(last, undo);
    assertThat(world.standing(THREE)).isEqualTo(new Standing.Done());
  }

  @Test
  void aTableThatWasDroppedIsDoneForNoInterval() {
    threeDays();
    drop("facts");
    for (var day : List.of(ONE, TWO, THREE)) {
      assertThat(outdated(day)).containsExactly(Map.entry("facts", Reason.GONE));
    }
    drop("lonely");
    assertThat(outdated(ONE)).as("made as a whole").containsOnlyKeys("facts");
    assertThat(outdated(THREE)).containsOnlyKeys("facts", "lonely");
  }

  @Test
  void aTableThatWasDroppedAndMadeAnewHoldsWhatCameSince() {
    threeDays();
    drop("facts");
    byHand("facts", "another", "x:y");
    assertThat(outdated(TWO)).containsExactly(Map.entry("facts", Reason.UNDONE));
    world.run(TWO);
    assertThat(world.standing(TWO)).isEqualTo(new Standing.Done());
    assertThat(outdated(ONE)).containsExactly(Map.entry("facts", Reason.UNDONE));
  }

  @Test
  void whatOthersWriteOnTopUndoesNothing() {
    threeDays();
    byHand("facts", "facts", "2026-11-20:corrected");
    assertThat(world.standing(ONE)).isEqualTo(new Standing.Done());
    assertThat(world.standing(THREE)).isEqualTo(new Standing.Done());
  }

  @Test
  void aChangedStepOutdatesTheIntervalsThatTheOldOneMadeAndIsForPeopleToDecide() {
    threeDays();
    world.part("facts", "better facts", "orders");
    for (var day : List.of(ONE, TWO, THREE)) {
      assertThat(outdated(day)).containsExactly(Map.entry("facts", Reason.OTHER_CODE));
      assertThat(world.standing(day).isDue()).isFalse();
    }
    world.run(TWO);
    assertThat(world.standing(TWO)).isEqualTo(new Standing.Done());
    assertThat(outdated(ONE)).containsOnlyKeys("facts");
  }

  @Test
  void aChangedStepThatMakesItsTableAsAWholeConcernsTheNewestRunOnly() {
    threeDays();
    world.run(THREE);
    world.model("daily", "better", "clean");
    assertThat(outdated(THREE)).containsExactly(Map.entry("daily", Reason.OTHER_CODE));
    assertThat(world.standing(ONE)).isEqualTo(new Standing.Done());
  }

  @Test
  void anotherFileForAPastIntervalIsDue() {
    threeDays();
    world.engine.arriving.put(TableName.of("orders"), TWO);
    assertThat(outdated(THREE)).containsExactly(Map.entry("orders", Reason.OTHER_FILES));
    assertThat(world.standing(THREE).isDue()).isTrue();
    assertThat(world.standing(TWO)).isEqualTo(new Standing.Done());
  }

  @Test
  void filesThatWereLoadedByARunThatDidNotPublishAllAreNoOthersAndTheIntervalIsStillDue() {
    threeDays();
    var orders = TableName.of("orders");
    world.engine.arriving.put(orders, "corrected");
    world.engine.failing.add(TableName.of("facts"));
    assertThat(world.run(THREE).outcome()).isEqualTo(Outcome.PUBLISHED_IN_PART);

    assertThat(world.standing(THREE)).isEqualTo(new Standing.Missing());

    world.engine.arriving.put(orders, "corrected once more");
    assertThat(outdated(THREE)).containsExactly(Map.entry("orders", Reason.OTHER_FILES));
    world.engine.arriving.put(orders, THREE);
    assertThat(outdated(THREE))
        .as("the file is as it was at first, and what is published is not made from that one")
        .containsExactly(Map.entry("orders", Reason.OTHER_FILES));
  }

  @Test
  void filesThatWereLoadedInPartAndTakenBackAreOthersStill() {
    threeDays();
    world.engine.arriving.put(TableName.of("orders"), "corrected");
    world.engine.failing.add(TableName.of("facts"));
    world.run(THREE);
    var last = head();
    rollBack(world.lake.commit(last.firstParent().orElseThrow()), last);

    assertThat(outdated(THREE)).containsEntry("orders", Reason.OTHER_FILES);
  }

  @Test
  void aNewTableThatKeepsIntervalsApartIsMissingInEach() {
    threeDays();
    world.part("more", "more", "orders");
    assertThat(world.standing(ONE)).isEqualTo(new Standing.Missing());
    assertThat(world.standing(THREE)).isEqualTo(new Standing.Missing());
  }

  @Test
  void aNewTableThatIsMadeAsAWholeNeedsOneRun() {
    threeDays();
    world.model("more", "more", "orders");
    assertThat(world.standing(ONE)).isEqualTo(new Standing.Done());
    assertThat(world.standing(THREE)).isEqualTo(new Standing.Missing());
  }

  @Test
  void ofIntervalsThatNobodyAsksForNoMoreIsReadThanMust() {
    threeDays();
    world.journal.read.clear();
    var two = World.DAILY.parse(TWO);
    assertThat(world.coverage(two::equals).of(two)).isEqualTo(new Standing.Done());
    assertThat(world.journal.read)
        .as("the newest, for what is made as a whole, and the one that is asked for")
        .containsExactly(new RunId(3), new RunId(2));
  }
}
