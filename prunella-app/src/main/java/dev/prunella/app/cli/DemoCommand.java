package dev.prunella.app.cli;

import dev.prunella.app.project.CommitTables;
import dev.prunella.app.project.Project;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.DemoFiles;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.RowsWithin;
import dev.prunella.local.duckdb.LakeQuery;
import dev.prunella.local.duckdb.QueryLimits;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella demo}. */
@Command(
    name = "demo",
    description = {
      "Make a project from a real shop's invoices, and run three months of it, day by day.",
      "Each day is a run on a branch of its own, published at once. In the last night something goes wrong, and is healed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella demo                 in the folder prunella-demo",
      "  prunella demo shop --days 20",
      "Run again, it goes on where it stopped. Ctrl-C ends it after what is published.",
      "JSON fields: as of prunella backfill --json."
    })
final class DemoCommand extends ProjectCommand {
  private static final String FIRST = "2010-12-01";
  private static final String END = "2011-03-01";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "The folder; prunella-demo if left out.")
  @Nullable Path folder;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Only so many days from the first; all if left out.")
  @Nullable Integer days;

  @Override
  public Integer call() throws IOException {
    var console = console();
    var target = resolve(Optional.ofNullable(folder).orElse(Path.of("prunella-demo")));
    prepare(target);
    var project = ProjectFile.read(target);
    var secrets = secrets(project);
    NewProject.ready(project, secrets, surroundings().clock());
    if (!console.json()) {
      console.line(
          console.paint(Ink.STRONG, "retail")
              + ": invoices of a real shop, a file a day, made into sales by country, product and customer");
      console.line(
          console.paint(
              Ink.DIM,
              "in "
                  + Words.safe(target.toString())
                  + "; a run a day, each on a branch of its own"));
    }
    try (var workspace = Workspace.open(project, secrets, host())) {
      var exit = run(workspace, console);
      if (exit == Exit.OK && !console.json()) {
        if (days == null) {
          night(workspace, console);
        }
        tellSales(workspace, console);
        tellNext(console, target);
      }
      return exit.code();
    }
  }

  private void prepare(Path target) throws IOException {
    if (Files.exists(target.resolve(Project.FILE))) {
      if (!Files.isDirectory(target.resolve("landing"))) {
        throw taken(target, "is another project already");
      }
      return;
    }
    if (Files.exists(target) && !isEmpty(target)) {
      throw taken(target, "holds something else already");
    }
    DemoFiles.copyTo(target);
  }

  private static Failure taken(Path target, String why) {
    return new Failure(
        Exit.REFUSED, "folder-taken", target + " " + why, "name another folder: prunella demo DIR");
  }

  private static boolean isEmpty(Path target) throws IOException {
    if (!Files.isDirectory(target)) {
      return false;
    }
    try (var files = Files.list(target)) {
      return files.findAny().isEmpty();
    }
  }

  private Exit run(Workspace workspace, Console console) {
    var choice = new RunChoice();
    var chosen = choice.choose(workspace.codeTrees().now());
    var all = RunChoice.between(chosen, FIRST, END, surroundings().clock().instant());
    if (days != null) {
      Limits.atLeastOne("--days", days);
    }
    // The last is the night's; in JSON there is no story to tell.
    var wanted =
        days == null
            ? all.subList(0, console.json() ? all.size() : all.size() - 1)
            : all.subList(0, Math.min(days, all.size()));
    return new Backfill(workspace, console, choice, chosen, author(), surroundings().clock())
        .run(wanted, false);
  }

  private void night(Workspace workspace, Console console) throws IOException {
    var chosen = new RunChoice().choose(workspace.codeTrees().now());
    var last = RunChoice.between(chosen, FIRST, END, surroundings().clock().instant()).getLast();
    var night = new DemoNight(workspace, console, chosen, surroundings().clock(), author());
    if (!night.isToCome(last)) {
      return;
    }
    night.announce(last);
    try (var running = new Running(console.interrupts())) {
      night
          .run(last, running)
          .ifPresent(
              incident ->
                  IncidentViews.tell(
                      console,
                      surroundings().zone(),
                      incident,
                      workspace.incidents().events(incident.id())));
    }
  }

  private static void tellSales(Workspace workspace, Console console) {
    var lake = workspace.lake();
    var query = new LakeQuery(lake.duckDb(), lake.reader());
    var sql =
        """
        select strftime(day, '%Y-%m') as month, sum(orders)::bigint as orders,
          sum(units)::bigint as units, sum(revenue)::decimal(18, 2) as revenue,
          sum(cancelled)::decimal(18, 2) as cancelled
        from daily_sales group by all order by month""";
    console.line("");
    console.line(console.paint(Ink.DIM, "what readers of main see now, from daily_sales:"));
    var tables = new CommitTables(lake, lake.lake().head(Ref.MAIN));
    try (var rows = query.run(sql, tables, QueryLimits.defaults())) {
      QueryRows.table(console, RowsWithin.all(rows));
    }
  }

  private void tellNext(Console console, Path target) {
    console.line("");
    console.line(console.paint(Ink.DIM, "try next:"));
    var here = surroundings().folder();
    var cd = here.equals(target) ? "" : "cd " + here.relativize(target) + " && ";
    for (var command :
        new String[] {
          cd + "prunella status",
          "prunella serve",
          "prunella incidents 1",
          "cat corrections/*.yaml",
          "prunella runs",
          "prunella lineage daily_sales.revenue",
          "prunella sql \"select * from daily_sales order by revenue desc limit 5\"",
          "prunella diff main~1 main daily_sales --rows",
          "prunella plan --interval 2011-02-28"
        }) {
      console.line("  " + Words.safe(command));
    }
  }
}
