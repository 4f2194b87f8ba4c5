package dev.prunella.app.view;

import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.pipeline.RunState;
import dev.prunella.pipeline.RunState.StepState;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs as programs read them, and as pages are made from them. */
public final class RunJson {
  private RunJson() {}

  /**
   * JSON: a run.
   *
   * @param outcome absent while it works, and when it was killed
   * @param open {@code working} or {@code killed}, where that was looked at; absent when it is over
   * @param runAt the run's time, pinned, which a replay takes as well
   * @param seed for whatever is random, pinned
   */
  public record View(
      String run,
      String pipeline,
      @Nullable String interval,
      @Nullable Instant from,
      @Nullable Instant to,
      Instant runAt,
      long seed,
      @Nullable Outcome outcome,
      @Nullable String open,
      @Nullable String sentence,
      Instant began,
      @Nullable Instant ended,
      String by,
      String code,
      @Nullable String codeTree,
      @Nullable CommitId commit,
      List<String> published,
      List<String> branches,
      List<AttemptView> attempts,
      List<StepView> steps) {
    /** The same for who may see no values of rows. */
    public View withoutValues() {
      return new View(
          run,
          pipeline,
          interval,
          from,
          to,
          runAt,
          seed,
          outcome,
          open,
          Unvalued.orNull(sentence),
          began,
          ended,
          by,
          code,
          codeTree,
          commit,
          published,
          branches,
          attempts,
          steps.stream().map(StepView::withoutValues).toList());
    }
  }

  /**
   * JSON: one beginning of a run.
   *
   * @param base the commit of main that it began from
   */
  public record AttemptView(int attempt, Instant began, String branch, CommitId base, String why) {}

  /**
   * JSON: a step of a run.
   *
   * @param leftOut rows that came and were left out, as the model says; absent where there are none
   */
  public record StepView(
      String table,
      String state,
      @Nullable Long rows,
      @Nullable Long leftOut,
      @Nullable Long bytes,
      @Nullable Double seconds,
      @Nullable String batch,
      @Nullable String why,
      @Nullable FaultView fault,
      List<VerdictView> verdicts) {
    StepView withoutValues() {
      return new StepView(
          table,
          state,
          rows,
          leftOut,
          bytes,
          seconds,
          batch,
          Unvalued.orNull(why),
          fault == null
              ? null
              : new FaultView(
                  fault.kind(),
                  Unvalued.WITHHELD,
                  fault.place(),
                  Unvalued.words(fault.next()),
                  Map.of()),
          verdicts.stream()
              .map(
                  v ->
                      new VerdictView(
                          v.rule(),
                          v.standing(),
                          Unvalued.words(v.sentence()),
                          v.place(),
                          Map.of()))
              .toList());
    }
  }

  /** JSON: what one rule says of what a step made. */
  public record VerdictView(
      String rule,
      String standing,
      String sentence,
      @Nullable String place,
      Map<String, String> facts) {}

  /** JSON: what went wrong with a step. */
  public record FaultView(
      String kind,
      String message,
      @Nullable String place,
      String next,
      Map<String, String> facts) {}

  /** Of a run that is over, or whose worker is of no interest. */
  public static View view(RunState state) {
    return view(state, new Worker(true, Optional.empty()));
  }

  public static View view(RunState state, Worker worker) {
    var opened = state.opened();
    var tries = state.tries();
    return new View(
        state.run().toString(),
        opened.pipeline(),
        opened.intervalLabel().orElse(null),
        opened.interval().map(DataInterval::start).orElse(null),
        opened.interval().map(DataInterval::end).orElse(null),
        opened.runAt(),
        opened.seed(),
        state.closed().map(RunEvent.Closed::outcome).orElse(null),
        worker.over() ? null : worker.words(state),
        state.closed().map(RunEvent.Closed::sentence).orElse(null),
        opened.at(),
        state.closed().map(RunEvent.Closed::at).orElse(null),
        opened.by(),
        tries.isEmpty() ? "" : tries.getLast().code().origin(),
        tries.isEmpty() ? null : tries.getLast().code().tree().orElse(null),
        state.published().map(RunEvent.Published::commit).orElse(null),
        names(state.published().map(RunEvent.Published::tables).orElse(List.of())),
        state.complete() ? List.of() : state.branches(),
        tries.stream()
            .map(t -> new AttemptView(t.attempt(), t.at(), t.branch(), t.base(), t.why()))
            .toList(),
        state.steps().entrySet().stream()
            .map(e -> step(e.getKey(), e.getValue(), verdicts(state, e.getKey())))
            .toList());
  }

  private static List<String> names(List<TableName> tables) {
    return tables.stream().map(TableName::toString).toList();
  }

  private static List<VerdictView> verdicts(RunState state, TableName table) {
    return Optional.ofNullable(state.judged().get(table)).stream()
        .flatMap(judged -> judged.verdicts().stream())
        .map(
            verdict ->
                new VerdictView(
                    verdict.rule(),
                    verdict.standing().name().toLowerCase(Locale.ROOT),
                    verdict.sentence(),
                    verdict.place().map(Object::toString).orElse(null),
                    verdict.facts()))
        .toList();
  }

  private static StepView step(TableName table, StepState state, List<VerdictView> verdicts) {
    return switch (state) {
      case StepState.Waiting() -> bare(table, "waiting", null, verdicts);
      case StepState.Working _ -> bare(table, "working", null, verdicts);
      case StepState.Cancelled() -> bare(table, "cancelled", null, verdicts);
      case StepState.Skipped(var event) -> bare(table, "skipped", event.inWords(), verdicts);
      case StepState.Reused(var event) -> bare(table, "reused", event.why(), verdicts);
      case StepState.Done(var event) ->
          new StepView(
              table.toString(),
              event.changedNothing() ? "unchanged" : "done",
              event.rows(),
              event.leftOut() == 0 ? null : event.leftOut(),
              event.bytes(),
              seconds(event.took()),
              event.batch().map(batch -> batch.id()).orElse(null),
              null,
              null,
              verdicts);
      case StepState.Failed(var event) ->
          new StepView(
              table.toString(),
              event.fault().kind() == Fault.Kind.HELD ? "held" : "failed",
              null,
              null,
              null,
              seconds(event.took()),
              null,
              null,
              fault(event.fault()),
              verdicts);
    };
  }

  private static StepView bare(
      TableName table, String state, @Nullable String why, List<VerdictView> verdicts) {
    return new StepView(table.toString(), state, null, null, null, null, null, why, null, verdicts);
  }

  private static FaultView fault(Fault fault) {
    return new FaultView(
        fault.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        fault.message(),
        fault.place().map(Object::toString).orElse(null),
        fault.next(),
        fault.facts());
  }

  public static double seconds(Duration took) {
    return took.toMillis() / 1000.0;
  }

  /** The outcome in people's words. */
  public static String words(Optional<Outcome> outcome) {
    return outcome
        .map(
            o ->
                switch (o) {
                  case PUBLISHED -> "published";
                  case PUBLISHED_IN_PART -> "published in part";
                  case UNCHANGED -> "unchanged";
                  case HELD -> "held";
                  case FAILED -> "failed";
                  case INTERRUPTED -> "interrupted";
                  case TRIED -> "trial";
                })
        .orElse("working, or killed");
  }
}
