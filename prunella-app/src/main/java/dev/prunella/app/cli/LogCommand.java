package dev.prunella.app.cli;

import dev.prunella.app.view.CommitJson;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Ref;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella log}. */
@Command(
    name = "log",
    description = "List commits, newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella log                     main's own past",
      "  prunella log fix-orders -n 5",
      "  prunella log --all --graph       every branch and how they were merged",
      "JSON fields: commits: [commit, parents, at, author, message, refs]."
    })
final class LogCommand extends LakeCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String revision = Ref.MAIN;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many; ${DEFAULT-VALUE} if left out.")
  int limit = 20;

  @Option(names = "--all", description = "The commits of all branches and tags.")
  boolean all;

  @Option(names = "--graph", description = "Draw which commit came from which.")
  boolean graph;

  record Views(List<CommitJson.View> commits, boolean more) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    Limits.atLeastOne("--limit", limit);
    var commits = commits(lake).limit(limit + 1L).toList();
    boolean more = commits.size() > limit;
    var views = new CommitJson(lake.lake());
    var shown = commits.stream().limit(limit).map(views::view).toList();
    console.answer(new Views(shown, more), () -> tell(console, shown, more));
    return Exit.OK;
  }

  private Stream<Commit> commits(LocalLake lake) {
    if (all) {
      return everything(lake);
    }
    var start = lake.lake().resolve(revision).id();
    return graph ? lake.lake().ancestors(start) : lake.lake().log(start);
  }

  /** Children before parents, as the graph needs them. */
  private static Stream<Commit> everything(LocalLake lake) {
    var queue =
        new PriorityQueue<>(
            Comparator.comparingLong(Commit::generation)
                .thenComparing(Commit::at)
                .thenComparing(Commit::id)
                .reversed());
    var seen = new HashSet<Object>();
    for (var ref : lake.lake().store().refs()) {
      if (seen.add(ref.head())) {
        queue.add(lake.lake().commit(ref.head()));
      }
    }
    return Stream.generate(
            () -> {
              var commit = Optional.ofNullable(queue.poll());
              commit.ifPresent(
                  c ->
                      c.parents().stream()
                          .filter(seen::add)
                          .map(lake.lake()::commit)
                          .forEach(queue::add));
              return commit;
            })
        .takeWhile(Optional::isPresent)
        .flatMap(Optional::stream);
  }

  private void tell(Console console, List<CommitJson.View> commits, boolean more) {
    var grid = new Grid(console);
    var lanes = new Graph();
    for (var view : commits) {
      var cells = CommitViews.cells(console, view);
      if (graph) {
        var drawn = lanes.add(view.commit(), view.parents());
        drawn.before().forEach(line -> grid.row(Grid.text(line, Ink.DIM)));
        grid.row(
            Stream.concat(Stream.of(Grid.text(drawn.line(), Ink.DIM)), cells.stream()).toList());
        drawn.after().forEach(line -> grid.row(Grid.text(line, Ink.DIM)));
      } else {
        grid.row(cells);
      }
    }
    grid.print("");
    if (more) {
      console.line(console.paint(Ink.DIM, "... and more; -n N shows them"));
    }
  }
}
