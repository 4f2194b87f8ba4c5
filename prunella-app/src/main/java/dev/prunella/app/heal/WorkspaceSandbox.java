package dev.prunella.app.heal;

import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding;
import dev.prunella.heal.Remedy;
import dev.prunella.heal.Sandbox;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent.Impact;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fetcher;
import dev.prunella.pipeline.Rehearsal;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunResult;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.Append;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Tries remedies by running the project's real pipeline on a branch of its own. */
final class WorkspaceSandbox implements Sandbox {
  /** So many of the newest runs may be later ones of the same. */
  private static final int MOST_LATER = 1_000;

  private final Workspace workspace;

  WorkspaceSandbox(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public Look look(IncidentState incident) {
    var code = workspace.codeTrees().nowOrOfMain();
    var state = state(incident.run());
    var request = request(incident, code, state);
    var passed = passed(incident, state, request);
    if (passed.isPresent()) {
      return new Look.Passed(passed.get());
    }
    return new Look.Found(
        new RunFindings(workspace, state, request, code, new Cancellation()).look());
  }

  /** That nothing is left to be done, in a sentence; empty while something is. */
  Optional<String> passed(IncidentState incident) {
    var state = state(incident.run());
    return passed(incident, state, request(incident, workspace.codeTrees().nowOrOfMain(), state));
  }

  private Optional<String> passed(IncidentState incident, RunState state, RunRequest request) {
    return later(incident, request)
        .map(run -> run + " has published it")
        .or(() -> state.complete() ? Optional.of("it came through after all") : Optional.empty());
  }

  /** A run after the incident's that has published at least what this one should have. */
  private Optional<RunId> later(IncidentState incident, RunRequest request) {
    var wanted = request.graph().tables();
    return workspace.journal().newest(MOST_LATER).stream()
        .filter(o -> o.run().compareTo(incident.run()) > 0)
        .filter(o -> !incident.takenBack().contains(o.run()))
        .filter(o -> o.event().pipeline().equals(incident.opened().pipeline()))
        .filter(o -> o.event().interval().equals(incident.opened().interval()))
        .filter(o -> o.event().tables().containsAll(wanted))
        .map(RunJournal.Opened::run)
        .filter(run -> workspace.journal().newestOf(run).filter(RunEvent::endsWhole).isPresent())
        .findFirst();
  }

  @Override
  public boolean hasNews(IncidentState incident) {
    if (incident.unheard()) {
      return true;
    }
    var code = workspace.codeTrees().nowOrOfMain();
    var state = state(incident.run());
    var request = request(incident, code, state);
    if (workspace.codeTrees().changedByPeople(state, code).isPresent()
        || (!isRunAgain(incident) && hasLostRowsAgain(state, request, code))) {
      return true;
    }
    for (var step : request.graph().inOrder()) {
      if (step.work() instanceof Step.Work.Load(var source)) {
        var task = request.task(step, state.run(), Ref.MAIN);
        var last = broughtLast(incident, state, step.table());
        // A source that brings nothing now brings nothing new; but one that has never brought
        // anything is tried, for what comes of that is to be known.
        boolean same =
            workspace.fetcher().fetch(task, source, StepWatch.nobody())
                    instanceof Fetcher.Fetched.Got(var batch)
                ? last.equals(Optional.of(batch.id()))
                : last.isPresent();
        if (!same) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether it was only run again last: what was put back before that is no news any more. */
  private static boolean isRunAgain(IncidentState incident) {
    return !incident.tried().isEmpty()
        && incident.tried().getLast().family() == RemedyFamily.RETRY_LATER;
  }

  /** Whether rows that were lost when a run failed have been put back. */
  private boolean hasLostRowsAgain(RunState run, RunRequest request, ProjectCode code) {
    var lost = new LostFindings(workspace, code.project(), run, request);
    return request.graph().inOrder().stream().anyMatch(lost::isThereAgain);
  }

  /** What a source had brought when it was looked at last, whether that could be loaded or not. */
  private Optional<String> broughtLast(IncidentState incident, RunState run, TableName table) {
    return incident.tried().reversed().stream()
        .flatMap(tried -> tried.trial().stream())
        .limit(1)
        .map(this::state)
        .flatMap(trial -> brought(trial, table).stream())
        .findFirst()
        .or(() -> brought(run, table));
  }

  private static Optional<String> brought(RunState run, TableName table) {
    return run.steps().get(table) instanceof RunState.StepState.Failed(var failed)
            && failed.fault().facts().containsKey(Fault.BATCH)
        ? Optional.ofNullable(failed.fault().facts().get(Fault.BATCH))
        : Optional.ofNullable(run.done().get(table)).flatMap(d -> d.batch()).map(b -> b.id());
  }

  private RunState state(RunId run) {
    return workspace.journal().state(run);
  }

  private RunRequest request(IncidentState incident, ProjectCode code, RunState run) {
    var wanted = new TreeSet<TableName>(run.opened().tables());
    // Whoever ran a part of it since has not changed what the whole was to publish.
    workspace
        .journal()
        .opened(incident.opened().run())
        .ifPresent(first -> wanted.addAll(first.tables()));
    return Requests.again(code, run, wanted, PolicyInForce.HEALER, incident.id().toString());
  }

  @Override
  public Trial tryOut(IncidentState incident, List<Remedy> remedies, Cancellation cancellation) {
    var files = RemediedRun.files(remedies);
    var before = workspace.codeTrees().nowOrOfMain();
    var code =
        files.isEmpty()
            ? before
            : workspace
                .codeTrees()
                .amended(
                    before.code().tree().orElseThrow(),
                    files,
                    before.code().origin() + ", healed for " + incident.id());
    var run = state(incident.run());
    var request = RemediedRun.of(request(incident, code, run), code, remedies);
    var computed = Recomputation.of(workspace, incident.id(), remedies, cancellation);
    try {
      var failed = computed.flatMap(Recomputation::failed);
      if (failed.isPresent()) {
        var still = request(incident, before, run);
        return new Rehearsed(
            failed.get(),
            run,
            Map.of(),
            computed,
            cancellation,
            isWanted(incident),
            new RunFindings(workspace, run, still, before, cancellation).look());
      }
      var rehearsal =
          computed.isPresent()
              ? workspace
                  .runner()
                  .rehearse(request, computed.get().head(), RunListener.nobody(), cancellation)
              : workspace.runner().rehearse(request, RunListener.nobody(), cancellation);
      return new Rehearsed(
          rehearsal,
          run,
          files,
          computed,
          cancellation,
          isWanted(incident),
          findings(rehearsal, code, cancellation));
    } catch (RuntimeException | Error e) {
      computed.ifPresent(Recomputation::close);
      throw e;
    }
  }

  /** Whether the last that was said of what comes is that it is to be tried. */
  private static boolean isWanted(IncidentState incident) {
    return incident.answers().stream()
        .flatMap(answered -> answered.answer().stream())
        .filter(Answer::triesAgain)
        .reduce((_, last) -> last)
        .filter(last -> last == Answer.RETRY)
        .isPresent();
  }

  private List<Finding> findings(Rehearsal rehearsal, ProjectCode code, Cancellation cancellation) {
    return rehearsal.isWhole()
        ? List.of()
        : new RunFindings(
                workspace,
                state(rehearsal.run()),
                rehearsal.request(),
                code,
                cancellation,
                rehearsal.branch())
            .look();
  }

  /** A rehearsal, as the healer sees it. */
  private final class Rehearsed implements Trial {
    private final Rehearsal rehearsal;
    private final RunState held;
    private final Map<String, Optional<String>> files;
    private final Optional<Recomputation> computed;
    private final Cancellation cancellation;
    private final boolean isWanted;
    private final RunState state;
    private final List<Finding> findings;
    private final Set<TableName> proved = new HashSet<>();

    Rehearsed(
        Rehearsal rehearsal,
        RunState held,
        Map<String, Optional<String>> files,
        Optional<Recomputation> computed,
        Cancellation cancellation,
        boolean isWanted,
        List<Finding> findings) {
      this.rehearsal = rehearsal;
      this.held = held;
      this.files = files;
      this.computed = computed;
      this.cancellation = cancellation;
      this.isWanted = isWanted;
      this.state = WorkspaceSandbox.this.state(rehearsal.run());
      this.findings = findings;
    }

    @Override
    public RunId run() {
      return rehearsal.run();
    }

    @Override
    public List<Finding> findings() {
      return findings;
    }

    /** Of that table, of those whose files are changed, and of all that is made from these. */
    @Override
    public Optional<String> made(Finding finding) {
      var request = rehearsal.request();
      var changed =
          request.graph().inOrder().stream()
              .filter(s -> s.table().equals(finding.table()) || files.containsKey(s.place().path()))
              .map(Step::table)
              .toList();
      var touched = new HashSet<>(request.graph().downstream(changed));
      touched.addAll(changed);
      var tables = new MadeByRun(workspace, request, state);
      var watch = StepWatch.until(cancellation);
      var made = new StringBuilder();
      for (var step : request.graph().inOrder()) {
        if (touched.contains(step.table())) {
          var content =
              tables
                  .of(step, (table, task) -> workspace.secondLook().content(table, task, watch))
                  .flatMap(known -> known);
          if (content.isEmpty() && step.table().equals(finding.table())) {
            return Optional.empty();
          }
          made.append(step.table()).append(' ').append(content.orElse("")).append('\n');
        }
      }
      return made.isEmpty()
          ? Optional.empty()
          : Optional.of(ObjectId.of(made.toString().getBytes(StandardCharsets.UTF_8)).hex());
    }

    @Override
    public Impact impact() {
      var computed = done();
      return new Impact(
          computed.stream().mapToLong(RunEvent.StepDone::rows).sum(),
          computed.stream().map(RunEvent.StepDone::took).reduce(Duration.ZERO, Duration::plus),
          rehearsal.request().graph().inOrder().stream().allMatch(Step::repeatable));
    }

    /** Of the run, and of what was computed again for it. */
    private List<RunEvent.StepDone> done() {
      var done = new ArrayList<>(state.done().values());
      computed.stream()
          .flatMap(c -> c.intervals().stream())
          .forEach(
              one -> done.addAll(WorkspaceSandbox.this.state(one.again().run()).done().values()));
      return done;
    }

    @Override
    public List<Proof> prove(Finding finding, Remedy remedy) {
      if (remedy instanceof Remedy.ComputedAgain again) {
        var proofs = ofLost(again.table());
        if (proofs.stream().allMatch(Proof::holds)) {
          proved.add(again.table());
        }
        return proofs;
      }
      var watch = StepWatch.until(cancellation);
      return remedy instanceof Remedy.Again again
          ? new BroughtAgain(workspace, rehearsal.request(), held, state, watch)
              .of(finding, again, isWanted)
          : new Proofs(workspace, rehearsal.request(), state, watch).of(finding, remedy);
    }

    private List<Proof> ofLost(TableName table) {
      return new LostProofs(workspace, computed.orElseThrow(), StepWatch.until(cancellation))
          .of(table);
    }

    /**
     * Whether these very rows are: with a further remedy they are computed once more, perhaps from
     * what others have published meanwhile.
     */
    private boolean areProved(Recomputation again) {
      return again.intervals().stream()
          .map(Recomputation.Interval::table)
          .distinct()
          .filter(table -> !proved.contains(table))
          .allMatch(table -> ofLost(table).stream().allMatch(Proof::holds));
    }

    @Override
    public Optional<RunResult> publish(
        Publication.Attested as, Function<CommitId, List<Append>> also) {
      // Main is then as it was meant to be, whether or not the run gets through after it.
      if (computed.isPresent() && !(areProved(computed.get()) && computed.get().publish(as))) {
        return Optional.empty();
      }
      var result = rehearsal.publish(as, also);
      result
          .filter(r -> r.outcome().publishes())
          .ifPresent(_ -> ProjectFollows.write(workspace, files));
      return result;
    }

    @Override
    public void close() {
      if (computed.flatMap(Recomputation::failed).isEmpty()) {
        rehearsal.close();
      }
      computed.ifPresent(Recomputation::close);
    }
  }
}
