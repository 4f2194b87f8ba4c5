package dev.prunella.app.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Limits;
import dev.prunella.refs.MemoryRefStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableCommit;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.apache.iceberg.rest.RESTCatalog;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IcebergServerTest {
  private static final Namespace SALES = Namespace.of("sales");
  private static final TableIdentifier ORDERS = TableIdentifier.of(SALES, "orders");
  private static final TableIdentifier RATES = TableIdentifier.of(SALES, "rates");
  private static final Schema SCHEMA =
      new Schema(Types.NestedField.optional(1, "id", Types.LongType.get()));
  private static final String READER = "reader-of-nightly-0123456789";
  private static final String WRITER = "writer-of-all-0123456789";

  private final Lake lake = new Lake(new MemoryRefStore(), Clock.systemUTC(), Limits.DEFAULT);
  private final HttpClient http = HttpClient.newHttpClient();
  private LakeCatalogs catalogs;
  private IcebergServer server;

  @BeforeEach
  void start(@TempDir Path warehouse) {
    lake.init();
    catalogs = new LakeCatalogs(lake, new LocalFileIO(), warehouse.toString());
    server = IcebergServer.start(catalogs, ServerConfig.loopback(0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nightly/orders", "a b", "ünï/'q\"; --", "50%+1", "namespaces"})
  void branchOfAnyNameIsAWorldOfItsOwn(String branch) throws IOException {
    lake.createBranch(branch, lake.head("main"), "ann");
    try (var there = client(Map.of("warehouse", branch));
        var main = client(Map.of())) {
      there.createNamespace(SALES);
      there.createTable(ORDERS, SCHEMA).updateProperties().set("k", "v").commit();

      assertThat(there.listTables(SALES)).containsExactly(ORDERS);
      assertThat(main.namespaceExists(SALES)).isFalse();
    }
  }

  @Test
  void branchMayStandInTheAddress() throws IOException {
    lake.createBranch("nightly/orders", lake.head("main"), "ann");
    for (var address : List.of("/nightly%2Forders", "/nightly/orders")) {
      try (var there = client(Map.of("uri", server.uri() + address))) {
        assertThat(there.properties()).containsEntry("prefix", "nightly%2Forders");
        assertThat(there.listNamespaces()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"o'r\"d;e%rs", "a/b", "ü +1", "a.b"})
  void namesMayHoldAnyCharacter(String name) throws IOException {
    var namespace = Namespace.of("s/1", name);
    var table = TableIdentifier.of(namespace, name);
    try (var main = client(Map.of())) {
      main.createNamespace(Namespace.of("s/1"));
      main.createNamespace(namespace);
      main.createTable(table, SCHEMA);

      assertThat(main.listTables(namespace)).containsExactly(table);
      assertThat(main.loadTable(table).schema().sameSchema(SCHEMA)).isTrue();
      assertThat(main.listNamespaces(Namespace.of("s/1"))).containsExactly(namespace);
    }
  }

  @Test
  void transactionOverTablesIsAllOrNone() throws IOException {
    try (var main = client(Map.of())) {
      main.createNamespace(SALES);
      var orders = addColumn(main.createTable(ORDERS, SCHEMA));
      var rates = addColumn(main.createTable(RATES, SCHEMA));
      main.loadTable(RATES).updateSchema().addColumn("other", Types.LongType.get()).commit();
      var before = lake.head("main");

      assertThatThrownBy(() -> main.commitTransaction(orders, rates))
          .isInstanceOf(CommitFailedException.class);
      assertThat(lake.head("main")).isEqualTo(before);

      main.commitTransaction(orders, addColumn(main.loadTable(RATES)));
      assertThat(lake.head("main").firstParent()).contains(before.id());
      assertThat(main.loadTable(ORDERS).schema().findField("added")).isNotNull();
      assertThat(main.loadTable(RATES).schema().findField("added")).isNotNull();
    }
  }

  @Test
  void tagCanBeReadAndIsRefusedToWriters() throws IOException {
    catalogs.branch("main").createNamespace(SALES);
    catalogs.branch("main").createTable(ORDERS, SCHEMA);
    lake.createTag("v1", lake.head("main"), "ann");
    try (var tag = client(Map.of("warehouse", "v1"))) {
      var table = tag.loadTable(ORDERS);
      assertThatThrownBy(() -> table.updateProperties().set("a", "b").commit())
          .isInstanceOf(ForbiddenException.class)
          .hasMessageContaining("'v1' means commit");
      assertThatThrownBy(() -> tag.dropTable(ORDERS)).isInstanceOf(ForbiddenException.class);
    }
  }

  @Test
  void purgeIsRefusedWhileAnotherBranchReadsTheTable() throws IOException {
    try (var main = client(Map.of())) {
      main.createNamespace(SALES);
      main.createTable(ORDERS, SCHEMA);
      lake.createBranch("b", lake.head("main"), "ann");

      assertThatThrownBy(() -> main.dropTable(ORDERS, true))
          .isInstanceOf(ForbiddenException.class)
          .hasMessageContaining("'b' reads its files");
      assertThat(main.tableExists(ORDERS)).isTrue();
    }
  }

  @Test
  void stagedCreateCannotLetClientsDeleteFiles() throws IOException {
    try (var main = client(Map.of())) {
      main.createNamespace(SALES);
      Transaction staged =
          main.buildTable(ORDERS, SCHEMA).withProperty("gc.enabled", "true").createTransaction();
      staged.commitTransaction();
      assertThat(main.loadTable(ORDERS).properties()).containsEntry("gc.enabled", "false");

      main.loadTable(ORDERS).updateProperties().set("gc.enabled", "true").commit();
      var table = main.loadTable(ORDERS);
      assertThat(table.properties()).containsEntry("gc.enabled", "false");
      assertThatThrownBy(table::expireSnapshots).hasMessageContaining("GC is disabled");
    }
  }

  @Test
  void listingsComeInPagesThatNeedNoMemoryOfTheServer() throws IOException {
    try (var main = client(Map.of("rest-page-size", "2"))) {
      main.createNamespace(SALES);
      for (int i = 0; i < 5; i++) {
        main.createTable(TableIdentifier.of(SALES, "t" + i), SCHEMA);
        main.createNamespace(Namespace.of("n" + i));
      }
      assertThat(main.listTables(SALES)).hasSize(5).doesNotHaveDuplicates();
      assertThat(main.listNamespaces()).hasSize(6).doesNotHaveDuplicates();
    }
    assertThat(get("/v1/main/namespaces/sales/tables?pageSize=2&pageToken=%21").statusCode())
        .isEqualTo(400);
    assertThat(get("/v1/main/namespaces/sales/tables?pageSize=none").statusCode()).isEqualTo(400);
  }

  @Test
  void whatDoesNotExistIsToldInASentenceWithoutAStackTrace() {
    var table = get("/v1/main/namespaces/sales/tables/orders");
    assertThat(table.statusCode()).isEqualTo(404);
    assertThat(table.body())
        .isEqualTo(
            "{\"error\":{\"message\":\"Table does not exist: sales.orders\","
                + "\"type\":\"NoSuchTableException\",\"code\":404}}");
    assertThat(get("/v1/config?warehouse=maim").body())
        .contains("there is no branch, tag or commit 'maim'; did you mean 'main'?");
    assertThat(get("/v1/main/nothing").statusCode()).isEqualTo(404);
    assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
    assertThat(get("/v1/main/namespaces/a/tables/b/credentials").statusCode()).isEqualTo(406);
    assertThat(get("/v1/main/namespaces/a%1F").statusCode()).isEqualTo(400);
  }

  @Test
  void malformedRequestIsTheSendersMistake() {
    for (var body : List.of("", "{", "[]", "{}", "null", "{\"namespace\": 7}")) {
      assertThat(post("/v1/main/namespaces", body).statusCode()).as(body).isEqualTo(400);
    }
    var large = "x".repeat(100_000);
    assertThat(post("/v1/main/namespaces/a/tables/b/metrics", large).statusCode()).isEqualTo(413);
  }

  @Test
  void unchangedTableIsNotSentAgain() {
    catalogs.branch("main").createNamespace(SALES);
    catalogs.branch("main").createTable(ORDERS, SCHEMA);
    var path = "/v1/main/namespaces/sales/tables/orders";
    var tag = get(path).headers().firstValue("ETag").orElseThrow();

    assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
    catalogs.branch("main").loadTable(ORDERS).updateProperties().set("a", "b").commit();
    assertThat(get(path, "If-None-Match", tag).statusCode()).isEqualTo(200);
  }

  @Test
  void reportsOfClientsAreKept() throws Exception {
    try (var main = client(Map.of())) {
      main.createNamespace(SALES);
      var table = main.createTable(ORDERS, SCHEMA);
      table
          .newAppend()
          .appendFile(
              DataFiles.builder(PartitionSpec.unpartitioned())
                  .withPath(table.location() + "/data/a.parquet")
                  .withFileSizeInBytes(10)
                  .withRecordCount(3)
                  .build())
          .commit();
      for (int i = 0; i < 100 && server.metrics().newest().isEmpty(); i++) {
        Thread.sleep(50);
      }
    }
    assertThat(server.metrics().newest())
        .first()
        .satisfies(
            entry -> {
              assertThat(entry.branch()).isEqualTo("main");
              assertThat(entry.table()).isEqualTo(ORDERS);
            });
  }

  @Test
  void withoutATokenOnlyThisMachineIsServed() throws IOException {
    assertThatThrownBy(() -> ServerConfig.on("0.0.0.0", 0, List.of()))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("without a token only this machine can be served");
    assertThat(get("/v1/config", "Origin", "https://evil.example").statusCode()).isEqualTo(403);
    assertThat(rebound()).startsWith("HTTP/1.1 403");
  }

  @Test
  void tokenOpensItsBranchForReadingOnly() throws IOException {
    server.close();
    lake.createBranch("nightly", lake.head("main"), "ann");
    var reader = new AccessToken("bi", READER, Optional.of("nightly"), false);
    var writer = new AccessToken("spark", WRITER, Optional.empty(), true);
    server =
        IcebergServer.start(catalogs, ServerConfig.on("127.0.0.1", 0, List.of(reader, writer)));

    assertThat(get("/v1/config").statusCode()).isEqualTo(401);
    assertThatThrownBy(() -> client(Map.of("token", "guessed-0123456789")))
        .isInstanceOf(NotAuthorizedException.class);
    try (var all = client(Map.of("token", WRITER, "warehouse", "nightly"));
        var own = client(Map.of("token", READER))) {
      all.createNamespace(SALES);
      assertThat(lake.head("nightly").author()).isEqualTo("spark");
      assertThat(own.listNamespaces()).containsExactly(SALES);
      assertThatThrownBy(() -> own.createNamespace(Namespace.of("x")))
          .isInstanceOf(ForbiddenException.class)
          .hasMessageContaining("this token may read, and not write");
    }
    assertThatThrownBy(() -> client(Map.of("token", READER, "warehouse", "main")))
        .isInstanceOf(ForbiddenException.class);
    assertThat(get("/v1/main/namespaces", "Authorization", "Bearer " + READER).statusCode())
        .isEqualTo(403);
  }

  private static TableCommit addColumn(Table table) {
    var base = ((BaseTable) table).operations().current();
    var next =
        new Schema(
            Types.NestedField.optional(1, "id", Types.LongType.get()),
            Types.NestedField.optional(base.lastColumnId() + 1, "added", Types.LongType.get()));
    return TableCommit.create(
        TableIdentifier.parse(table.name().substring(table.name().indexOf('.') + 1)),
        base,
        TableMetadata.buildFrom(base).setCurrentSchema(next, base.lastColumnId() + 1).build());
  }

  private RESTCatalog client(Map<String, String> properties) {
    var all = new HashMap<>(Map.of("uri", server.uri(), "io-impl", LocalFileIO.class.getName()));
    all.putAll(properties);
    var catalog = new RESTCatalog();
    catalog.initialize("rest", all);
    return catalog;
  }

  private HttpResponse<String> get(String path, String... headers) {
    return send(request(path, headers).GET());
  }

  private HttpResponse<String> post(String path, String body) {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String path, String... headers) {
    var builder = HttpRequest.newBuilder(URI.create(server.uri() + path));
    return headers.length == 0 ? builder : builder.headers(headers);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What a page sees whose own name was made to mean this machine. */
  private String rebound() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var request = "GET /v1/config HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
