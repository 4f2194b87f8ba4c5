package dev.prunella.app.rest;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.exceptions.UnprocessableEntityException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.UpdateNamespacePropertiesRequest;
import org.apache.iceberg.rest.responses.GetNamespaceResponse;
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
            within(call, within),
            namespace -> namespace.level(namespace.length() - 1),
            call.query("pageToken"),
            call.query("pageSize"));
    return Reply.of(
        ListNamespacesResponse.builder()
            .addAll(page.items())
            .nextPageToken(page.next().orElse(null))
            .build());
  }

  private static List<Namespace> within(Call call, Namespace parent) {
    var all = new ArrayList<>(call.catalog().listNamespaces(parent));
    if (parent.isEmpty() && !all.contains(Call.HOME) && hasHomeless(call)) {
      all.add(Call.HOME);
      all.sort(Comparator.comparing(Namespace::toString));
    }
    return all;
  }

  /** Whether there is anything that has no namespace. */
  private static boolean hasHomeless(Call call) {
    var catalog = call.catalog();
    return !(catalog.listTables(Namespace.empty()).isEmpty()
        && catalog.listViews(Namespace.empty()).isEmpty());
  }

  private static boolean isHome(Call call) {
    return call.isHome(call.named()) && hasHomeless(call);
  }

  private static Reply create(Call call) {
    return Reply.of(
        CatalogHandlers.createNamespace(call.writable(), call.body(CreateNamespaceRequest.class)));
  }

  private static Reply load(Call call) {
    return isHome(call)
        ? Reply.of(GetNamespaceResponse.builder().withNamespace(Call.HOME).build())
        : Reply.of(CatalogHandlers.loadNamespace(call.catalog(), call.named()));
  }

  private static Reply exists(Call call) {
    if (!isHome(call)) {
      CatalogHandlers.namespaceExists(call.catalog(), call.named());
    }
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
    missing.removeAll(catalog.loadNamespaceMetadata(call.named()).keySet());
    catalog.updateNamespace(call.named(), request.updates(), removals);
    removals.removeAll(missing);
    return Reply.of(
        UpdateNamespacePropertiesResponse.builder()
            .addMissing(missing)
            .addUpdated(request.updates().keySet())
            .addRemoved(removals)
            .build());
  }

  private static Reply drop(Call call) {
    CatalogHandlers.dropNamespace(call.writable(), call.named());
    return Reply.done();
  }
}
