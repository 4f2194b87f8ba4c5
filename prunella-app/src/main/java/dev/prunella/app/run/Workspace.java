package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.Project;
import dev.prunella.app.project.Settings;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.local.LakeConfig;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.WritePath;
import dev.prunella.local.contract.DuckDbChecker;
import dev.prunella.local.engine.ChildEngine;
import dev.prunella.local.engine.DuckDbEngine;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.local.engine.Engines;
import dev.prunella.local.engine.NothingLost;
import dev.prunella.local.engine.ReplacedJudge;
import dev.prunella.local.fetch.FetchLimits;
import dev.prunella.local.fetch.LocalFetcher;
import dev.prunella.local.fetch.RawBytes;
import dev.prunella.local.incidents.LakeDeliveries;
import dev.prunella.local.incidents.LakeHealing;
import dev.prunella.local.incidents.LakeIncidents;
import dev.prunella.local.memory.IndexedCases;
import dev.prunella.local.memory.MiniLm;
import dev.prunella.local.process.KeptOutput;
import dev.prunella.local.process.LocalProcesses;
import dev.prunella.local.process.Printed;
import dev.prunella.local.process.ProgramBounds;
import dev.prunella.local.quality.AnomalyJudge;
import dev.prunella.local.quality.IntervalInspector;
import dev.prunella.local.quality.LakeAcceptances;
import dev.prunella.local.quality.OtherUnits;
import dev.prunella.local.quality.StatisticsBook;
import dev.prunella.local.raw.RawLimits;
import dev.prunella.local.runs.LakePresence;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.local.staging.PostgresStaging;
import dev.prunella.memory.Meaning;
import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.ChildProcesses;
import dev.prunella.pipeline.ContractJudge;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Fetcher;
import dev.prunella.pipeline.Judge;
import dev.prunella.pipeline.Judges;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.RunLimits;
import dev.prunella.pipeline.Runner;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.StepRunner;
import dev.prunella.pipeline.Verdict;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A project with its lake and everything that runs its pipelines. Thread-safe; closing it closes
 * all.
 */
public final class Workspace implements AutoCloseable {
  /** Java's own part of a step's process; DuckDB's memory is the step's limit. */
  private static final long CHILD_HEAP_BYTES = 512L << 20;

  private static final Pattern FROM_ENVIRONMENT =
      Pattern.compile("secret:env/([A-Za-z_][A-Za-z0-9_]*)");

  private final Project project;
  private final LocalLake lake;
  private final CodeTrees codeTrees;
  private final Engine engine;
  private final LocalFetcher fetcher;
  private final ChildProcesses processes;
  private final Printed printed;
  private final Clock clock;
  private final RunJournal journal;
  private final IncidentJournal incidents;
  private final IndexedCases cases;
  private final LakeHealing healing;
  private final LakeDeliveries deliveries;
  private final LakePresence presence;
  private final Runner runner;
  private final LineageOut lineage;
  private final IntervalInspector inspector;
  private final Secrets secrets;
  private final WritePath writes;
  private final LakeAcceptances acceptances;
  private final KeptEdits keptEdits;
  private final OtherUnits otherUnits;

  private Workspace(Project project, Secrets secrets, Host host) {
    var clock = host.clock();
    this.project = project;
    this.secrets = secrets;
    this.writes = host.writes();
    this.lake = LocalLake.open(project.lake(), secrets, clock, writes);
    var scratch = project.lake().scratch();
    var settings = project.settings().defaults();
    var redaction = secrets.redaction();
    this.codeTrees = new CodeTrees(project, lake, writes);
    this.engine =
        new Engines(
            new DuckDbEngine(
                lake,
                DuckDbEngine.limits(project.lake(), settings.parallel(), settings.parallel())),
            new ChildEngine(
                lake, forTheLake(project.lake(), host.environment()), CHILD_HEAP_BYTES));
    this.fetcher =
        new LocalFetcher(
            project.folder(),
            scratch,
            secrets,
            retained(RawBytes.in(lake.raw(), RawLimits.DEFAULT)),
            clock,
            FetchLimits.DEFAULT);
    this.journal = new LakeRunJournal(lake.lake(), redaction::redact);
    this.incidents = new LakeIncidents(lake.lake(), redaction::redact);
    this.cases =
        new IndexedCases(
            lake.lake(),
            incidents,
            project.folder().resolve(".prunella").resolve("cases"),
            switch (project.settings().recall()) {
              case MEANING -> new MiniLm();
              case WORDS -> Meaning.UNKNOWN;
            });
    this.healing = new LakeHealing(lake.lake(), redaction::redact);
    this.deliveries = new LakeDeliveries(lake.lake(), redaction::redact);
    this.printed =
        new Printed(
            project.folder().resolve(".prunella").resolve("printed"),
            Printed.Limits.DEFAULT,
            clock,
            redaction::redact);
    this.processes =
        new KeptOutput(
            new LocalProcesses(scratch, host.environment(), redaction, ProgramBounds.DEFAULT),
            printed);
    this.clock = clock;
    var book = new StatisticsBook(project.lake().scratch().resolveSibling("statistics"));
    this.inspector = new IntervalInspector(lake, book);
    this.acceptances = new LakeAcceptances(lake.lake());
    this.keptEdits = new KeptEdits(acceptances);
    var judges = new ArrayList<Judge>();
    judges.add(new NothingLost(lake));
    judges.add(new ContractJudge(new DuckDbChecker(lake)));
    judges.add(new AnomalyJudge(lake, inspector, acceptances));
    judges.addAll(edits(host.attended()));
    var judge = new Judges(judges);
    this.otherUnits = new OtherUnits(lake);
    this.presence = new LakePresence(lake.lake().store(), clock);
    this.runner = runner(fetcher, judge);
    this.lineage = new LineageOut(project, lake, secrets, host, this::status);
  }

  /**
   * The process in which a workspace is opened.
   *
   * @param version of the program
   * @param say hears what is worth knowing beside the answer
   * @param attended whether a person is there and reads what a run says
   * @param writes stands before all that is written to last
   */
  public record Host(
      String version,
      Map<String, String> environment,
      Clock clock,
      Consumer<String> say,
      boolean attended,
      WritePath writes) {

    /** With nothing before what is written. */
    public Host(
        String version,
        Map<String, String> environment,
        Clock clock,
        Consumer<String> say,
        boolean attended) {
      this(version, environment, clock, say, attended, WritePath.DIRECT);
    }

    /** With nobody there. */
    public Host(
        String version, Map<String, String> environment, Clock clock, Consumer<String> say) {
      this(version, environment, clock, say, false);
    }
  }

  private RawBytes retained(RawBytes bytes) {
    return (name, stream) -> writes.write("raw bytes", () -> bytes.keep(name, stream));
  }

  private Runner runner(Fetcher from, Judge judge) {
    var settings = project.settings().defaults();
    var steps = new StepRunner(engine, from, processes, List.of(settings.python()));
    return new Runner(lake.lake(), steps, judge, journal, clock, limits(settings), presence);
  }

  /**
   * Runs on what a fetcher brings, and lets nobody judge what comes of it: to compute once more
   * what was judged when it was computed first.
   */
  public Runner replaying(Fetcher retained) {
    return runner(retained, Judge.nobody());
  }

  /** How tables stand; nothing is said of schedules. */
  private Status status(LoadedProject of) {
    return new StatusReader(
            lake, journal, presence::worker, of, _ -> Optional.empty(), fetcher, clock.instant())
        .read();
  }

  /** Opens a project whose lake is there. */
  public static Workspace open(Project project, Secrets secrets, Host host) {
    return new Workspace(project, secrets, host);
  }

  /** The part of the environment that the lake's own configuration refers to, and no more. */
  private static Map<String, String> forTheLake(LakeConfig lake, Map<String, String> environment) {
    var texts = new ArrayList<>(lake.io().values());
    if (lake.refs() instanceof LakeConfig.Refs.Postgres(var url)) {
      texts.add(url);
    }
    var wanted = new HashMap<String, String>();
    for (var text : texts) {
      var references = FROM_ENVIRONMENT.matcher(text);
      while (references.find()) {
        var name = references.group(1);
        Optional.ofNullable(environment.get(name)).ifPresent(value -> wanted.put(name, value));
      }
    }
    return wanted;
  }

  /**
   * What judges edits of models and of references; nothing where the project asks for none. What
   * dbt compiles may be other text each day, and is no edit.
   */
  private List<Judge> edits(boolean attended) {
    var asked = project.settings().edits();
    if (asked == Settings.Edits.IGNORE) {
      return List.of();
    }
    var standing =
        asked == Settings.Edits.HOLD && !attended ? Verdict.Standing.HELD : Verdict.Standing.WARNED;
    var replaced = new ReplacedJudge(lake, new TableLoads(journal), keptEdits, standing);
    return project.settings().dbt().isPresent()
        ? List.of(replaced)
        : List.of(editJudge(standing, keptEdits), replaced);
  }

  private EditJudge editJudge(Verdict.Standing standing, EditJudge.Kept kept) {
    return new EditJudge(
        lake, engine, new EarlierSteps(journal, codeTrees::asItWas), kept, standing);
  }

  private static RunLimits limits(Settings.Defaults settings) {
    return new RunLimits(
        settings.parallel(),
        Math.max(RunLimits.DEFAULT.memoryBytes(), settings.limits().memoryBytes()),
        RunLimits.DEFAULT.attempts());
  }

  public Project project() {
    return project;
  }

  public LocalLake lake() {
    return lake;
  }

  /** The project's code, as it is and as it was. */
  public CodeTrees codeTrees() {
    return codeTrees;
  }

  public Engine engine() {
    return engine;
  }

  public Arrivals arrivals() {
    return fetcher;
  }

  /** Brings what sources hold now. */
  public Fetcher fetcher() {
    return fetcher;
  }

  /** What went wrong, and what became of it. */
  public IncidentJournal incidents() {
    return incidents;
  }

  /** What there is to be learnt of them. */
  public IndexedCases cases() {
    return cases;
  }

  /** What people did to healing as a whole. */
  public LakeHealing healing() {
    return healing;
  }

  /** What was sent to people. */
  public LakeDeliveries deliveries() {
    return deliveries;
  }

  /** What stands before all that is written to last. */
  public WritePath writes() {
    return writes;
  }

  /** The secrets that the project refers to. */
  public Secrets secrets() {
    return secrets;
  }

  public RunJournal journal() {
    return journal;
  }

  /** What the programs of runs' steps printed. */
  public Printed printed() {
    return printed;
  }

  /** Who works on which run. */
  public LakePresence presence() {
    return presence;
  }

  public Runner runner() {
    return runner;
  }

  /** Who else listens to the project's runs. */
  public LineageOut lineage() {
    return lineage;
  }

  /** What looks at an interval beside those before it. */
  public IntervalInspector inspector() {
    return inspector;
  }

  /** What tells numbers that came in another unit. */
  public OtherUnits otherUnits() {
    return otherUnits;
  }

  /** The staging that a source declares. */
  public PostgresStaging staging(Source.Jdbc source) {
    return new PostgresStaging(source, secrets, PostgresStaging.Limits.DEFAULT);
  }

  /** What people have accepted though it is unlike what was before. */
  public LakeAcceptances acceptances() {
    return acceptances;
  }

  /** Edits of models that people have said yes to. */
  public KeptEdits keptEdits() {
    return keptEdits;
  }

  /** Compares edited models with what they were, whatever people have said yes to. */
  public EditJudge editsCompared() {
    return editJudge(Verdict.Standing.HELD, (_, _) -> Optional.empty());
  }

  @Override
  public void close() {
    // The lineage first: what it still has to tell, it reads from the lake.
    try (lake;
        codeTrees;
        presence;
        cases;
        lineage) {
      engine.close();
    }
  }
}
