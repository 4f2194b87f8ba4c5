package dev.prunella.app.view;

import dev.prunella.local.diff.TableSize;
import dev.prunella.local.diff.Types;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.EntryKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;

/** A table as programs read it. */
public final class TableJson {
  private TableJson() {}

  public record Column(int id, String name, String type, boolean required, @Nullable String doc) {}

  public record View(
      EntryKey name,
      CommitId commit,
      List<Column> columns,
      List<String> key,
      List<String> partitions,
      ChangeJson.@Nullable Size size,
      int format,
      @Nullable Long snapshot,
      String metadata,
      String location,
      Map<String, String> properties) {}

  public static View view(EntryKey key, CommitId commit, Table table) {
    var metadata = ((HasTableOperations) table).operations().current();
    var columns =
        table.schema().columns().stream()
            .map(
                c ->
                    new Column(
                        c.fieldId(), c.name(), Types.name(c.type()), c.isRequired(), c.doc()))
            .toList();
    var partitions =
        table.spec().fields().stream()
            .filter(f -> !f.transform().isVoid())
            .map(
                f -> {
                  var column = table.schema().findColumnName(f.sourceId());
                  return f.transform().isIdentity() ? column : f.transform() + "(" + column + ")";
                })
            .toList();
    var snapshot = Optional.ofNullable(table.currentSnapshot());
    return new View(
        key,
        commit,
        columns,
        table.schema().identifierFieldNames().stream().sorted().toList(),
        partitions,
        TableSize.of(snapshot).map(ChangeJson.Size::of).orElse(null),
        metadata.formatVersion(),
        snapshot.map(s -> s.snapshotId()).orElse(null),
        String.valueOf(metadata.metadataFileLocation()),
        table.location(),
        new TreeMap<>(table.properties()));
  }
}
