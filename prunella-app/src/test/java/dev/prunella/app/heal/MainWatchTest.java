package dev.prunella.app.heal;

import static org.apache.iceberg.types.Types.NestedField.optional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunListener;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person has damaged, and a process that died at putting it back. */
@SuppressWarnings("NullAway.Init") // before each test
class MainWatchTest {
  private static final String ASK = "rules: [{remedy: rollback_or_time_travel, do: propose}]\n";
  private static final Clock CLOCK = Clock.systemUTC();
  private static final TableIdentifier DAYS = TableIdentifier.of(Namespace.empty(), "days");

  @TempDir Path folder;
  private Workspace workspace;
  private RunId maker;

  @BeforeEach
  void dropATable() throws Exception {
    Files.writeString(folder.resolve("prunella.yaml"), "name: prices\nmode: act\n");
    Files.createDirectories(folder.resolve("models"));
    Files.writeString(folder.resolve("models").resolve("days.sql"), "select 1 as x");
    // Without it main would be as it was at first, and a rollback may be meant.
    Files.writeString(folder.resolve("models").resolve("weeks.sql"), "select 1 as x");
    var project = ProjectFile.read(folder);
    var secrets = new Secrets(Map.of(), folder, new Redaction());
    LocalLake.create(project.lake(), secrets, CLOCK).close();
    workspace =
        Workspace.open(project, secrets, new Workspace.Host("test", Map.of(), CLOCK, _ -> {}));
    var code = workspace.codeTrees().now();
    var pipeline = code.project().pipelines().getFirst().pipeline();
    var request =
        Requests.fresh(
            code,
            pipeline,
            pipeline.graph(),
            Optional.empty(),
            false,
            CLOCK.instant(),
            "ana",
            "a test");
    maker = workspace.runner().run(request, RunListener.nobody(), new Cancellation()).run();
    workspace.lake().catalogs().branch("main").dropTable(DAYS, false);
  }

  @AfterEach
  void close() {
    workspace.close();
  }

  /** Whatever runs build on the damage meanwhile could not be told from what was meant. */
  @Test
  void whoGuardsAfterADeathPutsBackBeforeRunsBuildOnIt() {
    var damage = workspace.lake().lake().store().publications(1).getFirst();
    var died =
        workspace
            .incidents()
            .open(
                IncidentEvent.Opened.byHand(
                    CLOCK.instant(),
                    maker,
                    damage.to(),
                    List.of(new Symptom(TableName.of("days"), Fault.Kind.CONFLICT, "dropped"))));

    new Healing(workspace, CLOCK).guard();

    assertThat(workspace.lake().catalogs().branch("main").tableExists(DAYS)).isTrue();
    assertThat(workspace.incidents().state(died.id()).orElseThrow().closed())
        .map(IncidentEvent.Closed::end)
        .contains(End.HEALED);
    assertThat(workspace.incidents().newest(10)).hasSize(1);
  }

  @Test
  void whoDropsItOnceMoreIsAsked() {
    var healing = new Healing(workspace, CLOCK);
    healing.guard();
    assertThat(workspace.lake().catalogs().branch("main").tableExists(DAYS)).isTrue();
    workspace.lake().catalogs().branch("main").dropTable(DAYS, false);

    healing.guard();

    assertThat(workspace.lake().catalogs().branch("main").tableExists(DAYS)).isFalse();
    assertThat(healing.open())
        .singleElement()
        .satisfies(incident -> assertThat(incident.asked()).isPresent());
    assertThat(healing.inTheWay())
        .singleElement()
        .satisfies(
            question -> {
              assertThat(question.of(Set.of(TableName.of("days")))).isTrue();
              assertThat(question.of(Set.of(TableName.of("weeks")))).isFalse();
            });
  }

  @Test
  void whatMayNotBePutBackIsSaidOnceHoweverOftenItIsLookedAt() throws Exception {
    Files.writeString(
        folder.resolve("policy.yaml"), "rules: [{remedy: rollback_or_time_travel, do: forbid}]\n");
    var healing = new Healing(workspace, CLOCK);
    healing.guard();
    var incident = healing.open().getFirst();

    for (int i = 0; i < 3; i++) {
      healing.heal(incident.id(), new Cancellation());
    }

    assertThat(workspace.lake().catalogs().branch("main").tableExists(DAYS)).isFalse();
    assertThat(workspace.incidents().events(incident.id()))
        .filteredOn(IncidentEvent.Decided.class::isInstance)
        .hasSize(1);
  }

  /** Of the first change nothing is left on main, and what the second one found no run had made. */
  @Test
  void whatIsChangedTwiceInARowIsAskedAbout() {
    makeByHand();
    var healing = new Healing(workspace, CLOCK);

    healing.guard();

    var incident = healing.open().getFirst();
    assertThat(incident.asked())
        .hasValueSatisfying(q -> assertThat(q.question()).contains("Shall I put days back"));
    approve(healing, incident);
    assertThat(columns()).containsExactly("x");
  }

  @Test
  void aSecondChangeTakesTheQuestionOfTheFirstWithIt() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), ASK);
    var healing = new Healing(workspace, CLOCK);
    healing.guard();
    var first = healing.open().getFirst();
    assertThat(first.asked()).isPresent();
    makeByHand();

    healing.guard();

    assertThat(workspace.incidents().state(first.id()).orElseThrow().closed())
        .map(IncidentEvent.Closed::end)
        .contains(End.PASSED);
    approve(healing, healing.open().getFirst());
    assertThat(columns()).containsExactly("x");
  }

  @Test
  void whoPutsItRightByHandIsAskedNothing() {
    var catalog = workspace.lake().catalogs().branch("main");
    var lake = workspace.lake().lake();
    var dropped = lake.store().publications(1).getFirst();
    makeByHand();
    var main = lake.head(Ref.MAIN);
    var days = TableName.of("days").key();
    var candidate =
        lake.candidate(
            "mine",
            main,
            Map.of(days, lake.entry(lake.commit(dropped.from()), days)),
            new CommitInfo("ana", "as it was", main.code()));
    lake.advance(
        Ref.MAIN,
        main.id(),
        candidate.id(),
        Optional.empty(),
        Publication.Attested.BY_HAND_UNVERIFIED,
        "ana",
        "as it was",
        List.of());
    var healing = new Healing(workspace, CLOCK);

    healing.guard();

    assertThat(catalog.tableExists(DAYS)).isTrue();
    assertThat(healing.open()).isEmpty();
  }

  /** What an owner has said was meant is what is put back later. */
  @Test
  void whatWasMeantIsPutBackAndNotWhatWasBeforeIt() throws Exception {
    Files.writeString(folder.resolve("policy.yaml"), ASK);
    makeByHand();
    var healing = new Healing(workspace, CLOCK);
    healing.guard();
    answer(healing, healing.open().getFirst(), Answer.DENY);
    workspace.lake().catalogs().branch("main").dropTable(DAYS, false);

    healing.guard();

    approve(healing, healing.open().getFirst());
    assertThat(columns()).containsExactly("by_hand");
  }

  private void makeByHand() {
    workspace
        .lake()
        .catalogs()
        .branch("main")
        .createTable(DAYS, new Schema(optional(1, "by_hand", IntegerType.get())));
  }

  private List<String> columns() {
    return workspace.lake().catalogs().branch("main").loadTable(DAYS).schema().columns().stream()
        .map(NestedField::name)
        .toList();
  }

  private void approve(Healing healing, IncidentState incident) {
    answer(healing, incident, Answer.APPROVE);
  }

  private void answer(Healing healing, IncidentState incident, Answer answer) {
    healing.answer(incident.id(), "ana", answer.word(), "I know it", new Cancellation());
  }
}
