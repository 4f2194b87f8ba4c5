package dev.prunella.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.prunella.app.rest.Errors.Refused;
import dev.prunella.app.rest.Gate.Grant;
import dev.prunella.local.iceberg.LakeCatalogs;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.rest.RESTUtil;
import org.eclipse.jetty.http.HttpStatus;

/** Answers the catalog's requests, by whichever server they come. Thread-safe. */
final class CatalogAnswers {
  private final LakeCatalogs catalogs;
  private final ReaderNotes notes;
  private final Routes routes;
  private final int maxRequestBytes;

  CatalogAnswers(
      LakeCatalogs catalogs,
      MetricsLog metrics,
      ReaderNotes notes,
      Clock clock,
      int maxRequestBytes) {
    this.catalogs = catalogs;
    this.notes = notes;
    this.routes = new IcebergApi(metrics, clock).routes();
    this.maxRequestBytes = maxRequestBytes;
  }

  /**
   * Answers a request, whatever is wrong with it.
   *
   * @param above how many segments of the path are the mount's
   * @param admits what its sender may do; throws where it may not come in
   */
  Reply answer(Context http, int above, Supplier<Grant> admits) {
    try {
      var grant = admits.get();
      var all = List.of(http.req().getRequestURI().substring(1).split("/", -1));
      var segments = all.subList(Math.min(above, all.size()), all.size());
      int start = segments.indexOf("v1");
      if (start < 0) {
        throw new Refused(404, "nothing is served here; Iceberg clients begin with /v1/config");
      }
      var base =
          start == 0
              ? Optional.<String>empty()
              : Optional.of(RESTUtil.decodeString(String.join("/", segments.subList(0, start))));
      var match = routes.find(http.method().name(), segments.subList(start, segments.size()));
      var call = new Call(catalogs, http, grant, base, match.variables(), notes, maxRequestBytes);
      return match.handler().answer(call);
    } catch (RuntimeException e) {
      return Errors.reply(e);
    }
  }

  static void send(Context http, Reply reply) throws JsonProcessingException {
    http.status(reply.status());
    reply.etag().ifPresent(tag -> http.header("ETag", tag));
    if (reply.status() == HttpStatus.UNAUTHORIZED_401) {
      http.header("WWW-Authenticate", "Bearer");
    }
    if (reply.status() == HttpStatus.SERVICE_UNAVAILABLE_503) {
      http.header("Retry-After", "1");
    }
    if (reply.body().isPresent() && !http.method().name().equals("HEAD")) {
      http.contentType("application/json").result(Json.write(reply.body().get()));
    }
  }
}
