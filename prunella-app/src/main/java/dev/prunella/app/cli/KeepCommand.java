package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.local.engine.Edits;
import dev.prunella.local.engine.ReplacedJudge;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.Verdict;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella keep}. */
@Command(
    name = "keep",
    description = {
      "Say that an edit of a model, or what replaced much of a reference, is meant as it is.",
      "An edited model gives other rows for the same input, and is held; from then on runs publish by it. It holds for",
      "what is there now, and for no later change.",
      "A table whose model or source is gone stays as it is, and may be read."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella keep daily_sales --why 'without returns from now on'",
      "JSON fields: kept: [table, path]."
    })
final class KeepCommand extends WorkspaceCommand {
  @Parameters(paramLabel = "TABLE", arity = "1..*", description = "Such as daily_sales.")
  List<String> tables = List.of();

  /** Further back nobody is waiting any more. */
  private static final int MOST_RUNS = 50;

  @Option(
      names = "--why",
      required = true,
      paramLabel = "TEXT",
      description = "The reason, kept for those who look later.")
  @Nullable String why;

  /** JSON: the models whose edits are kept. */
  record View(List<Kept> kept) {}

  /** One of them. */
  record Kept(String table, String path) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var reason = why == null ? "" : why.strip();
    if (reason.isEmpty()) {
      throw Failure.usage("--why is empty", "say why the edit is meant");
    }
    var lies = workspace.codeTrees().asItLies();
    // What is wrong with the files by what main's readers rely on may be just what is to be kept.
    var now =
        workspace
            .codeTrees()
            .amended(lies.tree().orElseThrow(), Map.of(), lies.origin())
            .project()
            .graph();
    var edits = new LinkedHashMap<Step, String>();
    for (var name : tables) {
      var gone = gone(workspace, now, TableName.of(Tables.name(name)));
      if (gone.isPresent()) {
        edits.put(gone.get(), Edits.deletion(gone.get().code()));
      } else {
        var step = step(now.inOrder(), name);
        edits.put(step, edit(workspace, step));
      }
    }
    edits.forEach((step, edit) -> workspace.keptEdits().keep(step.table(), edit, author(), reason));
    var view =
        new View(
            edits.keySet().stream()
                .map(s -> new Kept(s.table().toString(), s.place().path()))
                .toList());
    console.answer(
        view,
        () -> {
          edits.forEach((step, edit) -> console.line(words(step, edit)));
          console.next("prunella run");
        });
    return Exit.OK;
  }

  private static String words(Step step, String edit) {
    return edit.equals(Edits.deletion(step.code()))
        ? Words.safe(step.table().toString()) + " stays as it is, and nothing makes it any more"
        : Words.safe(step.place().path()) + " is kept as it stands now";
  }

  /** The step that made a table of main, where the files have none for it any more. */
  private static Optional<Step> gone(Workspace workspace, Graph now, TableName name) {
    return now.inOrder().stream().anyMatch(s -> s.table().matches(name))
        ? Optional.empty()
        : workspace.codeTrees().ofMain().stream()
            .flatMap(main -> main.project().graph().inOrder().stream())
            .filter(s -> s.table().matches(name))
            .findFirst();
  }

  /** From the model that made main's table to the one in the folder; or from load to load. */
  private static String edit(Workspace workspace, Step step) {
    if (step.loads()) {
      return judged(workspace, step, _ -> true)
          .orElseThrow(
              () ->
                  Failure.usage(
                      "'" + step.table() + "' is loaded, and has not lost much of what it held",
                      "prunella show of its newest run tells why it is held"));
    }
    var lake = workspace.lake();
    var was =
        lake.table(lake.lake().head(Ref.MAIN), step.table().key())
            .flatMap(Edits::code)
            .orElseThrow(
                () ->
                    Failure.usage(
                        "main has no table '"
                            + step.table()
                            + "' that tells by which model it was made",
                        "whoever runs it by hand publishes by the edit: prunella run"));
    // What makes a difference only now was published already: then a run tells what it was before.
    return Optional.of(was)
        .filter(step.code()::equals)
        .flatMap(_ -> judged(workspace, step, edit -> Edits.isTo(edit, step.code())))
        .orElseGet(() -> Edits.name(was, step.code()));
  }

  /**
   * What a run was judged to bring that is something else; of each interval, and of what is brought
   * as a whole, the newest run tells. What was only tried tells nothing of what is held.
   */
  private static Optional<String> judged(
      Workspace workspace, Step step, Predicate<String> isWanted) {
    var seen = new HashSet<Optional<String>>();
    for (var opened : workspace.journal().newest(MOST_RUNS)) {
      if (!opened.event().tables().contains(step.table())
          || workspace.journal().newestOf(opened.run()).filter(RunEvent::endsTrial).isPresent()) {
        continue;
      }
      var judged = workspace.journal().state(opened.run()).judged().get(step.table());
      var interval =
          ReplacedJudge.compares(step) ? Optional.<String>empty() : opened.event().intervalLabel();
      if (judged != null && seen.add(interval)) {
        var edit =
            judged.verdicts().stream()
                .filter(v -> v.holds() || v.standing() == Verdict.Standing.WARNED)
                .flatMap(v -> Optional.ofNullable(v.facts().get(EditJudge.EDIT)).stream())
                .filter(isWanted)
                .findFirst();
        if (edit.isPresent()) {
          return edit;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean mayBeKept(Step step) {
    return step.loads() || step.work() instanceof Step.Work.Sql;
  }

  private static Step step(List<Step> steps, String named) {
    var name = TableName.of(Tables.name(named));
    return steps.stream()
        .filter(s -> s.table().matches(name) && mayBeKept(s))
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    Exit.NOT_FOUND,
                    "no-such-model",
                    "no SQL model or source of the project makes a table '" + name + "'",
                    DidYouMean.among(
                            steps.stream()
                                .filter(KeepCommand::mayBeKept)
                                .map(s -> s.table().toString())
                                .toList(),
                            name.toString())
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("prunella status shows the tables")));
  }
}
