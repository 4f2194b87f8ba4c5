package dev.prunella.app.cli;

import dev.prunella.app.view.ChangeJson;
import dev.prunella.app.view.MergeJson;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.EntryConflict;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.MergePlan;
import dev.prunella.refs.MergeResult;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Publication;
import dev.prunella.refs.TableConflict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How merges and rollbacks are told: what was done, what would be done, what stands in the way. */
final class MergeViews {
  private static final int SHOWN = 10;

  /** What became of it. */
  enum Outcome {
    DONE,
    WOULD_DO,
    UP_TO_DATE,
    CONFLICT
  }

  /** JSON: why one table cannot be combined. */
  record Detail(TableConflict.Kind kind, List<String> files, List<String> keys, String sentence) {
    static Detail of(TableConflict c) {
      return new Detail(c.kind(), c.files(), c.keys(), c.sentence());
    }
  }

  /** JSON: one conflict. */
  record Conflict(EntryKey name, EntryConflict.Kind kind, String sentence, List<Detail> details) {
    static Conflict of(EntryConflict c) {
      return new Conflict(
          c.key(), c.kind(), c.sentence(), c.details().stream().map(Detail::of).toList());
    }
  }

  /** JSON: a merge or a rollback. */
  record View(
      Outcome result,
      String branch,
      @Nullable CommitId commit,
      @Nullable String publication,
      List<ChangeJson.View> changes,
      List<Conflict> conflicts) {}

  /** The words of the command that is at work. */
  record Verbs(String done, String would, String nothing, String failed) {}

  private final LocalLake lake;
  private final Console console;
  private final String branch;
  private final Verbs verbs;

  MergeViews(LocalLake lake, Console console, String branch, Verbs verbs) {
    this.lake = lake;
    this.console = console;
    this.branch = branch;
    this.verbs = verbs;
  }

  /** Tells what was done to a branch that stood at {@code before}. */
  Exit told(MergeResult result, Commit before, boolean fastForward) {
    return switch (result) {
      case MergeResult.UpToDate(var head) -> upToDate(head);
      case MergeResult.Conflicted(var conflicts) -> conflicted(conflicts);
      case MergeResult.Unknown(var commit, var reason) ->
          throw new LakeException(
              Problem.UNKNOWN_FATE,
              "it is not known whether '%s' stands at %s now: %s"
                  .formatted(branch, commit, reason));
      case MergeResult.Merged(var commit, var _) -> {
        // Against its own parent where it has one of this branch: others may have come in between.
        var parent = commit.firstParent().map(lake.lake()::commit).orElse(before);
        boolean ownCommit = lake.lake().isAncestor(before.id(), parent.id());
        var changes =
            ChangeJson.of(lake.diff().between(ownCommit && !fastForward ? parent : before, commit));
        var publication =
            lake.lake().ref(branch).guarded()
                ? Publication.Attested.BY_HAND_UNVERIFIED.words()
                : null;
        yield answer(new View(Outcome.DONE, branch, commit.id(), publication, changes, List.of()));
      }
    };
  }

  /** Tells what a plan would do to a branch that stands at {@code head}. */
  Exit told(MergePlan plan, Commit head) {
    return switch (plan) {
      case MergePlan.UpToDate() -> upToDate(head.id());
      case MergePlan.Conflicted(var _, var conflicts) -> conflicted(conflicts);
      case MergePlan.FastForward(var to, var _) -> would(to, plan, head);
      case MergePlan.Combine _ -> would(null, plan, head);
    };
  }

  private Exit would(@Nullable CommitId to, MergePlan plan, Commit head) {
    var changes = MergeJson.changes(lake, plan, head);
    return answer(new View(Outcome.WOULD_DO, branch, to, null, changes, List.of()));
  }

  private Exit upToDate(CommitId head) {
    return answer(new View(Outcome.UP_TO_DATE, branch, head, null, List.of(), List.of()));
  }

  private Exit conflicted(List<EntryConflict> conflicts) {
    return answer(
        new View(
            Outcome.CONFLICT,
            branch,
            null,
            null,
            List.of(),
            conflicts.stream().map(Conflict::of).toList()));
  }

  private Exit answer(View view) {
    console.answer(view, () -> tell(view));
    return view.result() == Outcome.CONFLICT ? Exit.CONFLICT : Exit.OK;
  }

  private void tell(View view) {
    switch (view.result()) {
      case UP_TO_DATE -> console.line(verbs.nothing());
      case WOULD_DO -> {
        console.line(console.paint(Ink.CAUTION, verbs.would()) + "; nothing was changed");
        ChangeViews.tell(console, view.changes());
      }
      case DONE -> {
        var commit = view.commit() == null ? "" : view.commit().brief();
        console.line(
            console.paint(Ink.GOOD, verbs.done()) + ": commit " + console.paint(Ink.NAME, commit));
        ChangeViews.tell(console, view.changes());
        if (view.publication() != null) {
          console.line(
              console.paint(Ink.DIM, "published ")
                  + console.paint(Ink.CAUTION, view.publication()));
        }
      }
      case CONFLICT -> conflicts(view.conflicts());
    }
  }

  private void conflicts(List<Conflict> conflicts) {
    console.line(
        console.paint(Ink.BAD, verbs.failed())
            + ": "
            + Words.count(conflicts.size(), "conflict")
            + "; nothing was changed");
    for (var conflict : conflicts) {
      console.line(
          "  "
              + console.paint(Ink.STRONG, Words.safe(conflict.name().toString()))
              + "  "
              + Words.safe(conflict.sentence()));
      for (var detail : conflict.details()) {
        console.line("    " + Words.safe(detail.sentence()));
        list("keys", detail.keys());
        list("files", detail.files());
      }
    }
  }

  private void list(String what, List<String> items) {
    if (!items.isEmpty()) {
      items.stream()
          .limit(SHOWN)
          .forEach(
              item ->
                  console.line("      " + console.paint(Ink.DIM, what) + " " + Words.safe(item)));
      if (items.size() > SHOWN) {
        console.line(
            "      " + console.paint(Ink.DIM, "... and " + (items.size() - SHOWN) + " more"));
      }
    }
  }
}
