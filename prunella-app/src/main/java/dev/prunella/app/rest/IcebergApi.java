package dev.prunella.app.rest;

import dev.prunella.refs.Ref;
import java.time.Clock;
import java.util.LinkedHashMap;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTUtil;
import org.apache.iceberg.rest.ResourcePaths;
import org.apache.iceberg.rest.requests.CommitTransactionRequest;
import org.apache.iceberg.rest.requests.ReportMetricsRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;

/** All that is served of Iceberg's REST protocol. */
final class IcebergApi {
  private static final Endpoint CONFIG = Endpoint.create("GET", "/" + ResourcePaths.config());
  private static final int MAX_METRICS_BYTES = 64 << 10;

  private final MetricsLog metrics;
  private final Clock clock;
  private final Routes routes;

  IcebergApi(MetricsLog metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
    var handlers = new LinkedHashMap<Endpoint, Routes.Handler>();
    handlers.put(CONFIG, this::config);
    handlers.putAll(NamespaceApi.HANDLERS);
    handlers.putAll(TableApi.HANDLERS);
    handlers.putAll(ViewApi.HANDLERS);
    handlers.put(Endpoint.V1_COMMIT_TRANSACTION, IcebergApi::commitTransaction);
    handlers.put(Endpoint.V1_REPORT_METRICS, this::reportMetrics);
    this.routes = new Routes(handlers);
  }

  Routes routes() {
    return routes;
  }

  /**
   * Says under which prefix the wanted branch is found: the client's {@code warehouse}, else the
   * branch in the server's address, else the token's only one, else {@code main}.
   */
  private Reply config(Call call) {
    var warehouse = call.query("warehouse");
    String branch =
        warehouse != null && !warehouse.isEmpty()
            ? warehouse
            : call.base().or(call.grant()::branch).orElse(Ref.MAIN);
    call.grant().requireBranch(branch);
    call.catalogs().branchOrRevision(branch, call.grant().name());
    return Reply.of(
        ConfigResponse.builder()
            .withOverride("prefix", RESTUtil.encodePathSegment(branch))
            // Clients on S3 leave all files where they are: other branches may need them.
            .withOverride("s3.delete-enabled", "false")
            .withEndpoints(routes.endpoints())
            .build());
  }

  private static Reply commitTransaction(Call call) {
    call.writable().commitTransaction(call.body(CommitTransactionRequest.class).tableChanges());
    return Reply.done();
  }

  private Reply reportMetrics(Call call) {
    call.grant().requireBranch(call.branch());
    TableIdentifier table = call.table();
    var request = call.body(ReportMetricsRequest.class, MAX_METRICS_BYTES);
    metrics.add(new MetricsLog.Entry(clock.instant(), call.branch(), table, request.report()));
    return Reply.done();
  }
}
