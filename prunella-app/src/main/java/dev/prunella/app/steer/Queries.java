package dev.prunella.app.steer;

import dev.prunella.app.project.CommitTables;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.view.QueryJson;
import dev.prunella.app.view.RowsWithin;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.LakeQuery;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.local.duckdb.QueryLimits;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * SQL that people and programs ask of the lake by the server: one SELECT on any commit, by the
 * engine of {@code prunella sql}, which opens the files of the tables that are named and nothing
 * else. Bounded in rows, characters and time; a query that takes longer is ended. Thread-safe.
 */
public final class Queries {
  public static final int MOST_ROWS = 1_000;
  public static final int MOST_SECONDS = 30;

  /** Of all values together. */
  public static final int MOST_CHARACTERS = 2_000_000;

  /** Runs need the engine as well: so many at once, others come again. */
  private static final int AT_ONCE = 2;

  private static final String WRAPPED = "LINE 1: SELECT * FROM (";
  private static final String UNWRAPPED = "LINE 1: ";
  private static final Pattern CARET = Pattern.compile("\n( *)\\^");

  /** Of the whole process: it has one memory, by whichever door a query comes in. */
  private static final Semaphore PLACES = new Semaphore(AT_ONCE);

  private final Workspace workspace;

  Queries(Workspace workspace) {
    this.workspace = workspace;
  }

  /**
   * Runs one SELECT.
   *
   * @param at a branch, a tag, a commit or a time
   * @param rows at most, 1 to {@link #MOST_ROWS}
   * @param seconds at most, 1 to {@link #MOST_SECONDS}
   * @throws QueryException if it is not one SELECT, reaches outside the tables, or does not come to
   *     its end
   * @throws dev.prunella.refs.LakeException if there is no such commit
   * @throws Refusal if others ask too much just now
   */
  public QueryJson.View run(String sql, String at, int rows, int seconds) {
    var lake = workspace.lake();
    var commit = lake.lake().resolve(at);
    try (var _ = enter();
        var cursor =
            new LakeQuery(lake.duckDb(), lake.reader())
                .run(sql, new CommitTables(lake, commit), within(rows, seconds))) {
      return QueryJson.read(new RowsWithin(cursor, MOST_CHARACTERS), commit.id().hex());
    } catch (QueryException e) {
      throw e;
    } catch (DuckDbException e) {
      throw new Refusal(503, "busy", said(e));
    }
  }

  /** A place among the queries of this process, until it is closed. */
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place.
   *
   * @throws Refusal if others ask too much just now
   */
  public static Place enter() {
    if (!PLACES.tryAcquire()) {
      throw new Refusal(503, "busy", "other queries are at work; come again");
    }
    return PLACES::release;
  }

  /** What is asked for, as far as it is given: 1 to so many rows, 1 to so many seconds. */
  public static QueryLimits within(int rows, int seconds) {
    return new QueryLimits(
        Math.clamp(rows, 1, MOST_ROWS), Duration.ofSeconds(Math.clamp(seconds, 1, MOST_SECONDS)));
  }

  /** What went wrong, in the words of who typed it; without secrets. */
  public String said(DuckDbException e) {
    var text = String.valueOf(e.getMessage());
    int at = text.indexOf(WRAPPED);
    if (at >= 0) {
      // The engine bounds a query by another around it, of which nobody has typed anything.
      int more = WRAPPED.length() - UNWRAPPED.length();
      text = text.substring(0, at) + UNWRAPPED + text.substring(at + WRAPPED.length());
      text =
          CARET
              .matcher(text)
              .replaceFirst(m -> "\n" + " ".repeat(Math.max(0, m.group(1).length() - more)) + "^");
    }
    return workspace.secrets().redaction().redact(text);
  }

  /** A failed query as a refusal, for programs. */
  public Refusal refusal(QueryException e) {
    int status =
        switch (e.reason()) {
          case INVALID -> 400;
          case REFUSED -> 403;
          case UNKNOWN_TABLE -> 404;
          case TIMED_OUT, OUT_OF_MEMORY, FAILED -> 422;
        };
    return new Refusal(
        status,
        "query-" + e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        said(e)
            + e.at().map(p -> " (line %d, column %d)".formatted(p.line(), p.column())).orElse(""));
  }
}
