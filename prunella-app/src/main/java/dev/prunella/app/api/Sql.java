package dev.prunella.app.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.access.Role;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.serve.Route.Kind;
import dev.prunella.app.steer.Queries;
import dev.prunella.app.view.Json;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.refs.Ref;

/** One SELECT over the lake's tables, for programs. */
final class Sql {
  private final Queries queries;

  Sql(Queries queries) {
    this.queries = queries;
  }

  Route route() {
    return Route.asking(
        Kind.API,
        Api.ROOT + "/sql",
        Role.OPERATOR,
        "one SELECT, as of prunella sql --json: {sql, at, limit (1 to %d), timeout (1 to %d seconds)}"
            .formatted(Queries.MOST_ROWS, Queries.MOST_SECONDS),
        this::sql);
  }

  private Answer sql(Request request) {
    var body = Deeds.parse(request.body());
    var sql = body.path("sql").asText("");
    if (sql.isBlank()) {
      throw new Refusal(400, "no-query", "sql is missing: one SELECT");
    }
    var at = body.path("at").asText(Ref.MAIN);
    int limit = bounded(body, "limit", Queries.MOST_ROWS);
    int timeout = bounded(body, "timeout", Queries.MOST_SECONDS);
    try {
      return new Answer.Json(200, Json.line(queries.run(sql, at, limit, timeout)));
    } catch (QueryException e) {
      throw queries.refusal(e);
    }
  }

  private static int bounded(JsonNode body, String field, int most) {
    var given = body.path(field);
    if (given.isMissingNode()) {
      return most;
    }
    if (!given.isInt() || given.asInt() < 1 || given.asInt() > most) {
      throw new Refusal(400, "bad-" + field, field + " is 1 to " + most);
    }
    return given.asInt();
  }
}
