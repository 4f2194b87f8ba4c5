package dev.prunella.app.rest;

import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Ref;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.exceptions.BadRequestException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.Endpoint;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.RenameTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ListTablesResponse;
import org.apache.iceberg.rest.responses.LoadTableResponse;

/** Requests about tables. */
final class TableApi {

  static final Map<Endpoint, Routes.Handler> HANDLERS =
      Map.of(
          Endpoint.V1_LIST_TABLES, TableApi::list,
          Endpoint.V1_CREATE_TABLE, TableApi::create,
          Endpoint.V1_LOAD_TABLE, TableApi::load,
          Endpoint.V1_TABLE_EXISTS, TableApi::exists,
          Endpoint.V1_UPDATE_TABLE, TableApi::update,
          Endpoint.V1_DELETE_TABLE, TableApi::drop,
          Endpoint.V1_RENAME_TABLE, TableApi::rename,
          Endpoint.V1_REGISTER_TABLE, TableApi::register);

  private static final int TAG_DIGITS = 32;

  private TableApi() {}

  private static Reply list(Call call) {
    var page =
        Page.of(
            call.catalog().listTables(call.namespace()),
            table -> table.name(),
            call.query("pageToken"),
            call.query("pageSize"));
    return Reply.of(
        ListTablesResponse.builder()
            .addAll(page.items())
            .nextPageToken(page.next().orElse(null))
            .build());
  }

  private static Reply create(Call call) {
    var catalog = call.writable();
    var request = call.body(CreateTableRequest.class);
    if (!call.namespace().isEmpty()) {
      CatalogHandlers.namespaceExists(catalog, call.namespace());
    }
    return request.stageCreate()
        ? Reply.of(CatalogHandlers.stageTableCreate(catalog, call.namespace(), request))
        : reply(call, CatalogHandlers.createTable(catalog, call.namespace(), request));
  }

  /** The file is read only if the client does not have it yet; that it is lost is told always. */
  private static Reply load(Call call) {
    var catalog = call.catalog();
    var table = call.table();
    var location =
        catalog
            .metadataLocation(table)
            .orElseThrow(() -> new NoSuchTableException("Table does not exist: %s", table));
    var notes = call.branch().equals(Ref.MAIN) ? call.notes().of(table) : Map.<String, String>of();
    var tag = tag(call, location, notes);
    var known = call.http().header("If-None-Match");
    if (known != null && known.contains(tag)) {
      return Reply.notModified(tag);
    }
    var loaded = CatalogHandlers.loadTable(catalog, table, mode(call));
    return notes.isEmpty() ? reply(call, loaded) : Reply.of(noted(loaded, notes), Optional.of(tag));
  }

  /** The same with further properties, as if they had always been there. */
  private static LoadTableResponse noted(LoadTableResponse loaded, Map<String, String> notes) {
    var metadata = loaded.tableMetadata();
    return LoadTableResponse.builder()
        .withTableMetadata(
            TableMetadata.buildFrom(metadata)
                .setProperties(notes)
                .discardChanges()
                .withMetadataLocation(metadata.metadataFileLocation())
                .build())
        .addAllConfig(loaded.config())
        .addAllCredentials(loaded.credentials())
        .build();
  }

  private static Reply exists(Call call) {
    if (!call.catalog().tableExists(call.table())) {
      throw new NoSuchTableException("Table does not exist: %s", call.table());
    }
    return Reply.done();
  }

  private static Reply update(Call call) {
    return reply(
        call,
        CatalogHandlers.updateTable(
            call.writable(), call.table(), call.body(UpdateTableRequest.class)));
  }

  private static Reply drop(Call call) {
    if ("true".equalsIgnoreCase(call.query("purgeRequested"))) {
      CatalogHandlers.purgeTable(call.writable(), call.table());
    } else {
      CatalogHandlers.dropTable(call.writable(), call.table());
    }
    return Reply.done();
  }

  private static Reply rename(Call call) {
    CatalogHandlers.renameTable(call.writable(), call.body(RenameTableRequest.class));
    return Reply.done();
  }

  private static Reply register(Call call) {
    return reply(
        call,
        CatalogHandlers.registerTable(
            call.writable(), call.namespace(), call.body(RegisterTableRequest.class)));
  }

  private static Reply reply(Call call, LoadTableResponse response) {
    return Reply.of(
        response,
        Optional.of(tag(call, response.tableMetadata().metadataFileLocation(), Map.of())));
  }

  private static String tag(Call call, String location, Map<String, String> notes) {
    var state = location + "\n" + mode(call) + (notes.isEmpty() ? "" : "\n" + new TreeMap<>(notes));
    var id = ObjectId.of(state.getBytes(StandardCharsets.UTF_8));
    return '"' + id.hex().substring(0, TAG_DIGITS) + '"';
  }

  private static SnapshotMode mode(Call call) {
    var asked = call.query("snapshots");
    return switch (asked) {
      case null -> SnapshotMode.ALL;
      case "all" -> SnapshotMode.ALL;
      case "refs" -> SnapshotMode.REFS;
      default -> throw new BadRequestException("snapshots is 'all' or 'refs', not '%s'", asked);
    };
  }
}
