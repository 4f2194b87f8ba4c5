package dev.prunella.app.rest;

import java.util.HashSet;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.responses.ListNamespacesResponse;
import org.apache.iceberg.rest.responses.UpdateNamespacePropertiesResponse;

/** Requests about namespaces. */
final class NamespaceApi {
  static final Map<Endpoint, Routes.Handler> HANDLERS =
      Map.of(
          Endpoint.V1_LIST_NAMESPACES, NamespaceApi::list,
          Endpoint.V1_CREATE_NAMESPACE, NamespaceApi::create,
          Endpoint.V1_LOAD_NAMESPACE, NamespaceApi::load,
          Endpoint.V1_NAMESPACE_EXISTS, NamespaceApi::exists,
          Endpoint.V1_UPDATE_NAMESPACE, NamespaceApi::update,
          Endpoint.V1_DELETE_NAMESPACE, NamespaceApi::drop);

  private NamespaceApi() {}

  private static Reply list(Call call) {
    var parent = call.query("parent");
    var within = parent == null || parent.isEmpty() ? Namespace.empty() : Call.levels(parent);
    var page =
        Page.of(
            call.catalog().listNamespaces(within),
            namespace -> namespace.level(namespace.length() - 1),
            call.query("pageToken"),
            call.query("pageSize"));
    return Reply.of(
        ListNamespacesResponse.builder()
            .addAll(page.items())
            .nextPageToken(page.next().orElse(null))
            .build());
  }

  private static Reply create(Call call) {
    return Reply.of(
        CatalogHandlers.createNamespace(call.writable(), call.body(CreateNamespaceRequest.class)));
  }

  private static Reply load(Call call) {
    return Reply.of(CatalogHandlers.loadNamespace(call.catalog(), call.namespace()));
  }

  private static Reply exists(Call call) {
    CatalogHandlers.namespaceExists(call.catalog(), call.namespace());
    return Reply.done();
  }

  /** All properties in one commit, where Iceberg's own handler would make two. */
  private static Reply update(Call call) {
    var catalog = call.writable();
    var request = call.body(UpdateNamespacePropertiesRequest.class);
    var removals = new HashSet<>(request.removals());
    if (request.updates().keySet().stream().anyMatch(removals::contains)) {
      throw new UnprocessableEntityException("a property is to be set and removed at once");
    }
    var missing = new HashSet<>(removals);
    missing.removeAll(catalog.loadNamespaceMetadata(call.namespace()).keySet());
    catalog.updateNamespace(call.namespace(), request.updates(), removals);
    removals.removeAll(missing);
    return Reply.of(
        UpdateNamespacePropertiesResponse.builder()
            .addMissing(missing)
            .addUpdated(request.updates().keySet())
            .addRemoved(removals)
            .build());
  }

  private static Reply drop(Call call) {
    CatalogHandlers.dropNamespace(call.writable(), call.namespace());
    return Reply.done();
  }
}
