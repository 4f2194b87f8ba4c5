package dev.prunella.app.cli;

import dev.prunella.app.reach.ReachReader;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.ReachJson;
import dev.prunella.app.view.StatusNow;
import dev.prunella.local.outside.OutsideRuns;
import dev.prunella.refs.DidYouMean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code prunella reach}. */
@Command(
    name = "reach",
    description = {
      "Say what can be watched, tried and fixed here as things stand.",
      "For everything else it says why not, and what would change that. It looks at the project's files, main's metadata",
      "and what others tell; it reads no rows and tries nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella reach",
      "  prunella reach orders          all about one table: what is seen of it, and each remedy",
      "JSON fields: project, mode, limits: [why, next], remedies: [remedy, sorts, tables], untold, next: [next, why,",
      "tables, some], tables: [table, kind, place, pipeline, owner, watch: [of, can, words, next], fixes: [remedy, can,",
      "words, next, may (auto, propose, forbid, or several), by], writers, notes], elsewhere: [table, told (dbt or",
      "openlineage), makers, readers, state, at, watched, words, next], secrets: [secret, usedBy, isSet, next],",
      "standing: [sort, tried, verified, published, held, undone, lowered], made, more, cursor. At most 500 tables are told."
    })
final class ReachCommand extends WorkspaceCommand {
  @Parameters(arity = "0..1", paramLabel = "TABLE", description = "Tell all about one table.")
  @Nullable String table;

  @Override
  Exit run(Workspace workspace, Console console) {
    var clock = surroundings().clock();
    ReachJson.View view;
    try (var outside =
        OutsideRuns.of(workspace.project().folder(), workspace.secrets().redaction()::redact)) {
      view =
          new ReachReader(workspace, outside, clock)
              .read(StatusNow.read(workspace, clock.instant()));
    }
    if (table == null) {
      console.answer(view, () -> ReachViews.tell(console, view));
      return Exit.OK;
    }
    var one = require(view, table);
    console.answer(one, () -> ReachViews.tell(console, one));
    return Exit.OK;
  }

  private static ReachJson.Table require(ReachJson.View view, String name) {
    return view.tables().stream()
        .filter(t -> t.table().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    Exit.NOT_FOUND,
                    "no-table",
                    "no step makes a table '" + name + "'",
                    DidYouMean.among(
                            view.tables().stream().map(ReachJson.Table::table).toList(), name)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("prunella reach lists all")));
  }
}
