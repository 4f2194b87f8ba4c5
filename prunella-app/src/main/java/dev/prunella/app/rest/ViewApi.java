package dev.prunella.app.rest;

import java.util.Map;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.requests.CreateViewRequest;
import org.apache.iceberg.rest.requests.RegisterViewRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ListTablesResponse;

/** Requests about views. */
final class ViewApi {
  static final Map<Endpoint, Routes.Handler> HANDLERS =
      Map.of(
          Endpoint.V1_LIST_VIEWS, ViewApi::list,
          Endpoint.V1_CREATE_VIEW, ViewApi::create,
          Endpoint.V1_LOAD_VIEW, ViewApi::load,
          Endpoint.V1_VIEW_EXISTS, ViewApi::exists,
          Endpoint.V1_UPDATE_VIEW, ViewApi::update,
          Endpoint.V1_DELETE_VIEW, ViewApi::drop,
          Endpoint.V1_RENAME_VIEW, ViewApi::rename,
          Endpoint.V1_REGISTER_VIEW, ViewApi::register);

  private ViewApi() {}

  private static Reply list(Call call) {
    var page =
        Page.of(
            call.catalog().listViews(call.namespace()),
            view -> view.name(),
            call.query("pageToken"),
            call.query("pageSize"));
    return Reply.of(
        ListTablesResponse.builder()
            .addAll(page.items())
            .nextPageToken(page.next().orElse(null))
            .build());
  }

  private static Reply create(Call call) {
    return Reply.of(
        CatalogHandlers.createView(
            call.writable(), call.namespace(), call.body(CreateViewRequest.class)));
  }

  private static Reply load(Call call) {
    return Reply.of(CatalogHandlers.loadView(call.catalog(), call.view()));
  }

  private static Reply exists(Call call) {
    CatalogHandlers.viewExists(call.catalog(), call.view());
    return Reply.done();
  }

  private static Reply update(Call call) {
    return Reply.of(
        CatalogHandlers.updateView(
            call.writable(), call.view(), call.body(UpdateTableRequest.class)));
  }

  private static Reply drop(Call call) {
    CatalogHandlers.dropView(call.writable(), call.view());
    return Reply.done();
  }

  private static Reply rename(Call call) {
    CatalogHandlers.renameView(call.writable(), call.body(RenameTableRequest.class));
    return Reply.done();
  }

  private static Reply register(Call call) {
    return Reply.of(
        CatalogHandlers.registerView(
            call.writable(), call.namespace(), call.body(RegisterViewRequest.class)));
  }
}
