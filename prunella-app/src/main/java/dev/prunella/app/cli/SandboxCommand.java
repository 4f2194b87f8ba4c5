package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.sandbox.Sandbox;
import dev.prunella.local.sandbox.Sandboxes;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella sandbox}. */
@Command(
    name = "sandbox",
    description = {
      "Try things on a copy of the whole lake that is yours for a while, and that costs nothing to make.",
      "Nothing of it reaches main before prunella merge sandbox/NAME."
    },
    subcommands = {
      SandboxCommand.Create.class,
      SandboxCommand.ListThem.class,
      SandboxRunCommand.class,
      SandboxCommand.Sql.class,
      SandboxCommand.Diff.class,
      SandboxCommand.Drop.class
    })
final class SandboxCommand extends CommandGroup {

  /** JSON: a sandbox. */
  record View(
      String name,
      String branch,
      CommitId from,
      CommitId commit,
      Instant created,
      Instant until,
      String by) {
    static View of(LocalLake lake, Sandbox sandbox) {
      return new View(
          sandbox.name(),
          sandbox.branch(),
          sandbox.from(),
          lake.lake().ref(sandbox.branch()).head(),
          sandbox.created(),
          sandbox.until(),
          sandbox.by());
    }
  }

  static Sandboxes of(LocalLake lake) {
    return new Sandboxes(lake.lake(), lake.clock());
  }

  /** {@code prunella sandbox create}. */
  @Command(
      name = "create",
      description = {
        "Create a sandbox: a branch of data and code, with a lifetime.",
        "It is there at once, whatever the lake holds; what you do there is seen by nobody else."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella sandbox create                        from main, under a name of its own, for 4 hours",
        "  prunella sandbox create prices --ttl 2d",
        "  prunella sandbox create back --from main~3     from an earlier state",
        "When its time is over, prunella gc or prunella schedule collects it.",
        "JSON fields: name, branch, from, commit, created, until, by."
      })
  static final class Create extends LakeCommand {
    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        description = "Its name; one is found if left out.")
    @Nullable String name;

    @Option(
        names = {"--from", "--at"},
        paramLabel = "REV",
        defaultValue = Ref.MAIN,
        description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
    String from = Ref.MAIN;

    @Option(
        names = "--ttl",
        paramLabel = "TIME",
        defaultValue = "4h",
        description = "How long it lives, such as 30m, 8h or 2d; ${DEFAULT-VALUE} if left out.")
    String ttl = "4h";

    @Override
    Exit run(LocalLake lake, Console console) {
      var sandboxes = of(lake);
      var sandbox =
          sandboxes.create(
              name == null ? sandboxes.freeName(author()) : name,
              lake.lake().resolve(from),
              Spans.of(ttl),
              author());
      console.answer(View.of(lake, sandbox), () -> tell(console, sandbox));
      return Exit.OK;
    }

    private static void tell(Console console, Sandbox sandbox) {
      var name = Words.safe(sandbox.name());
      console.line(
          console.paint(Ink.GOOD, "created")
              + " sandbox "
              + name
              + " at "
              + console.paint(Ink.NAME, sandbox.from().brief())
              + ", until "
              + console.when(sandbox.until()));
      console.next("prunella sandbox sql " + name + " \"select ...\"");
    }
  }

  /** {@code prunella sandbox list}. */
  @Command(
      name = "list",
      description = "List the sandboxes that there are.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella sandbox list",
        "JSON fields: sandboxes: [name, branch, from, commit, created, until, by]."
      })
  static final class ListThem extends LakeCommand {
    record Views(List<View> sandboxes) {}

    @Override
    Exit run(LocalLake lake, Console console) {
      var views = of(lake).list().stream().map(s -> View.of(lake, s)).toList();
      console.answer(new Views(views), () -> tell(console, views));
      return Exit.OK;
    }

    private static void tell(Console console, List<View> views) {
      if (views.isEmpty()) {
        console.line("there are none");
        console.next("prunella sandbox create");
        return;
      }
      var grid = new Grid(console, "sandbox", "from", "stands at", "by", "until");
      for (var view : views) {
        grid.row(
            Grid.text(view.name(), Ink.STRONG),
            Grid.text(view.from().brief(), Ink.NAME),
            Grid.text(view.from().equals(view.commit()) ? "the same" : view.commit().brief()),
            Grid.text(view.by()),
            Grid.text(console.when(view.until())));
      }
      grid.print("");
    }
  }

  /** {@code prunella sandbox sql}. */
  @Command(
      name = "sql",
      description = {
        "Run one SELECT over a sandbox's tables.",
        "The query sees tables and nothing else: no files, no network, no settings."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella sandbox sql prices \"select country, sum(amount) from orders group by country\"",
        "For files, CSV and more: prunella sql --at sandbox/NAME.",
        "JSON fields: commit, columns: [name, type], rows (lists of values), truncated."
      })
  static final class Sql extends LakeCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The sandbox.")
    String name = "";

    @Parameters(index = "1", paramLabel = "QUERY", description = "One SELECT.")
    String query = "";

    @Option(
        names = {"-n", "--limit"},
        paramLabel = "N",
        defaultValue = "1000",
        description = "Most rows; ${DEFAULT-VALUE} if left out.")
    int limit = 1000;

    @Option(
        names = "--timeout",
        paramLabel = "SECONDS",
        defaultValue = "300",
        description = "How long it may take; ${DEFAULT-VALUE} if left out.")
    int timeout = 300;

    @Override
    Exit run(LocalLake lake, Console console) throws IOException {
      var sql = new SqlCommand();
      sql.spec = spec;
      sql.query = query;
      sql.at = of(lake).require(name).branch();
      sql.limit = limit;
      sql.timeout = timeout;
      return sql.run(lake, console);
    }
  }

  /** {@code prunella sandbox diff}. */
  @Command(
      name = "diff",
      description = "Show what a sandbox has changed since it began.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella sandbox diff prices",
        "  prunella sandbox diff prices orders --rows -n 50",
        "  prunella diff main sandbox/prices             against main as it is now",
        "JSON fields: as of prunella diff."
      })
  static final class Diff extends LakeCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "The sandbox.")
    String name = "";

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "TABLE",
        description = "Look into this table only.")
    @Nullable String table;

    @Option(names = "--rows", description = "Compare rows as well.")
    boolean rows;

    @Option(
        names = {"-n", "--limit"},
        paramLabel = "N",
        defaultValue = "20",
        description = "How many rows are shown of each table; ${DEFAULT-VALUE} if left out.")
    int limit = 20;

    @Override
    Exit run(LocalLake lake, Console console) {
      var sandbox = of(lake).require(name);
      var diff = new DiffCommand();
      diff.spec = spec;
      diff.from = sandbox.from().hex();
      diff.to = sandbox.branch();
      diff.table = table;
      diff.rows = rows;
      diff.limit = limit;
      return diff.run(lake, console);
    }
  }

  /** {@code prunella sandbox drop}. */
  @Command(
      name = "drop",
      description = "Drop a sandbox. Its commits stay nameable by their ids for some days.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella sandbox drop prices",
        "  prunella sandbox create prices --from COMMIT    brings it back",
        "JSON fields: name, commit (where it stood)."
      })
  static final class Drop extends LakeCommand {
    @Parameters(paramLabel = "NAME", description = "The sandbox.")
    String name = "";

    record Dropped(String name, CommitId commit) {}

    @Override
    Exit run(LocalLake lake, Console console) {
      var sandboxes = of(lake);
      var sandbox = sandboxes.existing(name);
      var head = lake.lake().ref(sandbox.branch()).head();
      sandboxes.drop(name, author());
      console.answer(
          new Dropped(name, head),
          () ->
              console.line(
                  "dropped sandbox " + Words.safe(name) + ", which stood at " + head.brief()));
      return Exit.OK;
    }
  }
}
