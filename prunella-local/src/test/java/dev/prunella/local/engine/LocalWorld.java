package dev.prunella.local.engine;

import dev.prunella.local.LakeConfig;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.duckdb.LakeQuery;
import dev.prunella.local.duckdb.QueryLimits;
import dev.prunella.local.duckdb.TableResolver;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.EngineWorld;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Lake;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;

/** A lake in a folder. */
final class LocalWorld implements EngineWorld {
  private final Path folder;
  private final LocalLake lake;
  private final Engine engine;

  LocalWorld(Path folder, Function<LocalLake, Engine> engine) {
    this.folder = folder;
    this.lake =
        LocalLake.create(
            LakeConfig.in(folder.resolve("lake")), new Secrets(Map.of()), Clock.systemUTC());
    this.engine = engine.apply(lake);
  }

  LocalLake localLake() {
    return lake;
  }

  @Override
  public Engine engine() {
    return engine;
  }

  @Override
  public Lake lake() {
    return lake.lake();
  }

  private Table table(String branch, String name) {
    return lake.table(lake.lake().head(branch), TableName.parse(name).key()).orElseThrow();
  }

  @Override
  public List<String> rows(String branch, String select) {
    var head = lake.lake().head(branch);
    var resolver =
        new TableResolver() {
          @Override
          public Optional<Table> find(List<String> name) {
            return lake.table(head, new TableName(name).key());
          }

          @Override
          public Collection<String> names() {
            return List.of();
          }
        };
    var found = new ArrayList<String>();
    var query = new LakeQuery(lake.duckDb(), lake.reader());
    try (var cursor = query.run(select, resolver, QueryLimits.defaults())) {
      while (cursor.next()) {
        var row = new ArrayList<String>();
        for (int i = 0; i < cursor.columns().size(); i++) {
          row.add(String.valueOf(cursor.text(i)));
        }
        found.add(String.join("|", row));
      }
    }
    return found;
  }

  @Override
  public List<String> columns(String branch, String table) {
    var query = new LakeQuery(lake.duckDb(), lake.reader());
    var key = TableName.parse(table);
    var resolver =
        new TableResolver() {
          @Override
          public Optional<Table> find(List<String> name) {
            return Optional.of(table(branch, table));
          }

          @Override
          public Collection<String> names() {
            return List.of();
          }
        };
    var select = "select * from " + dev.prunella.local.duckdb.Sql.qualified(key.parts());
    try (var cursor = query.run(select, resolver, QueryLimits.defaults())) {
      return cursor.columns().stream().map(c -> c.name() + " " + c.type()).toList();
    }
  }

  @Override
  public Map<String, Integer> columnIds(String branch, String table) {
    var ids = new TreeMap<String, Integer>();
    table(branch, table).schema().columns().forEach(c -> ids.put(c.name(), c.fieldId()));
    return ids;
  }

  @Override
  public Set<String> files(String branch, String table) {
    return Room.locations(
        Room.plan(table(branch, table), org.apache.iceberg.expressions.Expressions.alwaysTrue())
            .stream()
            .map(t -> t.file())
            .toList());
  }

  @Override
  public Map<String, String> summary(String branch, String table) {
    return table(branch, table).currentSnapshot().summary();
  }

  @Override
  public String file(String name, byte[] content) throws IOException {
    var files = Files.createDirectories(folder.resolve("outside"));
    return Files.write(files.resolve(name), content).toString();
  }

  /** Every name of the lake, for tests that look for what was left behind. */
  Set<EntryKey> names(String branch) {
    var names = new ArrayList<EntryKey>();
    lake.lake().entries(lake.lake().head(branch), (key, entry) -> names.add(key));
    return names.stream().collect(Collectors.toSet());
  }

  @Override
  public void close() {
    engine.close();
    lake.close();
  }
}
