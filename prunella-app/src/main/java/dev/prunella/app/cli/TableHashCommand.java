package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.ContentHash;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryWatch;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Ref;
import java.sql.SQLException;
import org.apache.iceberg.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella table hash}. */
@Command(
    name = "hash",
    description = {
      "Say what rows a table has in one number, by reading all of them.",
      "Equal content has an equal hash: on any branch, in any order and layout of files."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella table hash orders",
      "  prunella table hash sales.orders --at v1.0",
      "JSON fields: table, commit, rows, hash."
    })
final class TableHashCommand extends LakeCommand {
  @Parameters(paramLabel = "TABLE", description = "Such as orders or sales.orders.")
  String table = "";

  @Option(
      names = "--at",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String at = Ref.MAIN;

  record View(EntryKey table, CommitId commit, long rows, String hash) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    var key = Tables.name(table);
    var commit = lake.lake().resolve(at);
    var found = Tables.require(lake, commit, key);
    ContentHash hash;
    try (var work = new LongWork(console, "hashing " + key)) {
      hash = hash(lake, found, work);
    }
    var view = new View(key, commit.id(), hash.rows(), hash.hex());
    console.answer(
        view,
        () ->
            console.line(
                view.hash()
                    + "  "
                    + Words.count(view.rows(), "row")
                    + " of "
                    + Words.safe(key.toString())
                    + console.paint(Ink.DIM, "  in commit " + view.commit().brief())));
    return Exit.OK;
  }

  private static ContentHash hash(LocalLake lake, Table table, LongWork work) {
    try (var lease = lake.duckDb().lease()) {
      var query = QueryWatch.over(lease.connection());
      work.watch(query);
      try (var scan = lake.reader().scan(query.connection(), table, ScanRequest.everything())) {
        return ContentHash.of(query.connection(), scan);
      }
    } catch (SQLException e) {
      throw new DuckDbException(table.name() + " cannot be hashed: " + e.getMessage(), e);
    }
  }
}
