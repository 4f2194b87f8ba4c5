package dev.prunella.app.project;

import dev.prunella.contract.Contract;
import dev.prunella.local.duckdb.DuckDbPool;
import dev.prunella.local.duckdb.PoolLimits;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A project's files in memory, and a lake of which only the tables' names and columns exist. */
final class TreeOfFiles implements ProjectFiles, LakeTables {
  /** For all tests of this JVM; its thread is a daemon's. */
  private static final DuckDbPool POOL =
      new DuckDbPool(PoolLimits.defaults(Path.of(System.getProperty("java.io.tmpdir"))));

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<TableName, List<String>> tables = new TreeMap<>();

  static TreeOfFiles project() {
    return new TreeOfFiles().with("prunella.yaml", "name: acme\n");
  }

  TreeOfFiles with(String path, String text) {
    return with(path, text.getBytes(StandardCharsets.UTF_8));
  }

  TreeOfFiles with(String path, byte[] bytes) {
    files.put(path, bytes);
    return this;
  }

  TreeOfFiles withTable(String name, String... columns) {
    tables.put(TableName.parse(name), List.of(columns));
    return this;
  }

  Loaded load() {
    return load(this, this);
  }

  Loaded load(List<Contract> published) {
    return load(new Published(published, (_, _) -> Optional.empty()));
  }

  Loaded load(Published published) {
    return load(this, this, published);
  }

  static Loaded load(ProjectFiles files, LakeTables lake) {
    return load(files, lake, Published.NOTHING);
  }

  private static Loaded load(ProjectFiles files, LakeTables lake, Published published) {
    try (var lease = POOL.lease()) {
      return ProjectLoader.load(files, lake, lease.connection(), published);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LoadedProject sound() {
    return load().orThrow();
  }

  /** What is wrong, each as {@code file:line: sentence}. */
  List<String> problems() {
    return switch (load()) {
      case Loaded.Sound(var project) ->
          throw new AssertionError("nothing is wrong with " + project.graph().tables());
      case Loaded.Flawed(var problems, _) -> problems.stream().map(Object::toString).toList();
    };
  }

  @Override
  public Path folder() {
    return Path.of("/somewhere/acme");
  }

  @Override
  public List<String> paths() {
    return List.copyOf(files.keySet());
  }

  @Override
  public byte[] read(String path, int mostBytes) {
    return Optional.ofNullable(files.get(path)).orElseThrow();
  }

  @Override
  public Collection<TableName> names() {
    return tables.keySet();
  }

  @Override
  public boolean complete() {
    return true;
  }

  @Override
  public Optional<List<String>> columns(TableName table) {
    return Optional.ofNullable(tables.get(table));
  }
}
