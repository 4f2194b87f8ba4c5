package dev.prunella.app.cli;

import dev.prunella.app.project.Loaded;
import dev.prunella.app.project.WorkInProgress;
import dev.prunella.app.run.PublishedCode;
import dev.prunella.app.yaml.Problems;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code prunella validate}. */
@Command(
    name = "validate",
    description = "Read all files of the project, and tell everything that is wrong with them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella validate",
      "  prunella validate --json",
      "Nothing is run or changed. Where the lake has tables, their names and columns are checked too.",
      "JSON fields: valid, sources, models, pipelines, contracts, problems: [file, line, column, message], more, notes;",
      "of a dbt project also dbt: [project, runs, watched: [table, file, reason], notes: [about, tables]]."
    })
final class ValidateCommand extends ProjectCommand {

  record ProblemView(String file, int line, int column, String message) {}

  record View(
      boolean valid,
      long sources,
      long models,
      int pipelines,
      int contracts,
      List<ProblemView> problems,
      int more,
      List<String> notes,
      DbtViews.@Nullable View dbt) {}

  @Override
  public Integer call() throws IOException {
    var console = console();
    var wanted = wanted();
    var checked =
        new WorkInProgress(
                projectFolder(), this::secrets, surroundings().clock(), PublishedCode::of)
            .check(wanted);
    // What was read by then is not all that there is to tell.
    wanted.requireGoingOn();
    var notes = checked.notes();
    return switch (checked.loaded()) {
      case Loaded.Sound _ when !notes.isEmpty() -> flawed(console, notes, 0);
      case Loaded.Sound(var project) -> {
        long sources = project.sources();
        long models = project.graph().tables().size() - sources;
        int pipelines = project.pipelines().size();
        int contracts = project.contracts().size();
        var dbt = project.dbt().map(DbtViews::view).orElse(null);
        var view =
            new View(
                true, sources, models, pipelines, contracts, List.of(), 0, project.notes(), dbt);
        console.answer(
            view,
            () -> {
              console.line(
                  console.paint(Ink.GOOD, "valid")
                      + ": "
                      + Words.count(sources, "source")
                      + ", "
                      + Words.count(models, "model")
                      + ", "
                      + Words.count(pipelines, "pipeline")
                      + ", "
                      + Words.count(contracts, "contract"));
              if (dbt != null) {
                DbtViews.tell(console, dbt);
              }
            });
        project.notes().forEach(console::note);
        if (!checked.lakeAsked()) {
          console.note("there is no lake yet: the names of its tables went unchecked");
        }
        yield Exit.OK.code();
      }
      case Loaded.Flawed(var problems, int more) ->
          flawed(console, Stream.concat(problems.stream(), notes.stream()).toList(), more);
    };
  }

  private static int flawed(Console console, List<Problems.Found> problems, int more) {
    var views =
        problems.stream()
            .map(p -> new ProblemView(p.file(), p.line(), p.column(), p.sentence()))
            .toList();
    console.answer(
        new View(false, 0, 0, 0, 0, views, more, List.of(), null),
        () -> tell(console, problems, more));
    return Exit.USAGE.code();
  }

  private static void tell(Console console, List<Problems.Found> problems, int more) {
    problems.forEach(problem -> console.line(Words.safe(problem.toString())));
    console.line(
        console.paint(Ink.BAD, Words.count(problems.size() + (long) more, "problem"))
            + (more > 0 ? ", of which " + problems.size() + " are shown" : ""));
  }
}
