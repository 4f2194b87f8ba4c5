package dev.prunella.app.heal;

import dev.prunella.app.project.FileKind;
import dev.prunella.app.project.Forsaken;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.CodeTrees;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.CodePlace;
import dev.prunella.heal.Finding;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.RunCode;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The project's files while something is wrong with them, beside what main knows.
 *
 * @param code the files as they lie there
 * @param ofMain the code tree by which main was made
 * @param edited the paths in which they differ
 */
public record UnsoundCode(
    RunCode code, String ofMain, ProjectProblems problems, List<String> edited) {
  public UnsoundCode {
    edited = List.copyOf(edited);
  }

  /** Empty while the files are sound, or where main knows none. */
  public static Optional<UnsoundCode> of(CodeTrees trees) {
    try {
      trees.now();
      return Optional.empty();
    } catch (ProjectProblems problems) {
      return ofMain(trees).map(main -> of(trees, main, problems));
    }
  }

  /** Empty as well where main's own files do not go with its tables any more. */
  private static Optional<String> ofMain(CodeTrees trees) {
    try {
      return trees.ofMain().flatMap(main -> main.code().tree());
    } catch (ProjectProblems e) {
      return Optional.empty();
    }
  }

  private static UnsoundCode of(CodeTrees trees, String main, ProjectProblems problems) {
    var code = trees.asItLies();
    return new UnsoundCode(
        code,
        main,
        problems,
        trees.changedPaths(main, code.tree().orElseThrow()).stream()
            .filter(CodeTrees::isPeoplesCode)
            .toList());
  }

  String tree() {
    return code.tree().orElseThrow();
  }

  /**
   * What is wrong, table by table; empty where some of it is in no step's file, and a run by other
   * files would say nothing about it.
   *
   * @param graph by what main knows
   */
  public Optional<Map<TableName, Fault>> faults(Graph graph) {
    var faults = new LinkedHashMap<TableName, Fault>();
    for (var found : problems.found()) {
      var step =
          graph.inOrder().stream().filter(s -> s.place().path().equals(found.file())).findFirst();
      if (step.isEmpty()) {
        return Optional.empty();
      }
      faults.putIfAbsent(step.get().table(), fault(step.get(), found));
    }
    return faults.isEmpty() ? Optional.empty() : Optional.of(faults);
  }

  private static Fault fault(Step step, Problems.Found found) {
    var kind =
        found.sentence().startsWith("unknown column")
            ? Fault.Kind.UNKNOWN_COLUMN
            : found.sentence().startsWith("there is no table")
                    || found.sentence().contains(Forsaken.WAS_MADE_HERE)
                ? Fault.Kind.UNKNOWN_TABLE
                : Fault.Kind.SQL_INVALID;
    return Fault.of(kind, found.toString(), "prunella validate")
        .at(new CodePlace(step.place().path(), Math.max(1, found.line())));
  }

  /** The edited files of steps as main knows them. */
  Finding.LastGood lastGood(CodeTrees trees) {
    return new Finding.LastGood(
        edited.stream()
            .filter(path -> FileKind.of(path).filter(UnsoundCode::isStep).isPresent())
            .map(path -> new Finding.GoodFile(path, trees.text(ofMain, path)))
            .toList());
  }

  private static boolean isStep(FileKind kind) {
    return switch (kind) {
      case SQL, PYTHON, COMMAND, SOURCE -> true;
      case PROJECT, DBT, CONTRACT, CORRECTION, KEPT -> false;
    };
  }
}
