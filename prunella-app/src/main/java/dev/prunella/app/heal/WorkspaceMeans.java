package dev.prunella.app.heal;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Known;
import dev.prunella.heal.Means;
import dev.prunella.heal.Past;
import dev.prunella.heal.Patch;
import dev.prunella.heal.Reference;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.pipeline.Transformation;
import dev.prunella.refs.Ref;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a workspace can tell a cure: a load is probed on a branch that is thrown away. */
final class WorkspaceMeans implements Means {
  private static final Logger LOG = LoggerFactory.getLogger(WorkspaceMeans.class);
  private static final String BY = PolicyInForce.HEALER;

  /** Half of the machine may go to one step. */
  private static final long SHARE_OF_MEMORY = 2;

  private final Workspace workspace;
  private final IncidentState incident;
  private final Known known;
  private final Past past;
  private final Cancellation cancellation;

  /** What was probed in this look: each reading once, however often it is planned anew. */
  private final Map<String, Optional<Fault>> probed = new HashMap<>();

  private final Map<String, List<Transformation.Convert>> conversions = new HashMap<>();
  private final Map<String, Optional<Slip>> slips = new HashMap<>();
  private final Map<String, List<Patch>> patches = new HashMap<>();

  private Optional<List<Suggestion>> suggestions = Optional.empty();

  private Optional<LoadedProject> project = Optional.empty();

  WorkspaceMeans(
      Workspace workspace,
      IncidentState incident,
      Known known,
      Past past,
      Cancellation cancellation) {
    this.workspace = workspace;
    this.incident = incident;
    this.known = known;
    this.past = past;
    this.cancellation = cancellation;
  }

  @Override
  public Known known() {
    return known;
  }

  @Override
  public Past past() {
    return past;
  }

  @Override
  public int waits() {
    return incident.waits();
  }

  @Override
  public int retries() {
    return incident.retries();
  }

  @Override
  public long mostMemory() {
    return ofThisMachine();
  }

  /** The memory that one step may have here, in bytes. */
  static long ofThisMachine() {
    var bean = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return bean instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getTotalMemorySize() / SHARE_OF_MEMORY
        : Runtime.getRuntime().maxMemory();
  }

  @Override
  public Optional<Fault> probe(Finding finding, Correction correction) {
    var key = finding.table() + " " + finding.batch().map(b -> b.id()) + " " + correction.effect();
    var known = probed.get(key);
    if (known == null) {
      known = probeNow(finding, correction);
      probed.put(key, known);
    }
    return known;
  }

  private Optional<Fault> probeNow(Finding finding, Correction correction) {
    if (!(finding.step().work() instanceof Step.Work.Load(var source))) {
      throw new IllegalArgumentException(finding.table() + " loads nothing");
    }
    var batch = finding.batch().orElseThrow();
    var lake = workspace.lake().lake();
    var branch = "heal/" + incident.id().number() + "/probe-" + UUID.randomUUID();
    lake.createBranch(branch, lake.head(Ref.MAIN), BY);
    try {
      var corrections = new ArrayList<>(finding.step().corrections());
      corrections.add(correction);
      var state = workspace.journal().opened(incident.run()).orElseThrow();
      var task = task(finding, branch, state, corrections);
      return workspace.engine().probe(task, source, batch, StepWatch.until(cancellation));
    } finally {
      lake.delete(branch, BY);
    }
  }

  @Override
  public List<Transformation.Convert> conversions(Finding finding, Reference reference) {
    return conversions.computeIfAbsent(
        key(finding, reference), _ -> conversionsNow(finding, reference));
  }

  @Override
  public List<Patch> patches(Finding finding) {
    return patches.computeIfAbsent(
        finding.table() + " " + finding.lastGood(),
        _ -> new CodePatches(workspace, incident, StepWatch.until(cancellation)).of(finding));
  }

  @Override
  public List<Suggestion> suggestions() {
    if (suggestions.isEmpty()) {
      suggestions = Optional.of(AgentSuggestions.of(workspace.codeTrees(), incident));
    }
    return suggestions.get();
  }

  @Override
  public Optional<Slip> slip(Finding finding, Transformation.Cells wrong) {
    return WorkspaceConnector.of(finding.step())
        .flatMap(
            staging ->
                slips.computeIfAbsent(
                    key(finding, wrong),
                    _ ->
                        asLeft(finding)
                            .flatMap(
                                left ->
                                    new Slips(workspace)
                                        .find(
                                            finding, staging, wrong, left.table(), left.task()))));
  }

  private static String key(Finding finding, Object of) {
    return finding.table() + " " + finding.batch().map(b -> b.id()) + " " + of;
  }

  private List<Transformation.Convert> conversionsNow(Finding finding, Reference reference) {
    try {
      return asLeft(finding)
          .map(
              left ->
                  workspace
                      .otherUnits()
                      .near(
                          left.table(),
                          left.task(),
                          reference,
                          Optional.empty(),
                          StepWatch.until(cancellation)))
          .orElse(List.of());
    } catch (DuckDbException e) {
      // A table of rates that cannot be read helps nobody, and must not stand in anybody's way.
      LOG.warn("{} of {}: {}", finding.table(), incident.id(), e.getMessage());
      return List.of();
    }
  }

  /** A table on the run's branch, and the run's step for it. */
  private record AsLeft(Table table, StepTask task) {}

  /** A finding's table as the incident's run left it; empty where its branch is gone. */
  private Optional<AsLeft> asLeft(Finding finding) {
    var lake = workspace.lake().lake();
    var run = workspace.journal().state(incident.run());
    return run.lastTry()
        .map(RunEvent.AttemptBegan::branch)
        .filter(branch -> lake.store().ref(branch).isPresent())
        .flatMap(
            branch ->
                workspace
                    .lake()
                    .table(lake.head(branch), finding.table().key())
                    .map(
                        table ->
                            new AsLeft(table, task(finding, branch, run.opened(), List.of()))));
  }

  private StepTask task(
      Finding finding, String branch, RunEvent.Opened run, List<Correction> corrections) {
    return new StepTask(
        branch,
        incident.run(),
        corrections.isEmpty() ? finding.step() : finding.step().corrected(corrections),
        incident.opened().interval(),
        calendar(),
        run.runAt(),
        run.seed(),
        "",
        true);
  }

  private Optional<Calendar> calendar() {
    // To load the project costs more than to probe a small file: once for each look.
    if (project.isEmpty()) {
      project = Optional.of(workspace.codeTrees().nowOrOfMain().project());
    }
    return project
        .get()
        .pipeline(incident.opened().pipeline())
        .flatMap(p -> p.pipeline().calendar());
  }
}
