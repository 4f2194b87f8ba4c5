package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.Project;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.WritePath;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.local.incidents.LakeDeliveries;
import dev.prunella.local.incidents.LakeHealing;
import dev.prunella.local.memory.IndexedCases;
import dev.prunella.local.process.Printed;
import dev.prunella.local.quality.IntervalInspector;
import dev.prunella.local.quality.LakeAcceptances;
import dev.prunella.local.quality.OtherUnits;
import dev.prunella.local.quality.SecondLook;
import dev.prunella.local.quality.StatisticsBook;
import dev.prunella.local.runs.LakePresence;
import dev.prunella.local.staging.PostgresStaging;
import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Fetcher;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.Runner;
import dev.prunella.pipeline.Source;
import dev.prunella.refs.Ref;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A project with its lake and everything that runs its pipelines. Thread-safe; closing it closes
 * all.
 */
public final class Workspace implements AutoCloseable {
  private final Project project;
  private final Secrets secrets;
  private final Host host;
  private final LocalLake lake;
  private final CodeTrees codeTrees;
  private final Journals journals;
  private final IntervalInspector inspector;
  private final OtherUnits otherUnits;
  private final Machinery machinery;
  private final LineageOut lineage;

  private Workspace(Project project, Secrets secrets, Host host) {
    this.project = project;
    this.secrets = secrets;
    this.host = host;
    this.lake = LocalLake.open(project.lake(), secrets, host.clock(), host.writes());
    this.codeTrees = new CodeTrees(project, lake, host.writes());
    this.journals = Journals.of(project, lake, secrets, host.clock());
    var book = new StatisticsBook(project.lake().scratch().resolveSibling("statistics"));
    this.inspector = new IntervalInspector(lake, book);
    this.otherUnits = new OtherUnits(lake);
    this.machinery = new Machinery(project, secrets, host, lake, codeTrees, journals, inspector);
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

  /** Opens a project whose lake is there. */
  public static Workspace open(Project project, Secrets secrets, Host host) {
    return new Workspace(project, secrets, host);
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
    return machinery.engine();
  }

  public Arrivals arrivals() {
    return machinery.fetcher();
  }

  /** Brings what sources hold now. */
  public Fetcher fetcher() {
    return machinery.fetcher();
  }

  /** What went wrong, and what became of it. */
  public IncidentJournal incidents() {
    return journals.incidents();
  }

  /** What there is to be learnt of them. */
  public IndexedCases cases() {
    return journals.cases();
  }

  /** What people did to healing as a whole. */
  public LakeHealing healing() {
    return journals.healing();
  }

  /** What was sent to people. */
  public LakeDeliveries deliveries() {
    return journals.deliveries();
  }

  /** What stands before all that is written to last. */
  public WritePath writes() {
    return host.writes();
  }

  /** The secrets that the project refers to. */
  public Secrets secrets() {
    return secrets;
  }

  public RunJournal journal() {
    return journals.runs();
  }

  /** What the programs of runs' steps printed. */
  public Printed printed() {
    return machinery.printed();
  }

  /** Who works on which run. */
  public LakePresence presence() {
    return journals.presence();
  }

  public Runner runner() {
    return machinery.runner();
  }

  /**
   * Runs on what a fetcher brings, and lets nobody judge what comes of it: to compute once more
   * what was judged when it was computed first.
   */
  public Runner replaying(Fetcher retained) {
    return machinery.replaying(retained);
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

  /** What people have done by hand to main as it is now. */
  public HandEdits handEdits() {
    return new HandEdits(lake, lake.lake().head(Ref.MAIN));
  }

  /** What looks once more at rows that were damaged and put right. */
  public SecondLook secondLook() {
    return new SecondLook(lake);
  }

  /** The staging that a source declares. */
  public PostgresStaging staging(Source.Jdbc source) {
    return new PostgresStaging(source, secrets, PostgresStaging.Limits.DEFAULT);
  }

  /** What people have accepted though it is unlike what was before. */
  public LakeAcceptances acceptances() {
    return journals.acceptances();
  }

  /** Edits of models that people have said yes to. */
  public KeptEdits keptEdits() {
    return journals.keptEdits();
  }

  /** Compares edited models with what they were, whatever people have said yes to. */
  public EditJudge editsCompared() {
    return machinery.editsCompared();
  }

  /** How tables stand; nothing is said of schedules. */
  private Status status(LoadedProject of) {
    return new StatusReader(
            lake,
            journals.runs(),
            journals.presence()::worker,
            of,
            _ -> Optional.empty(),
            machinery.fetcher(),
            journals.incidents().open(),
            host.clock().instant())
        .read();
  }

  @Override
  public void close() {
    // The lineage first: what it still has to tell, it reads from the lake.
    try (lake;
        codeTrees;
        journals;
        lineage) {
      machinery.close();
    }
  }
}
