package dev.prunella.app.cli;

import dev.prunella.app.view.Json;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.AuditLog;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella audit export}. */
@Command(
    name = "export",
    description = {
      "Write the audit chain as lines of JSON, oldest first, with the texts that the hashes were made of: whoever has",
      "the lines can check them without Prunella."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella audit export > audit.jsonl",
      "  prunella audit export --from 1001",
      "JSON fields of each line: entry: {number, at, actor, kind, source, subject, position, payload, previous, hash},",
      "canonical (its SHA-256 is the hash), record (its SHA-256 is the payload; left out if it is gone)."
    })
final class AuditExportCommand extends LakeCommand {
  private static final int PAGE = 200;

  @Option(
      names = "--from",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first entry's number; ${DEFAULT-VALUE} if left out.")
  long from = 1;

  @Override
  Exit run(LocalLake lake, Console console) {
    var log = lake.lake().store().audit();
    long last = log.head().number();
    long next = Math.max(1, from);
    List<AuditLog.Audited> page;
    do {
      page = log.entries(next, PAGE);
      page.stream()
          .filter(a -> a.entry().number() <= last)
          .forEach(a -> console.line(Json.line(AuditViews.Exported.of(a))));
      next = page.isEmpty() ? next : page.getLast().entry().number() + 1;
    } while (page.size() == PAGE && next <= last);
    console.out().flush();
    return Exit.OK;
  }
}
