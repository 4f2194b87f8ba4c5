package dev.prunella.app.cli;

import dev.prunella.app.view.ChangeJson;
import dev.prunella.app.view.CommitJson;
import dev.prunella.app.view.RunJson;
import dev.prunella.app.view.Worker;
import dev.prunella.local.LocalLake;
import dev.prunella.local.attest.Attestations;
import dev.prunella.local.attest.Envelope;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Ref;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code prunella show}. */
@Command(
    name = "show",
    description =
        "Show one commit (who, when, why, what changed in each table) or one run (what became of each step).",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella show",
      "  prunella show main~1",
      "  prunella show 3fa9c21b04de --json",
      "  prunella show run-12             a run's steps, and its faults in full",
      "JSON fields: commit: {commit, parents, at, author, message, refs}, changes: [name, what, change,",
      "formerly, before: {rows, files, bytes, exact}, after, schema: [change, column, before, after]], signedBy (of a publication",
      "that is attested: the key's id).",
      "Of a run: run, pipeline, interval, outcome, open (working or killed), sentence, began, ended, by, code, commit,",
      "published, branches, steps: [table, state, rows, bytes, seconds, batch, why, fault: {kind, message, place, next, facts}]."
    })
final class ShowCommand extends LakeCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description =
          "Branch, tag, commit, main~3, a time, or a run such as run-12; ${DEFAULT-VALUE} if left out.")
  String revision = Ref.MAIN;

  /** JSON: the key that has signed an attestation of the commit; left out where there is none. */
  record View(CommitJson.View commit, List<ChangeJson.View> changes, @Nullable String signedBy) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    var run = revision.startsWith("run-") ? RunId.parse(revision) : Optional.<RunId>empty();
    if (run.isPresent() && lake.lake().store().ref(revision).isEmpty()) {
      return run(lake, console, run.get());
    }
    var commit = lake.lake().resolve(revision);
    var changes =
        commit
            .firstParent()
            .map(parent -> lake.diff().between(lake.lake().commit(parent), commit))
            .orElse(List.of());
    var signedBy =
        Attestations.text(lake.lake().store(), commit.id())
            .flatMap(Envelope::of)
            .map(Envelope::keyId)
            .orElse(null);
    var view = new View(new CommitJson(lake.lake()).view(commit), ChangeJson.of(changes), signedBy);
    console.answer(view, () -> tell(console, commit, view));
    return Exit.OK;
  }

  private Exit run(LocalLake lake, Console console, RunId run) {
    var events = new LakeRunJournal(lake.lake(), text -> text).events(run);
    if (events.isEmpty()) {
      throw Failure.noSuchRun(run);
    }
    var state = RunState.of(run, events);
    var evidence =
        state.branches().stream().filter(b -> lake.lake().store().ref(b).isPresent()).toList();
    var worker = Worker.of(state, lake, surroundings().clock());
    console.answer(
        RunJson.view(state, worker), () -> RunStory.tell(console, state, worker, evidence));
    return Exit.OK;
  }

  private static void tell(Console console, Commit commit, View view) {
    var grid = new Grid(console);
    grid.row(Grid.text("commit", Ink.DIM), Grid.text(commit.id().hex(), Ink.NAME));
    for (var parent : commit.parents()) {
      grid.row(Grid.text("parent", Ink.DIM), Grid.text(parent.brief()));
    }
    if (!view.commit().refs().isEmpty()) {
      grid.row(
          Grid.text("refs", Ink.DIM), Grid.text(String.join(", ", view.commit().refs()), Ink.GOOD));
    }
    grid.row(Grid.text("author", Ink.DIM), Grid.text(commit.author()));
    grid.row(
        Grid.text("when", Ink.DIM),
        Grid.text(console.when(commit.at()) + " (" + console.ago(commit.at()) + ")"));
    grid.row(Grid.text("why", Ink.DIM), Grid.text(commit.message()));
    if (view.signedBy() != null) {
      grid.row(
          Grid.text("attested", Ink.DIM),
          Grid.text(
              "by key %s (prunella verify %s)"
                  .formatted(Words.cut(view.signedBy(), 16), commit.id().brief())));
    }
    grid.print("");
    if (!commit.parents().isEmpty()) {
      console.line(console.paint(Ink.DIM, "changed"));
      ChangeViews.tell(console, view.changes());
    }
  }
}
