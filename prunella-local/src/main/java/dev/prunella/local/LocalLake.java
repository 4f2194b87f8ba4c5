package dev.prunella.local;

import dev.prunella.local.attest.LakeNotary;
import dev.prunella.local.diff.LakeDiff;
import dev.prunella.local.duckdb.DataPlaces;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.FileSchemas;
import dev.prunella.local.duckdb.LocalFiles;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.local.duckdb.TableReader;
import dev.prunella.local.duckdb.TableWriter;
import dev.prunella.local.gc.Leases;
import dev.prunella.local.iceberg.LakeCatalogs;
import dev.prunella.local.iceberg.LocalFileIO;
import dev.prunella.local.raw.RawStore;
import dev.prunella.local.refs.PostgresRefStore;
import dev.prunella.local.refs.SqliteRefStore;
import dev.prunella.local.s3.S3Warehouse;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Limits;
import dev.prunella.refs.Problem;
import dev.prunella.refs.RefStore;
import dev.prunella.refs.TableMerger;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.StaticTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.jspecify.annotations.Nullable;

/**
 * A lake with everything that works on it: refs, files, catalogs, merger, DuckDB.
 *
 * <p>What costs time to start is started when it is first asked for. Thread-safe; closing it closes
 * all.
 */
public final class LocalLake implements AutoCloseable {
  private static final long CACHE_BYTES = 20L << 30;
  private static final int CACHED_SCHEMAS = 20_000;

  private final LakeConfig config;
  private final Clock clock;
  private final RefStore store;
  private final Lake lake;
  private final Once<LakeNotary> notary;
  private final Once<FileIO> io;
  private final Once<LakeCatalogs> catalogs;
  private final Once<DuckDbPool> duckDb;
  private final Once<TableReader> reader;
  private final Once<Leases> leases;

  private LocalLake(
      LakeConfig config, Secrets secrets, Clock clock, RefStore database, WritePath writes) {
    this.config = config;
    this.clock = clock;
    this.store = writes.refs(database);
    this.notary = new Once<>(() -> new LakeNotary(this));
    this.lake =
        new Lake(
            store,
            clock,
            Limits.DEFAULT,
            (publication, entries) -> notary.get().attest(publication, entries));
    this.io = new Once<>(() -> writes.files(ownFiles(config, secrets)));
    this.catalogs = new Once<>(() -> new LakeCatalogs(lake, io(), config.warehouse()));
    this.duckDb = new Once<>(() -> new DuckDbPool(poolLimits(config)));
    this.leases =
        new Once<>(
            () -> {
              putUpNameplate();
              return Leases.over(store, clock);
            });
    this.reader =
        new Once<>(
            () ->
                new TableReader(
                    new LocalFiles(
                        config.scratch().resolve("files"),
                        CACHE_BYTES,
                        clock,
                        new DataPlaces(List.of(config.warehouse()))),
                    new FileSchemas(CACHED_SCHEMAS)));
  }

  /** Whether there is a lake to open. */
  public static boolean exists(LakeConfig config, Secrets secrets) {
    return switch (config.refs()) {
      case LakeConfig.Refs.Sqlite(var file) -> Files.exists(file);
      case LakeConfig.Refs.Postgres _ -> {
        try (var store = openStore(config, secrets)) {
          yield !store.refs().isEmpty();
        } catch (LakeException e) {
          if (e.problem() == Problem.NOT_A_LAKE) {
            yield false;
          }
          throw e;
        }
      }
    };
  }

  /** Makes what is missing of a lake and opens it. */
  public static LocalLake create(LakeConfig config, Secrets secrets, Clock clock) {
    if (!exists(config, secrets)) {
      try (var io = fileIo(config, secrets)) {
        new Nameplate(io, config).requireNone();
      }
    }
    var store =
        switch (config.refs()) {
          case LakeConfig.Refs.Sqlite(var file) -> SqliteRefStore.create(file);
          case LakeConfig.Refs.Postgres(var url) -> postgres(secrets.revealInUrl(url), true);
        };
    var lake = new LocalLake(config, secrets, clock, store, WritePath.DIRECT);
    try {
      lake.lake.init();
      lake.putUpNameplate();
      return lake;
    } catch (RuntimeException e) {
      lake.close();
      throw e;
    }
  }

  /**
   * Opens a lake that is there.
   *
   * @throws LakeException {@link Problem#NOT_A_LAKE} when there is none
   */
  public static LocalLake open(LakeConfig config, Secrets secrets, Clock clock) {
    return open(config, secrets, clock, WritePath.DIRECT);
  }

  /** The same; what is written passes by somebody. */
  public static LocalLake open(LakeConfig config, Secrets secrets, Clock clock, WritePath writes) {
    return new LocalLake(config, secrets, clock, openStore(config, secrets), writes);
  }

  private static RefStore openStore(LakeConfig config, Secrets secrets) {
    return switch (config.refs()) {
      case LakeConfig.Refs.Sqlite(var file) -> SqliteRefStore.open(file);
      case LakeConfig.Refs.Postgres(var url) -> postgres(secrets.revealInUrl(url), false);
    };
  }

  private static RefStore postgres(String url, boolean create) {
    var parameters = new TreeMap<String, String>();
    var rest = new ArrayList<String>();
    int query = url.indexOf('?');
    for (var part : query < 0 ? List.<String>of() : List.of(url.substring(query + 1).split("&"))) {
      var named = part.split("=", 2);
      if (named.length == 2 && List.of("user", "password").contains(named[0])) {
        parameters.put(named[0], URLDecoder.decode(named[1], StandardCharsets.UTF_8));
      } else {
        rest.add(part);
      }
    }
    var plain = query < 0 ? url : url.substring(0, query);
    var address = rest.isEmpty() ? plain : plain + "?" + String.join("&", rest);
    var user = parameters.getOrDefault("user", System.getProperty("user.name", ""));
    var password = parameters.getOrDefault("password", "");
    var options = PostgresRefStore.Options.DEFAULT;
    return create
        ? PostgresRefStore.create(address, user, password, options)
        : PostgresRefStore.open(address, user, password, options);
  }

  /** The files, once it is known that they are this lake's. */
  private FileIO ownFiles(LakeConfig config, Secrets secrets) {
    var files = fileIo(config, secrets);
    try {
      store.firstHead().ifPresent(new Nameplate(files, config)::requireOurs);
      return files;
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  private void putUpNameplate() {
    store.firstHead().ifPresent(new Nameplate(io(), config)::putUp);
  }

  private static FileIO fileIo(LakeConfig config, Secrets secrets) {
    if (config.warehouseIsLocal()) {
      var io = new LocalFileIO();
      io.initialize(secrets.reveal(config.io()));
      return io;
    }
    if (S3Warehouse.holds(config.warehouse())) {
      return S3Warehouse.open(config.io(), secrets::reveal);
    }
    throw new LakeException(
        Problem.UNSUPPORTED,
        "a warehouse is a folder or s3://bucket/path, not '" + config.warehouse() + "'");
  }

  private static PoolLimits poolLimits(LakeConfig config) {
    // Nothing is kept warm: a command needs one or two instances, once.
    return new PoolLimits(
        4,
        0,
        Duration.ofSeconds(30),
        2L << 30,
        Runtime.getRuntime().availableProcessors(),
        config.scratch().resolve("spill"),
        64L << 30);
  }

  public Lake lake() {
    return lake;
  }

  /** What tells this lake from all others, wherever it lies: its first commit. */
  public String id() {
    return store
        .firstHead()
        .orElseThrow(() -> new IllegalStateException("a lake has a first commit"))
        .object()
        .hex();
  }

  public LakeConfig config() {
    return config;
  }

  public Clock clock() {
    return clock;
  }

  public FileIO io() {
    return io.get();
  }

  /** Iceberg catalogs over the branches. */
  public LakeCatalogs catalogs() {
    return catalogs.get();
  }

  public DuckDbPool duckDb() {
    return duckDb.get();
  }

  /**
   * Ends the queries that run over this lake, and lets none begin any more; whoever runs one gets
   * an error. From any thread, for a lake that is to be closed; it cannot be taken back.
   */
  public void interrupt() {
    duckDb().interrupt();
  }

  /** To be held while files are written that no commit names yet. */
  public Leases leases() {
    return leases.get();
  }

  public TableReader reader() {
    return reader.get();
  }

  public TableWriter writer() {
    return new TableWriter(config.scratch().resolve("upload"));
  }

  /** What sources brought, on this machine. */
  public RawStore raw() {
    return RawStore.in(config.raw(), clock);
  }

  /** Merges tables that both sides of a merge changed. */
  public TableMerger merger() {
    return new IcebergTableMerger(io(), clock);
  }

  /** Compares commits of this lake. */
  public LakeDiff diff() {
    return new LakeDiff(lake, this::table);
  }

  /** A table as it stands at a commit, to be read; empty when the commit has no such table. */
  public Optional<Table> table(Commit commit, EntryKey key) {
    return lake.entry(commit, key)
        .filter(Entry.Table.class::isInstance)
        .map(entry -> table(key, (Entry.Table) entry));
  }

  /** The table that an entry stands for, to be read. */
  public Table table(EntryKey key, Entry.Table entry) {
    var operations = new StaticTableOperations(metadata(key, entry), io());
    return new BaseTable(operations, key.toString());
  }

  private TableMetadata metadata(EntryKey key, Entry.Table entry) {
    return metadata(key, entry, () -> catalogs().metadata(entry.metadataLocation()));
  }

  /** Reads a table's metadata file, and says whose it is when it cannot be read. */
  static TableMetadata metadata(FileIO io, EntryKey key, Entry.Table entry) {
    return metadata(key, entry, () -> TableMetadataParser.read(io, entry.metadataLocation()));
  }

  private static TableMetadata metadata(
      EntryKey key, Entry.Table entry, Supplier<TableMetadata> reader) {
    try {
      return reader.get();
    } catch (NotFoundException e) {
      throw missing(key, entry, e);
    } catch (LakeException e) {
      throw e.problem() == Problem.FILE_MISSING ? missing(key, entry, e) : e;
    } catch (RuntimeException e) {
      throw new LakeException(
          Problem.LAKE_DAMAGED,
          "table %s: its metadata file %s cannot be read: %s"
              .formatted(key, entry.metadataLocation(), e.getMessage()),
          e);
    }
  }

  private static LakeException missing(EntryKey key, Entry.Table entry, Exception cause) {
    return new LakeException(
        Problem.FILE_MISSING,
        "table %s: its metadata file %s is missing".formatted(key, entry.metadataLocation()),
        cause);
  }

  @Override
  public void close() {
    try (store;
        var _ = (AutoCloseable) () -> io.ifMade(FileIO::close);
        var _ = (AutoCloseable) () -> leases.ifMade(Leases::close)) {
      duckDb.ifMade(DuckDbPool::close);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new LakeException(Problem.STORAGE_FAILED, "the lake could not be closed", e);
    }
  }

  /** Made when first asked for. */
  private static final class Once<T> {
    private final Supplier<T> maker;
    private @Nullable T made;

    Once(Supplier<T> maker) {
      this.maker = maker;
    }

    synchronized T get() {
      var found = made;
      if (found == null) {
        found = maker.get();
        made = found;
      }
      return found;
    }

    synchronized void ifMade(Consumer<T> action) {
      if (made != null) {
        action.accept(made);
      }
    }
  }
}
