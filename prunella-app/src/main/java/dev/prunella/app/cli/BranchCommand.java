package dev.prunella.app.cli;

import dev.prunella.app.view.RunJson;
import dev.prunella.local.LocalLake;
import dev.prunella.local.runs.LakeRunJournal;
import dev.prunella.local.sandbox.Sandbox;
import dev.prunella.pipeline.RunBranches;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Ref;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella branch}. */
@Command(
    name = "branch",
    description = "List, create, delete and rename branches of the whole lake.",
    subcommands = {
      BranchCommand.ListBranches.class,
      BranchCommand.Create.class,
      BranchCommand.Delete.class,
      BranchCommand.Rename.class
    })
final class BranchCommand extends CommandGroup {

  /**
   * JSON: a branch.
   *
   * @param evidenceOf the run that worked on it and did not publish everything
   * @param run that run's pipeline and interval, and what became of it
   */
  record View(
      String name,
      CommitId commit,
      Instant at,
      String author,
      String message,
      boolean guarded,
      @Nullable String evidenceOf,
      @Nullable String run) {
    static View of(LocalLake lake, Ref ref) {
      var head = lake.lake().commit(ref.head());
      var run = RunBranches.runOf(ref.name());
      return new View(
          ref.name(),
          head.id(),
          head.at(),
          head.author(),
          head.message(),
          ref.guarded(),
          run.map(RunId::toString).orElse(null),
          run.flatMap(r -> words(lake, r)).orElse(null));
    }

    private static Optional<String> words(LocalLake lake, RunId run) {
      var journal = new LakeRunJournal(lake.lake(), text -> text);
      var outcome =
          journal
              .newestOf(run)
              .filter(RunEvent.Closed.class::isInstance)
              .map(e -> ((RunEvent.Closed) e).outcome());
      return journal
          .opened(run)
          .map(
              o ->
                  o.pipeline()
                      + o.intervalLabel().map(l -> " " + l).orElse("")
                      + " "
                      + RunJson.words(outcome));
    }
  }

  @Command(
      name = "list",
      description = "List the branches with their newest commits.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella branch list",
        "  prunella branch list --json",
        "JSON fields: branches: [name, commit, at, author, message, guarded, evidenceOf, run]."
      })
  static final class ListBranches extends LakeCommand {
    record Views(List<View> branches) {}

    @Override
    Exit run(LocalLake lake, Console console) {
      var views =
          lake.lake().store().refs().stream()
              .filter(ref -> ref.kind() == Ref.Kind.BRANCH)
              .map(ref -> View.of(lake, ref))
              .toList();
      console.answer(new Views(views), () -> tell(console, views));
      return Exit.OK;
    }

    private static void tell(Console console, List<View> views) {
      var grid = new Grid(console, "branch", "commit", "when", "by", "message");
      for (var view : views) {
        grid.row(
            Grid.text(view.name(), view.guarded() ? Ink.STRONG : Ink.PLAIN),
            Grid.text(view.commit().brief(), Ink.NAME),
            Grid.text(console.ago(view.at()), Ink.DIM),
            Grid.text(view.author()),
            view.evidenceOf() == null
                ? Grid.text(view.message())
                : Grid.text(
                    "evidence of "
                        + view.evidenceOf()
                        + Optional.ofNullable(view.run()).map(r -> ": " + r).orElse(""),
                    Ink.CAUTION));
      }
      grid.print("");
    }
  }

  @Command(
      name = "create",
      description = "Create a branch. Costs the same for any number of tables and rows.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella branch create fix-orders            from main",
        "  prunella branch create look-back --at v1.0   from a tag",
        "  prunella branch create before --at 2026-11-22T03:00:00Z",
        "JSON fields: name, commit, at, author, message, guarded."
      })
  static final class Create extends LakeCommand {
    @Parameters(paramLabel = "NAME", description = "The new branch.")
    String name = "";

    @Option(
        names = {"--at", "--from"},
        paramLabel = "REV",
        defaultValue = Ref.MAIN,
        description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
    String at = Ref.MAIN;

    @Override
    Exit run(LocalLake lake, Console console) {
      var ref = lake.lake().createBranch(name, lake.lake().resolve(at), author());
      console.answer(
          View.of(lake, ref),
          () ->
              console.line(
                  console.paint(Ink.GOOD, "created")
                      + " branch "
                      + Words.safe(name)
                      + " at "
                      + console.paint(Ink.NAME, ref.head().brief())));
      return Exit.OK;
    }
  }

  /** A sandbox has a lifetime, which would go on without it. */
  private static void refuseSandbox(String branch) {
    if (branch.startsWith(Sandbox.PREFIX)) {
      throw Failure.usage(
          "'" + branch + "' is a sandbox",
          "prunella sandbox drop " + branch.substring(Sandbox.PREFIX.length()));
    }
  }

  @Command(
      name = "delete",
      description = "Delete a branch. Its commits stay nameable by their ids for some days.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella branch delete fix-orders",
        "  prunella branch create fix-orders --at COMMIT    brings it back",
        "JSON fields: name, commit (where it stood)."
      })
  static final class Delete extends LakeCommand {
    @Parameters(paramLabel = "NAME", description = "The branch.")
    String name = "";

    record Deleted(String name, CommitId commit) {}

    @Override
    Exit run(LocalLake lake, Console console) {
      Refs.require(lake, name, Ref.Kind.BRANCH);
      refuseSandbox(name);
      var ref = lake.lake().delete(name, author());
      console.answer(
          new Deleted(name, ref.head()),
          () -> {
            console.line("deleted branch " + Words.safe(name) + ", which stood at " + ref.head());
            console.next("prunella branch create NAME --at " + ref.head() + " brings it back");
          });
      return Exit.OK;
    }
  }

  @Command(
      name = "rename",
      description = "Rename a branch.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella branch rename fix-orders fix/orders-2026",
        "JSON fields: name, commit, at, author, message, guarded."
      })
  static final class Rename extends LakeCommand {
    @Parameters(index = "0", paramLabel = "OLD", description = "The branch.")
    String from = "";

    @Parameters(index = "1", paramLabel = "NEW", description = "Its new name.")
    String to = "";

    @Override
    Exit run(LocalLake lake, Console console) {
      Refs.require(lake, from, Ref.Kind.BRANCH);
      refuseSandbox(from);
      var ref = lake.lake().rename(from, to, author());
      console.answer(
          View.of(lake, ref),
          () -> console.line("renamed branch " + Words.safe(from) + " to " + Words.safe(to)));
      return Exit.OK;
    }
  }
}
