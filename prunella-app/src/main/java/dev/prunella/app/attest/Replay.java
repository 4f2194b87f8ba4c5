package dev.prunella.app.attest;

import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.attest.ContentDifference;
import dev.prunella.local.attest.Statement;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.Rehearsal;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Publication;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/**
 * Computes once more what a run has published, from what its sources brought then, by the code, the
 * time and the seed of then, on a branch from the commit of then; compares, and throws it away.
 */
final class Replay {
  private final Workspace workspace;
  private final Publication publication;
  private final Statement statement;
  private final RunState run;
  private final Cancellation cancellation;

  /** What came of it. */
  sealed interface Outcome {
    /**
     * The same rows in every table.
     *
     * @param tables how many
     * @param byChance columns of tables that are others each time, and were not compared
     */
    record Equal(int tables, Map<String, List<String>> byChance) implements Outcome {}

    /** Other rows in these tables. */
    record Differs(Map<String, ContentDifference> tables, Map<String, List<String>> byChance)
        implements Outcome {}

    /** Of what it was computed from, this is not kept any more. */
    record Expired(List<String> what) implements Outcome {
      public Expired {
        what = List.copyOf(what);
      }
    }

    /** It could not be computed again. */
    record Failed(String why) implements Outcome {}
  }

  Replay(
      Workspace workspace,
      Publication publication,
      Statement statement,
      RunState run,
      Cancellation cancellation) {
    this.workspace = workspace;
    this.publication = publication;
    this.statement = statement;
    this.run = run;
    this.cancellation = cancellation;
  }

  Outcome outcome() {
    try {
      return replayed();
    } catch (LakeException e) {
      if (e.problem() == Problem.FILE_MISSING || e.problem() == Problem.NO_SUCH_COMMIT) {
        return new Outcome.Expired(List.of(String.valueOf(e.getMessage())));
      }
      if (e.problem() == Problem.LAKE_DAMAGED) {
        return new Outcome.Failed(String.valueOf(e.getMessage()));
      }
      throw e;
    } catch (ProjectProblems e) {
      return new Outcome.Failed(
          "the code of then is no sound project for this version: " + e.getMessage());
    }
  }

  private Outcome replayed() {
    var base = statement.base();
    var tree = run.codeTree();
    if (base.isEmpty() || tree.isEmpty()) {
      return new Outcome.Failed("it does not say from what it was computed");
    }
    var from = workspace.lake().lake().commit(base.get());
    var retained = new RetainedBatches(workspace.lake().raw(), batches());
    var expired = retained.expired();
    if (!expired.isEmpty()) {
      return new Outcome.Expired(expired);
    }
    var request = request(workspace.codeTrees().at(tree.get(), from));
    var first = once(request, from, retained);
    if (first.failure().isPresent()) {
      return new Outcome.Failed(first.failure().get());
    }
    if (first.differing().isEmpty()) {
      return new Outcome.Equal(statement.tables().size(), Map.of());
    }
    return judged(first, once(request, from, retained));
  }

  /** What each source brought, by the run's journal, where it is what was signed. */
  private Map<TableName, Batch> batches() {
    var batches = new HashMap<TableName, Batch>();
    for (var table : statement.tables()) {
      var name = TableName.parse(table.name());
      var signed = table.batch();
      var done = Optional.ofNullable(run.done().get(name)).flatMap(d -> d.batch());
      if (signed.isPresent() && done.isPresent()) {
        var brought = done.get().parts().stream().map(p -> ObjectId.fromHex(p.sha256())).toList();
        if (!brought.equals(signed.get())) {
          throw new LakeException(
              Problem.LAKE_DAMAGED,
              "the journal of %s says that %s was made of other bytes than were signed"
                  .formatted(run.run(), name));
        }
        batches.put(name, done.get());
      }
    }
    return batches;
  }

  private RunRequest request(ProjectCode code) {
    var opened = run.opened();
    var pipeline =
        code.project()
            .pipeline(opened.pipeline())
            .orElseThrow(
                () ->
                    new LakeException(
                        Problem.LAKE_DAMAGED,
                        "the code of then has no pipeline " + opened.pipeline()))
            .pipeline();
    Set<TableName> wanted = new HashSet<>();
    statement.tables().forEach(t -> wanted.add(TableName.parse(t.name())));
    wanted.retainAll(pipeline.graph().tables());
    return new RunRequest(
        pipeline,
        pipeline.graph().only(wanted),
        opened.interval(),
        code.code(),
        true,
        opened.runAt(),
        opened.seed(),
        "verify",
        "replay of " + publication.to().brief());
  }

  /**
   * One replay.
   *
   * @param made each table as it came out
   * @param differing from what was published
   */
  private record Once(
      Optional<String> failure,
      Map<String, Table> made,
      Map<String, ContentDifference> differing) {}

  private Once once(RunRequest request, Commit from, RetainedBatches retained) {
    try (var rehearsal =
        workspace.replaying(retained).rehearse(request, from, RunListener.nobody(), cancellation)) {
      if (!rehearsal.isWhole()) {
        return new Once(Optional.of(failure(rehearsal)), Map.of(), Map.of());
      }
      var made = new LinkedHashMap<String, Table>();
      var differing = new LinkedHashMap<String, ContentDifference>();
      var lake = workspace.lake();
      var branch = lake.lake().head(rehearsal.branch());
      var published = lake.lake().commit(publication.to());
      for (var table : statement.tables()) {
        var key = TableName.parse(table.name()).key();
        var then = lake.table(published, key);
        var now = lake.table(branch, key);
        if (then.isPresent() && now.isPresent()) {
          made.put(table.name(), now.get());
          ContentDifference.between(lake, then.get(), now.get())
              .ifPresent(d -> differing.put(table.name(), d));
        } else if (then.isPresent()) {
          differing.put(table.name(), new ContentDifference(-1, -1, List.of()));
        }
      }
      rehearsal.abandon("replayed, to be compared");
      return new Once(Optional.empty(), made, differing);
    }
  }

  private String failure(Rehearsal rehearsal) {
    var state = workspace.journal().state(rehearsal.run());
    var faults = new ArrayList<String>();
    state
        .steps()
        .forEach(
            (table, step) -> {
              if (step instanceof RunState.StepState.Failed(var failed)) {
                faults.add(table + ": " + failed.fault().message());
              }
            });
    return "the same does not come through again: " + String.join("; ", faults);
  }

  /** Columns that two replays give otherwise are the step's own chance, and prove nothing. */
  private Outcome judged(Once first, Once second) {
    if (second.failure().isPresent()) {
      return new Outcome.Failed(second.failure().get());
    }
    var byChance = new LinkedHashMap<String, List<String>>();
    var differing = new LinkedHashMap<String, ContentDifference>();
    first
        .differing()
        .forEach(
            (name, difference) -> {
              var between = between(first.made().get(name), second.made().get(name));
              between.ifPresent(b -> byChance.put(name, b.columns()));
              var chance = between.map(ContentDifference::columns).orElse(List.of());
              boolean explained =
                  difference.rows() == difference.otherRows()
                      && !difference.columns().isEmpty()
                      && chance.containsAll(difference.columns());
              if (!explained) {
                var left = new ArrayList<>(difference.columns());
                left.removeAll(chance);
                differing.put(
                    name, new ContentDifference(difference.rows(), difference.otherRows(), left));
              }
            });
    return differing.isEmpty()
        ? new Outcome.Equal(statement.tables().size(), byChance)
        : new Outcome.Differs(differing, byChance);
  }

  private Optional<ContentDifference> between(@Nullable Table one, @Nullable Table other) {
    return one == null || other == null
        ? Optional.empty()
        : ContentDifference.between(workspace.lake(), one, other);
  }
}
