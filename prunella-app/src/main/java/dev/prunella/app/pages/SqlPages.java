package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.serve.Route.Kind;
import dev.prunella.app.steer.Queries;
import dev.prunella.app.view.QueryJson;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.pipeline.Position;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Ref;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One SELECT on any branch, tag or commit, and what it finds. Nothing is kept of it. */
public final class SqlPages {
  private static final int MOST_SHOWN = 200;
  private static final int MOST_LETTERS = 300;
  private static final int MOST_REFS = 200;

  private final Pages pages;

  SqlPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.page("/sql", Role.OPERATOR, "asks the lake by SQL", this::form),
        Route.asking(Kind.PAGE, "/sql", Role.OPERATOR, "runs one SELECT on a commit", this::run));
  }

  /**
   * What came of a query.
   *
   * @param failure what is wrong, where something is
   * @param place the line of the query that is meant, with a mark below it
   * @param command the same by the command line
   */
  public record Outcome(
      Optional<QueryJson.View> found,
      Optional<String> failure,
      Optional<String> place,
      String command) {}

  /** Only fills the form in: an address can be written by anybody, and runs nothing. */
  private Answer form(Request request) {
    return page(
        request,
        request.query("q").orElse(""),
        request.query("at").orElse(Ref.MAIN),
        Optional.empty());
  }

  private Answer run(Request request) {
    var sql = request.text("sql").replace("\r\n", "\n");
    var at = request.field("at").isEmpty() ? Ref.MAIN : request.field("at");
    return page(request, sql, at, Optional.of(outcome(sql, at)));
  }

  private Outcome outcome(String sql, String at) {
    var command =
        "prunella sql " + quoted(sql) + (at.equals(Ref.MAIN) ? "" : " --at " + quoted(at));
    var queries = pages.steering().queries();
    if (sql.isBlank()) {
      return failed("There is no query: write one SELECT.", Optional.empty(), command);
    }
    try {
      var found = queries.run(sql, at, MOST_SHOWN, Queries.MOST_SECONDS);
      return new Outcome(Optional.of(found), Optional.empty(), Optional.empty(), command);
    } catch (QueryException e) {
      return failed(queries.said(e), e.at().map(p -> place(sql, p)), command);
    } catch (LakeException e) {
      return failed(Refusal.of(e).sentence(), Optional.empty(), command);
    } catch (Refusal e) {
      return failed(e.sentence(), Optional.empty(), command);
    }
  }

  private static Outcome failed(String sentence, Optional<String> place, String command) {
    return new Outcome(Optional.empty(), Optional.of(sentence), place, command);
  }

  /** The line that is meant, and a mark below. */
  private static String place(String sql, Position at) {
    var line = sql.lines().skip(at.line() - 1L).findFirst().orElse("").replace('\t', ' ');
    var number = at.line() + "  ";
    return number + line + "\n" + " ".repeat(number.length() + at.column() - 1) + "^";
  }

  /** For a shell: nothing in it means anything to one. */
  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** A value as it fits in. */
  public static String text(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    }
    var text = value.toString();
    return text.length() > MOST_LETTERS ? text.substring(0, MOST_LETTERS - 1) + "…" : text;
  }

  private Answer page(Request request, String sql, String at, Optional<Outcome> outcome) {
    var refs =
        pages.workspace().lake().lake().store().refs().stream()
            .map(Ref::name)
            .sorted()
            .limit(MOST_REFS)
            .toList();
    return pages.page(
        request,
        "sql",
        "SQL",
        "query",
        "",
        Map.of("sql", sql, "at", at, "refs", refs, "outcome", outcome));
  }
}
