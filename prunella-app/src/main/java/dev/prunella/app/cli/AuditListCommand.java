package dev.prunella.app.cli;

import dev.prunella.app.view.AuditJson;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.AuditEntry;
import dev.prunella.refs.AuditLog;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella audit list}. */
@Command(
    name = "list",
    description = {
      "List the newest entries of the audit chain, oldest first: every publication, and every entry of every journal",
      "(of runs, of incidents and what people answered, of pauses and undos, of what was accepted)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella audit list",
      "  prunella audit list --since 2026-11-22T02:00:00Z -n 500 --json",
      "JSON fields: entries: [number, at, actor, kind, source, subject, position, payload, previous, hash], more."
    })
final class AuditListCommand extends LakeCommand {
  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "50",
      description = "How many; ${DEFAULT-VALUE} if left out.")
  int limit = 50;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "The first ones from then on, such as 2026-11-22T02:00:00Z.")
  @Nullable String since;

  record View(List<AuditJson.Entry> entries, boolean more) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    Limits.atLeastOne("--limit", limit);
    var log = lake.lake().store().audit();
    long last = log.head().number();
    long from =
        since == null
            ? Math.max(1, last - limit + 1)
            : log.firstSince(time(since)).orElse(last + 1);
    var entries = log.entries(from, limit).stream().map(AuditLog.Audited::entry).toList();
    boolean more = since == null ? from > 1 : from + limit <= last;
    console.answer(
        new View(entries.stream().map(AuditJson.Entry::of).toList(), more),
        () -> tell(console, entries, more));
    return Exit.OK;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw Failure.usage("--since is a time such as 2026-11-22T02:00:00Z, not " + text, null);
    }
  }

  private void tell(Console console, List<AuditEntry> entries, boolean more) {
    if (entries.isEmpty()) {
      console.line(since == null ? "nothing has been decided yet" : "nothing since then");
      return;
    }
    var grid = new Grid(console);
    for (var entry : entries) {
      grid.row(
          Grid.number(entry.number()),
          Grid.text(console.when(entry.at()), Ink.DIM),
          Grid.text(entry.actor()),
          Grid.text(entry.kind(), Ink.NAME),
          Grid.text(AuditJson.about(entry)),
          Grid.text(entry.hash().hex().substring(0, 12), Ink.DIM));
    }
    grid.print("");
    if (more) {
      console.line(console.paint(Ink.DIM, "... and more; -n N shows them"));
    }
  }
}
