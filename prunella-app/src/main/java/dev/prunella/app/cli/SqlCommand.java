package dev.prunella.app.cli;

import dev.prunella.app.project.CommitTables;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.steer.Queries;
import dev.prunella.app.view.Json;
import dev.prunella.app.view.QueryJson;
import dev.prunella.app.view.RowsWithin;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.LakeQuery;
import dev.prunella.local.duckdb.QueryCursor;
import dev.prunella.local.duckdb.QueryLimits;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella sql}. */
@Command(
    name = "sql",
    description = {
      "Run one SELECT over the lake's tables, as they are or as they were.",
      "The query sees tables and nothing else: no files, no network, no settings."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella sql \"select country, sum(amount) from orders group by country\"",
      "  prunella sql \"select count(*) from orders\" --at main~1",
      "  prunella sql \"from sales.orders limit 5\" --at 2026-11-22T03:00:00Z",
      "  prunella sql -f report.sql --format csv > report.csv",
      "  echo 'select 1' | prunella sql",
      "--format json writes one object a line.",
      "JSON fields: commit, columns: [name, type], rows (lists of values), truncated."
    })
final class SqlCommand extends LakeCommand {
  /** Longer queries are not typed. */
  private static final int MOST_BYTES = 4 << 20;

  @Parameters(
      arity = "0..1",
      paramLabel = "QUERY",
      description = "One SELECT; from standard input if left out.")
  @Nullable String query;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Read the query from a file.")
  @Nullable Path file;

  @Option(
      names = "--at",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String at = Ref.MAIN;

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

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if left out.")
  Format format = Format.TABLE;

  /** How rows are written. */
  enum Format {
    TABLE,
    CSV,
    JSON
  }

  @Override
  Exit run(LocalLake lake, Console console) throws IOException {
    var asked =
        new QueryLimits(
            Limits.atLeastOne("--limit", limit),
            Duration.ofSeconds(Limits.atLeastOne("--timeout", timeout)));
    if (!Prunella.of(spec).isServed()) {
      return run(lake, console, asked, Long.MAX_VALUE);
    }
    // The process heals as well: here a query is given no more than any other that comes to it.
    try (var _ = Queries.enter()) {
      return run(lake, console, Queries.within(limit, timeout), Queries.MOST_CHARACTERS);
    } catch (Refusal e) {
      throw new Failure(Exit.BUSY, e.code(), e.sentence(), "try again in a moment", e);
    }
  }

  private Exit run(LocalLake lake, Console console, QueryLimits limits, long mostCharacters)
      throws IOException {
    var commit = lake.lake().resolve(at);
    var engine = new LakeQuery(lake.duckDb(), lake.reader());
    try (var cursor = engine.run(asked(), new CommitTables(lake, commit), limits)) {
      var rows = new RowsWithin(cursor, mostCharacters);
      write(console, commit, rows);
      if (rows.truncated() && !console.json()) {
        console.note(more(cursor, limits));
      }
    }
    return Exit.OK;
  }

  private String more(QueryCursor cursor, QueryLimits limits) {
    if (!cursor.truncated()) {
      return "there are more rows: a server gives "
          + Words.count(Queries.MOST_CHARACTERS, "character")
          + " of values at most";
    }
    var first = "only the first " + Words.count(limits.maxRows(), "row");
    return limits.maxRows() < limit
        ? first + "; a server gives no more"
        : first + "; --limit N gives more";
  }

  private String asked() throws IOException {
    var text = text();
    if (text.isBlank()) {
      throw noQuery();
    }
    return text;
  }

  private static Failure noQuery() {
    return Failure.usage("there is no query", "prunella sql \"select ...\", or -f FILE");
  }

  private String text() throws IOException {
    if (query != null && file != null) {
      throw Failure.usage("give the query or a file, not both", null);
    }
    if (query != null) {
      return query;
    }
    if (file != null) {
      var path = resolve(file);
      if (Files.size(path) > MOST_BYTES) {
        throw Failure.usage(file + " is too long for a query", null);
      }
      return Files.readString(path);
    }
    if (surroundings().terminal()) {
      throw noQuery();
    }
    return new String(surroundings().in().readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
  }

  private void write(Console console, Commit commit, RowsWithin rows) {
    if (console.json()) {
      console.answer(QueryJson.read(rows, commit.id().hex()), () -> {});
      return;
    }
    switch (format) {
      case TABLE -> QueryRows.table(console, rows);
      case CSV -> csv(console, rows);
      case JSON -> jsonLines(console, rows);
    }
    console.out().flush();
  }

  private static void csv(Console console, RowsWithin rows) {
    var cursor = rows.cursor();
    console.line(String.join(",", cursor.columns().stream().map(c -> field(c.name())).toList()));
    while (rows.next()) {
      var fields = new ArrayList<String>();
      for (int i = 0; i < cursor.columns().size(); i++) {
        var text = cursor.text(i);
        fields.add(text == null ? "" : field(text));
      }
      console.line(String.join(",", fields));
    }
  }

  /** RFC 4180; an empty text is quoted, so that it differs from nothing. */
  private static String field(String text) {
    boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> "\",\r\n".indexOf(c) >= 0);
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static void jsonLines(Console console, RowsWithin rows) {
    var cursor = rows.cursor();
    while (rows.next()) {
      var values = QueryJson.row(cursor);
      var line = new LinkedHashMap<String, @Nullable Object>();
      for (int i = 0; i < values.size(); i++) {
        line.put(cursor.columns().get(i).name(), values.get(i));
      }
      console.line(Json.lineWithNulls(line));
    }
  }
}
