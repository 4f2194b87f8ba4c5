package dev.prunella.app.view;

import dev.prunella.app.run.Status;
import dev.prunella.app.run.Status.Cause;
import dev.prunella.app.run.Status.OpenRun;
import dev.prunella.app.run.Status.PipelineStatus;
import dev.prunella.app.run.Status.State;
import dev.prunella.app.run.Status.TableStatus;
import dev.prunella.app.run.Status.Why;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.Coverage.Reason;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A project's state as programs read it, and as pages are made from it. */
public final class StatusJson {
  private StatusJson() {}

  /** JSON: the whole. */
  public record View(
      String project,
      CommitId main,
      long fresh,
      long stale,
      long outdated,
      long olderCode,
      long neverBuilt,
      List<PipelineView> pipelines,
      List<TableView> tables,
      List<WaitingView> waiting,
      List<String> unmade,
      List<OpenView> open,
      List<AskedView> asked,
      PauseJson.View healing,
      boolean further) {
    /** The same for who may see no values of rows. */
    public View withoutValues() {
      return new View(
          project,
          main,
          fresh,
          stale,
          outdated,
          olderCode,
          neverBuilt,
          pipelines.stream()
              .map(
                  p ->
                      new PipelineView(
                          p.name(),
                          p.run(),
                          p.interval(),
                          p.outcome(),
                          Unvalued.orNull(p.sentence()),
                          p.at(),
                          p.next()))
              .toList(),
          tables.stream().map(TableView::withoutValues).toList(),
          waiting,
          unmade,
          open,
          asked,
          healing,
          further);
    }
  }

  /** JSON: a pipeline and its newest run. */
  public record PipelineView(
      String name,
      @Nullable String run,
      @Nullable String interval,
      @Nullable Outcome outcome,
      @Nullable String sentence,
      @Nullable Instant at,
      @Nullable Instant next) {}

  /**
   * JSON: a table that a step makes.
   *
   * @param failedRun the newest that did not bring it; of that run are its step, fault and reason
   * @param byHand the incident that asks whether what was done by hand is to stay
   */
  public record TableView(
      String table,
      State state,
      @Nullable Long rows,
      @Nullable String through,
      @Nullable String writtenBy,
      @Nullable Instant writtenAt,
      @Nullable Instant since,
      @Nullable String failedRun,
      @Nullable List<String> intervals,
      @Nullable String step,
      @Nullable String fault,
      @Nullable String why,
      @Nullable List<CauseView> causes,
      @Nullable OutdatedView outdated,
      @Nullable String byHand) {
    /** Why it is not fresh, in a line; null where it is, and where only intervals are outdated. */
    public @Nullable String because() {
      return byHand != null && why == null
          ? "changed by hand; " + byHand + " asks whether that is to stay"
          : fault != null ? fault : why;
    }

    /** Of a fault its kind stays, which stands before what was said. */
    TableView withoutValues() {
      return new TableView(
          table,
          state,
          rows,
          through,
          writtenBy,
          writtenAt,
          since,
          failedRun,
          intervals,
          step,
          withoutMessage(fault),
          Unvalued.orNull(why),
          causes == null ? null : causes.stream().map(CauseView::withoutValues).toList(),
          outdated,
          byHand);
    }
  }

  /** JSON: why one run did not bring a table. */
  public record CauseView(
      String run,
      @Nullable String interval,
      String step,
      @Nullable String fault,
      @Nullable String why) {
    CauseView withoutValues() {
      return new CauseView(run, interval, step, withoutMessage(fault), Unvalued.orNull(why));
    }
  }

  private static @Nullable String withoutMessage(@Nullable String fault) {
    return fault == null ? null : fault.replaceFirst(": (?s).*", "");
  }

  /** JSON: why a table is not what a run would make now. */
  public record OutdatedView(Reason reason, String step, List<String> intervals) {}

  /** JSON: an interval whose run did not find a source's files. */
  public record WaitingView(
      String source, @Nullable String interval, String run, boolean hasCome) {}

  /** JSON: a run that is not over; {@code working} or {@code killed}. */
  public record OpenView(
      String run,
      String pipeline,
      @Nullable String interval,
      Instant began,
      String state,
      @Nullable String worker) {}

  /** JSON: what a person is asked; {@code to} is null where nobody in particular is. */
  public record AskedView(
      String incident, String table, @Nullable String interval, @Nullable String to, Instant at) {}

  /** A project's state, with what people are asked and whether healing is paused. */
  public static View view(Workspace workspace, Status status) {
    return new View(
        workspace.project().name(),
        status.main().id(),
        count(status, State.FRESH),
        count(status, State.STALE),
        count(status, State.OUTDATED),
        count(status, State.OLDER_CODE),
        count(status, State.NEVER_BUILT),
        status.pipelines().stream().map(StatusJson::view).toList(),
        status.tables().stream().map(StatusJson::view).toList(),
        status.waiting().stream()
            .map(
                w ->
                    new WaitingView(
                        w.source().toString(),
                        w.interval().orElse(null),
                        w.run().toString(),
                        w.hasCome()))
            .toList(),
        status.unmade().stream().map(TableName::toString).toList(),
        status.open().stream().map(StatusJson::view).toList(),
        workspace.incidents().open().stream().flatMap(i -> asked(i).stream()).toList(),
        PauseJson.View.of(workspace.healing().state().paused()),
        status.further());
  }

  private static Optional<AskedView> asked(IncidentState incident) {
    return incident
        .asked()
        .map(
            a ->
                new AskedView(
                    incident.id().toString(),
                    a.about().toString(),
                    incident.opened().label().orElse(null),
                    a.to().orElse(null),
                    a.at()));
  }

  private static PipelineView view(PipelineStatus p) {
    return new PipelineView(
        p.name(),
        p.run().map(Object::toString).orElse(null),
        p.interval().orElse(null),
        p.outcome().orElse(null),
        p.sentence().isEmpty() ? null : p.sentence(),
        p.at().orElse(null),
        p.next().orElse(null));
  }

  private static TableView view(TableStatus t) {
    var why = t.why();
    var newest = why.map(Why::newest);
    return new TableView(
        t.table().toString(),
        t.state(),
        t.rows().orElse(null),
        t.through().orElse(null),
        t.writtenBy().map(Object::toString).orElse(null),
        t.writtenAt().orElse(null),
        why.map(Why::since).orElse(null),
        newest.map(cause -> cause.run().toString()).orElse(null),
        why.map(Why::intervals).orElse(null),
        newest.map(cause -> cause.step().toString()).orElse(null),
        newest.flatMap(Cause::fault).map(StatusJson::line).orElse(null),
        newest.map(Cause::sentence).orElse(null),
        why.map(w -> w.causes().stream().map(StatusJson::view).toList()).orElse(null),
        t.outdated()
            .map(o -> new OutdatedView(o.reason(), o.step().toString(), o.intervals()))
            .orElse(null),
        t.byHand().map(Object::toString).orElse(null));
  }

  private static CauseView view(Cause cause) {
    return new CauseView(
        cause.run().toString(),
        cause.interval().orElse(null),
        cause.step().toString(),
        cause.fault().map(StatusJson::line).orElse(null),
        cause.sentence());
  }

  private static OpenView view(OpenRun run) {
    return new OpenView(
        run.run().toString(),
        run.pipeline(),
        run.label().orElse(null),
        run.began(),
        run.worker().isPresent() ? "working" : "killed",
        run.worker().orElse(null));
  }

  public static long count(Status status, State state) {
    return status.tables().stream().filter(t -> t.state() == state).count();
  }

  /** A fault in one line. */
  private static String line(Fault fault) {
    var first = firstLine(fault);
    return fault.kind().words() + (first.isEmpty() ? "" : ": " + first);
  }

  public static String firstLine(Fault fault) {
    return fault
        .message()
        .lines()
        .map(String::strip)
        .filter(l -> !l.isEmpty())
        .findFirst()
        .orElse("");
  }
}
