package dev.prunella.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.prunella.app.access.Role;
import dev.prunella.app.rest.Gate.Grant;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.serve.Route.Method;
import dev.prunella.local.iceberg.LakeCatalogs;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The lake as an Iceberg REST catalog below {@code /iceberg}, for who has a role on the server. */
public final class IcebergMount {
  private static final int MOST_BYTES = 32 << 20;

  private final CatalogAnswers answers;

  private IcebergMount(LakeCatalogs catalogs, ReaderNotes notes, Clock clock) {
    this.answers = new CatalogAnswers(catalogs, new MetricsLog(_ -> {}), notes, clock, MOST_BYTES);
  }

  /** Its routes: viewers read, operators write; what they write to main is by hand, unverified. */
  public static List<Route> routes(LakeCatalogs catalogs, ReaderNotes notes, Clock clock) {
    var mount = new IcebergMount(catalogs, notes, clock);
    return List.of(Method.values()).stream()
        .map(
            method ->
                Route.api(
                    method,
                    "/iceberg/*",
                    method.changes() ? Role.OPERATOR : Role.VIEWER,
                    "the lake as an Iceberg REST catalog",
                    mount::handle))
        .toList();
  }

  private Answer handle(Request request) {
    var who = request.who();
    var grant = new Grant(who.name(), Optional.empty(), who.role().covers(Role.OPERATOR));
    try {
      CatalogAnswers.send(request.http(), answers.answer(request.http(), 1, () -> grant));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("every answer of the catalog can be written", e);
    }
    return new Answer.Sent();
  }
}
