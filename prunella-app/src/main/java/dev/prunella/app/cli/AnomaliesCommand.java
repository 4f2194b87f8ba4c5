package dev.prunella.app.cli;

import dev.prunella.app.run.Looking;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.duckdb.ContentHash;
import dev.prunella.local.quality.IntervalInspector.Inspection;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.StepWatch;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella anomalies}. */
@Command(
    name = "anomalies",
    description = {
      "Say in what an interval of a table is unlike those before it, and what may have happened to it.",
      "Reads only, unless --accept says that it is right as it is. It ends with exit code 9 when it is unlike and not accepted."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella anomalies orders                                   the newest interval on main",
      "  prunella anomalies orders --interval 2026-11-22 --at run/7  as a held run left it",
      "  prunella anomalies orders --interval 2026-11-22 --at run/7 --accept --why \"the sale began\"",
      "JSON fields: table, interval, judged, alarm, why, rows, learntFrom, rarity, threshold, cause, confidence, suspected, supporting,",
      "against, anomalies: [aspect, subject, within, statistic, found, low, high, rarity, words], accepted."
    })
final class AnomaliesCommand extends WorkspaceCommand {
  @Parameters(paramLabel = "TABLE", description = "Such as orders or sales.orders.")
  String table = "";

  @Option(
      names = {"--interval", "-i"},
      paramLabel = "INTERVAL",
      description = "Such as 2026-11-22; the newest that was written if left out.")
  @Nullable String interval;

  @Option(
      names = "--at",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String at = Ref.MAIN;

  @Option(names = "--accept", description = "Say that these rows are right; asks for --why.")
  boolean accept;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      description = "The reason, kept for those who look later.")
  @Nullable String why;

  @Override
  Exit run(Workspace workspace, Console console) {
    if (accept && (why == null || why.isBlank())) {
      throw Failure.usage("--accept needs a reason", "say --why \"...\"");
    }
    var looking = looking(workspace);
    var wanted = interval(looking);
    var label = looking.calendar().map(c -> c.label(wanted)).orElse("");
    var name = looking.step().table();
    var inspection =
        workspace.inspector().inspect(looking.table(), looking.task(wanted), StepWatch.nobody());
    return switch (inspection) {
      case Inspection.NotJudged(var reason) -> {
        var view = AnomalyViews.notJudged(name, label, reason);
        console.answer(view, () -> AnomalyViews.tell(console, view, Optional.empty()));
        yield Exit.OK;
      }
      case Inspection.Judged judged -> judged(workspace, console, name, label, judged);
    };
  }

  private Exit judged(
      Workspace workspace,
      Console console,
      TableName name,
      String label,
      Inspection.Judged judged) {
    boolean alarm = judged.assessment().isAlarm();
    var content = judged.content().map(ContentHash::toString);
    var acceptances = workspace.acceptances();
    if (accept && content.isPresent()) {
      var reason = Optional.ofNullable(why).orElse("").strip();
      acceptances.accept(name, label, content.get(), author(), reason);
    }
    var accepted = content.flatMap(c -> acceptances.of(name, label, c));
    var view = AnomalyViews.judged(name, label, judged, accepted);
    console.answer(view, () -> AnomalyViews.tell(console, view, Optional.of(judged)));
    return alarm && accepted.isEmpty() ? Exit.HELD : Exit.OK;
  }

  private Looking looking(Workspace workspace) {
    var lake = workspace.lake();
    var name = TableName.of(Tables.name(table));
    return Looking.at(lake, workspace.codeTrees().now().project(), lake.lake().resolve(at), name)
        .orElseThrow(
            () ->
                new Failure(
                    Exit.NOT_FOUND,
                    "no-such-table",
                    "no step of the project has made a table '" + name + "' at " + at,
                    "prunella status shows the tables; --at run/N looks at what a run left"));
  }

  private DataInterval interval(Looking looking) {
    var text = interval;
    if (text != null && looking.calendar().isPresent()) {
      return RunChoice.parse(looking.calendar().get(), text);
    }
    return looking
        .latest()
        .orElseThrow(
            () ->
                Failure.usage(
                    looking.step().table() + " is not made interval by interval",
                    "only intervals can be compared with those before them"));
  }
}
