package dev.prunella.local.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.incident.IncidentId;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutsideRunsTest {
  private static final Instant NOW = Instant.parse("2026-11-26T20:00:00Z");
  private static final OutsideRuns.Limits FEW = new OutsideRuns.Limits(10, Duration.ofDays(30));

  @TempDir Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // made before each test
  private OutsideRuns runs;

  @BeforeEach
  void open() {
    runs = new OutsideRuns(folder.resolve("runs.db"), FEW, text -> text.replace("hunter2", "***"));
  }

  @AfterEach
  void close() {
    runs.close();
  }

  @Test
  void whatIsToldAgainAfterARestartIsNothingNew() {
    runs.keep(List.of(run("a", OutsideState.FAIL), run("a", OutsideState.START)), NOW);
    var kept = runs.due(10).getFirst();
    assertThat(kept.run().state()).isEqualTo(OutsideState.FAIL);
    runs.settle(kept, Optional.of(new IncidentId(7)));
    close();
    open();
    runs.keep(List.of(run("a", OutsideState.FAIL), run("a", OutsideState.COMPLETE)), NOW);
    assertThat(runs.due(10)).isEmpty();
    assertThat(runs.newest(Long.MAX_VALUE, 10))
        .singleElement()
        .satisfies(one -> assertThat(one.incident()).contains(new IncidentId(7)));
  }

  @Test
  void aStreamingRunThatWorksIsLookedAtOnceAndNotWithEachCheckpoint() {
    runs.keep(List.of(run("a", OutsideState.FAIL)), NOW);
    runs.settle(runs.due(10).getFirst(), Optional.of(new IncidentId(7)));
    runs.keep(List.of(streaming("b", 0)), NOW);
    assertThat(runs.due(10)).isEmpty();
    runs.keep(List.of(streaming("b", 1)), NOW);
    var works = runs.due(10).getFirst();
    runs.keep(List.of(streaming("b", 2)), NOW);
    runs.settle(works, Optional.empty());
    assertThat(runs.due(10)).as("more was told meanwhile").hasSize(1);
    runs.settle(runs.due(10).getFirst(), Optional.empty());
    for (int checkpoint = 3; checkpoint < 10; checkpoint++) {
      runs.keep(List.of(streaming("b", checkpoint)), NOW);
      assertThat(runs.due(10)).isEmpty();
    }
    assertThat(runs.worksAfter("etl", "load", NOW.minusSeconds(1)))
        .hasValueSatisfying(kept -> assertThat(kept.run().nature().checkpoints()).isEqualTo(9));
    assertThat(runs.worksAfter("etl", "load", NOW)).as("it began before").isEmpty();
    runs.keep(List.of(run("b", OutsideState.ABORT)), NOW);
    assertThat(runs.due(10)).as("its end").hasSize(1);
  }

  @Test
  void whatIsToldWhileItIsLookedAtIsLookedAtAgain() {
    runs.keep(List.of(run("a", OutsideState.FAIL)), NOW);
    var seen = runs.due(10).getFirst();
    var more = run("a", OutsideState.FAIL).with(new OutsideRun.Failure("hunter2 is wrong", ""));
    runs.keep(List.of(more), NOW);
    runs.settle(seen, Optional.of(new IncidentId(1)));
    assertThat(runs.due(10))
        .singleElement()
        .satisfies(
            one ->
                assertThat(one.run().failure())
                    .contains(new OutsideRun.Failure("*** is wrong", "")));
  }

  @Test
  void floodIsForgottenAndWhatHasAnIncidentStaysLonger() {
    runs.keep(List.of(run("failed", OutsideState.FAIL)), NOW);
    runs.settle(runs.due(1).getFirst(), Optional.of(new IncidentId(1)));
    for (int i = 0; i < 60; i++) {
      runs.keep(List.of(run("r" + i, OutsideState.START)), NOW);
    }
    runs.forget(NOW);
    assertThat(runs.newest(Long.MAX_VALUE, 100)).hasSize(11);
    assertThat(runs.byRun("failed", 1)).hasSize(1);
    for (int i = 0; i < 60; i++) {
      runs.keep(List.of(run("s" + i, OutsideState.START)), NOW);
    }
    runs.forget(NOW);
    assertThat(runs.byRun("failed", 1)).isEmpty();
    assertThat(runs.newest(Long.MAX_VALUE, 100)).hasSize(10);
    runs.forget(NOW.plus(Duration.ofDays(31)));
    assertThat(runs.newest(Long.MAX_VALUE, 100)).isEmpty();
  }

  @Test
  void saysWhenMoreIsDueThanIsGood() {
    assertThat(runs.isBehind(2)).isFalse();
    for (int i = 0; i < 3; i++) {
      runs.keep(List.of(run("r" + i, OutsideState.FAIL)), NOW);
    }
    assertThat(runs.isBehind(2)).isTrue();
    runs.settle(runs.due(1).getFirst(), Optional.empty());
    assertThat(runs.isBehind(2)).isFalse();
  }

  @Test
  void twoWritersAtOnceKeepOneRunOfEach() throws Exception {
    try (var other = new OutsideRuns(folder.resolve("runs.db"), FEW, text -> text);
        var pool = Executors.newFixedThreadPool(2)) {
      var both = new ArrayList<Future<?>>();
      for (var one : List.of(runs, other)) {
        var state = one == other ? OutsideState.FAIL : OutsideState.COMPLETE;
        both.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 40; i++) {
                    one.keep(List.of(run("r" + i, state)), NOW);
                  }
                }));
      }
      for (var one : both) {
        one.get();
      }
    }
    assertThat(runs.newest(Long.MAX_VALUE, 100))
        .hasSize(40)
        .allSatisfy(one -> assertThat(one.run().state()).isEqualTo(OutsideState.FAIL));
  }

  private static OutsideRun streaming(String id, long checkpoints) {
    return run(id, OutsideState.RUNNING, new OutsideRun.Nature("flink", true, checkpoints, 0));
  }

  private static OutsideRun run(String id, OutsideState state) {
    return run(id, state, OutsideRun.Nature.UNKNOWN);
  }

  private static OutsideRun run(String id, OutsideState state, OutsideRun.Nature nature) {
    return new OutsideRun(
        new OutsideRun.Key("etl", "load", id),
        state,
        NOW,
        NOW,
        state.isEnd() ? Optional.of(NOW) : Optional.empty(),
        "",
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        nature);
  }
}
