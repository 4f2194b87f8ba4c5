package dev.prunella.app.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.cli.Prunella;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.local.Secrets;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideState;
import dev.prunella.pipeline.Fault;
import dev.prunella.refs.TableName;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Floods of failures of others, and a process that dies while it looks at one. */
class OutsideIncidentsTest {
  private static final Instant NOW = Instant.parse("2026-11-26T20:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  @TempDir Path folder = Path.of("");

  private final List<String> said = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // made before each test
  private Workspace workspace;

  @SuppressWarnings("NullAway.Init") // made before each test
  private OutsideRuns runs;

  @BeforeEach
  void open() {
    var ignored = new PrintWriter(new StringWriter());
    assertThat(Prunella.execute(CLOCK, folder, ignored, ignored, "init", "shop")).isZero();
    var shop = folder.resolve("shop");
    workspace =
        Workspace.open(
            ProjectFile.read(shop),
            new Secrets(Map.of(), shop, new Redaction()),
            new Workspace.Host("test", Map.of(), CLOCK, _ -> {}));
    runs = new OutsideRuns(folder.resolve("runs.db"), OutsideRuns.Limits.DEFAULT, text -> text);
  }

  @AfterEach
  void close() {
    runs.close();
    workspace.close();
  }

  @Test
  void whoeverDiedAfterOpeningLeavesNothingUndone() {
    var first = failed("nightly", "r-1", "2026-11-26T19:00:00Z", "boom");
    runs.keep(List.of(first), NOW);
    settleAll();
    var leader = workspace.incidents().claimed(OutsideIncidents.claim(first)).orElseThrow();

    // As it stands when a process dies between opening and all that follows.
    var second = failed("nightly", "r-2", "2026-11-26T19:10:00Z", "boom");
    var id =
        workspace
            .incidents()
            .openOnce(
                OutsideIncidents.claim(second),
                IncidentEvent.Opened.elsewhere(
                    NOW,
                    second.key(),
                    List.of(new Symptom(TableName.of("nightly"), Fault.Kind.FAILED, "boom"))));
    runs.keep(List.of(second), NOW);
    settleAll();
    assertThat(workspace.incidents().state(id).orElseThrow().follows())
        .map(IncidentEvent.Follows::leader)
        .contains(leader);

    var third = failed("hourly", "r-3", "2026-11-26T19:10:00Z", "boom");
    var open =
        workspace
            .incidents()
            .openOnce(
                OutsideIncidents.claim(third),
                IncidentEvent.Opened.elsewhere(
                    NOW,
                    third.key(),
                    List.of(new Symptom(TableName.of("hourly"), Fault.Kind.FAILED, "boom"))));
    runs.keep(List.of(third, run("hourly", "r-4", OutsideState.COMPLETE)), NOW);
    settleAll();
    assertThat(workspace.incidents().state(open).orElseThrow().isOpen()).isFalse();
  }

  @Test
  void floodOfOneJobOpensAFewIncidents() {
    for (int i = 0; i < 3 * OutsideIncidents.MOST_OF_A_JOB; i++) {
      runs.keep(List.of(failed("nightly", "r-" + i, "2026-11-26T19:00:00Z", "boom " + i)), NOW);
    }
    settleAll();
    assertThat(stillOpen()).hasSize(OutsideIncidents.MOST_OF_A_JOB);
    assertThat(runs.newest(Long.MAX_VALUE, 1_000))
        .allSatisfy(kept -> assertThat(kept.incident()).isPresent());
    runs.keep(List.of(run("nightly", "last", OutsideState.COMPLETE)), NOW);
    settleAll();
    assertThat(stillOpen()).isEmpty();
  }

  @Test
  void floodOfManyJobsEndsAndIsSaidOnce() {
    var all = new ArrayList<OutsideRun>();
    for (int i = 0; i < OutsideIncidents.MOST_OPEN + 30; i++) {
      all.add(failed("job " + i, "r-" + i, "2026-11-26T19:00:00Z", "boom"));
    }
    runs.keep(all, NOW);
    settleAll();
    assertThat(stillOpen()).hasSize(OutsideIncidents.MOST_OPEN);
    assertThat(runs.isBehind(0)).isFalse();
    assertThat(said).singleElement().asString().contains("close some");
  }

  @Test
  void hundredsOfChildrenAreOneIncidentOfBoundedLength() {
    var parent = new OutsideRun.Key("air", "dag", "p");
    for (int i = 0; i < 3 * OutsideIncidents.MOST_JOINED; i++) {
      var one = failed("dag.task", "c-" + i, "2026-11-26T19:00:00Z", "no such table");
      runs.keep(List.of(childOf(one, parent)), NOW);
    }
    settleAll();
    var id = stillOpen().getFirst().id();
    assertThat(stillOpen()).hasSize(1);
    assertThat(workspace.incidents().events(id))
        .hasSizeLessThanOrEqualTo(OutsideIncidents.MOST_JOINED + 5);
    assertThat(runs.newest(Long.MAX_VALUE, 1_000))
        .allSatisfy(kept -> assertThat(kept.incident()).contains(id));
  }

  @Test
  void wordsThatGrowAreWrittenDownAFewTimes() {
    for (int i = 1; i <= 3 * OutsideIncidents.MOST_JOINED; i++) {
      runs.keep(List.of(failed("a", "r", "2026-11-26T19:00:00Z", "x".repeat(i))), NOW);
      settleAll();
    }
    assertThat(workspace.incidents().events(stillOpen().getFirst().id()))
        .hasSizeLessThanOrEqualTo(OutsideIncidents.MOST_JOINED + 5);
  }

  private List<IncidentState> stillOpen() {
    return workspace.incidents().open();
  }

  private void settleAll() {
    var incidents = new OutsideIncidents(workspace, runs, CLOCK, said::add);
    int rounds = 0;
    while (incidents.settle(50) > 0) {
      assertThat(rounds++).isLessThan(100);
    }
  }

  private static OutsideRun failed(String job, String id, String ended, String message) {
    var at = Instant.parse(ended);
    return new OutsideRun(
        new OutsideRun.Key("etl", job, id),
        OutsideState.FAIL,
        at,
        at,
        Optional.of(at),
        "",
        List.of(),
        List.of(),
        Optional.of(new OutsideRun.Failure(message, "")),
        Optional.empty(),
        Optional.empty(),
        OutsideRun.Nature.UNKNOWN);
  }

  private static OutsideRun run(String job, String id, OutsideState state) {
    return new OutsideRun(
        new OutsideRun.Key("etl", job, id),
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
        OutsideRun.Nature.UNKNOWN);
  }

  private static OutsideRun childOf(OutsideRun run, OutsideRun.Key parent) {
    return new OutsideRun(
        run.key(),
        run.state(),
        run.began(),
        run.told(),
        run.ended(),
        run.producer(),
        run.inputs(),
        run.outputs(),
        run.failure(),
        Optional.of(parent),
        Optional.of(parent),
        run.nature());
  }
}
