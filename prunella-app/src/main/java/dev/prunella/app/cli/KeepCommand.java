package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella keep}. */
@Command(
    name = "keep",
    description = {
      "Say that the edit of a model is meant, though it gives other rows for the same input: runs publish by it from",
      "then on. It holds for the model as it stands now, and for no later edit."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella keep daily_sales --why 'without returns from now on'",
      "JSON fields: kept: [table, path]."
    })
final class KeepCommand extends WorkspaceCommand {
  @Parameters(paramLabel = "TABLE", arity = "1..*", description = "Such as daily_sales.")
  List<String> tables = List.of();

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
    var graph = workspace.code().project().graph();
    var reason = why == null ? "" : why.strip();
    if (reason.isEmpty()) {
      throw Failure.usage("--why is empty", "say why the edit is meant");
    }
    var steps = tables.stream().map(name -> step(graph.inOrder(), name)).toList();
    var edits = new LinkedHashMap<Step, String>();
    steps.forEach(step -> edits.put(step, edit(workspace, step)));
    edits.forEach((step, edit) -> workspace.keptEdits().keep(step.table(), edit, author(), reason));
    var view =
        new View(
            steps.stream().map(s -> new Kept(s.table().toString(), s.place().path())).toList());
    console.answer(
        view,
        () -> {
          view.kept()
              .forEach(k -> console.line(Words.safe(k.path()) + " is kept as it stands now"));
          console.next("prunella run");
        });
    return Exit.OK;
  }

  /** From the model that made main's table to the one in the folder. */
  private static String edit(Workspace workspace, Step step) {
    var lake = workspace.lake();
    return lake.table(lake.lake().head(Ref.MAIN), step.table().key())
        .flatMap(EditJudge::code)
        .map(was -> EditJudge.edit(was, step.code()))
        .orElseThrow(
            () ->
                Failure.usage(
                    "main has no table '"
                        + step.table()
                        + "' that tells by which model it was made",
                    "whoever runs it by hand publishes by the edit: prunella run"));
  }

  private static Step step(List<Step> steps, String named) {
    var name = TableName.of(Tables.name(named));
    return steps.stream()
        .filter(s -> s.table().matches(name) && s.work() instanceof Step.Work.Sql)
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    Exit.NOT_FOUND,
                    "no-such-model",
                    "no SQL model of the project makes a table '" + name + "'",
                    DidYouMean.among(
                            steps.stream()
                                .filter(s -> s.work() instanceof Step.Work.Sql)
                                .map(s -> s.table().toString())
                                .toList(),
                            name.toString())
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("prunella status shows the tables")));
  }
}
