package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.Scan;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.ScanView;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.Commit;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.TableName;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Table;

/**
 * The tables that a model reads, all as of one commit, as views over exactly their files. Held open
 * while the model runs.
 */
final class Inputs implements AutoCloseable {
  private static final int MOST_TABLES = 500;

  private final LocalLake lake;
  private final Commit head;
  private final Connection connection;
  private final ModelSql model;
  private final List<Scan> scans = new ArrayList<>();

  private Inputs(LocalLake lake, Connection connection, Commit head, ModelSql model) {
    this.lake = lake;
    this.connection = connection;
    this.head = head;
    this.model = model;
  }

  static Inputs bind(LocalLake lake, Connection connection, Commit head, ModelSql model) {
    var inputs = new Inputs(lake, connection, head, model);
    try {
      inputs.bind(model.reads());
      return inputs;
    } catch (RuntimeException e) {
      inputs.close();
      throw e;
    }
  }

  private void bind(List<TableName> names) {
    if (names.size() > MOST_TABLES) {
      throw new FaultException(
          Kind.REFUSED,
          "the model names " + names.size() + " tables, at most " + MOST_TABLES + " are allowed",
          "split the model");
    }
    var seen = new HashSet<String>();
    for (var name : names) {
      var table = find(name);
      if (!seen.add(name.toString().toLowerCase(Locale.ROOT))) {
        continue; // DuckDB takes another letter case for the same view.
      }
      var needs = model.needs(connection, name, table.schema());
      var request = ScanRequest.everything();
      var scan = lake.reader().scan(connection, table, needs.map(request::where).orElse(request));
      scans.add(scan);
      ScanView.bind(connection, name.parts(), scan);
    }
  }

  /** How many rows these have at most; none for a model that reads no table. */
  OptionalLong rows() {
    return scans.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(scans.stream().mapToLong(Scan::recordsBeforeDeletes).sum());
  }

  private Table find(TableName name) {
    return lake.lake()
        .entry(head, name.key())
        .map(entry -> table(name, entry))
        .orElseGet(() -> findByAnyCase(name));
  }

  private Table findByAnyCase(TableName name) {
    var names = new ArrayList<TableName>();
    lake.lake()
        .entries(
            head,
            (key, entry) -> {
              if (key.kind() == EntryKey.Kind.RELATION) {
                names.add(TableName.of(key));
              }
            });
    var matches = names.stream().filter(name::matches).sorted().toList();
    if (matches.isEmpty()) {
      throw new FaultException(unknown(name, names));
    }
    var found = matches.getFirst();
    return table(found, lake.lake().entry(head, found.key()).orElseThrow());
  }

  private Table table(TableName name, Entry entry) {
    return switch (entry) {
      case Entry.Table table -> lake.table(name.key(), table);
      case Entry.View _, Entry.Namespace _ ->
          throw new FaultException(
              placed(
                  Fault.of(
                      Kind.REFUSED,
                      name + " is a view of another engine, whose SQL cannot be run here",
                      "make it a model"),
                  name));
    };
  }

  private Fault unknown(TableName name, List<TableName> known) {
    if (isFile(name.toString())) {
      return placed(
          Fault.of(
              Kind.REFUSED,
              "'" + String.join(".", name.parts()) + "' is a file: a model reads tables only",
              "load the file by a source, and read its table"),
          name);
    }
    Optional<String> near =
        DidYouMean.among(known.stream().map(TableName::toString).toList(), name.toString());
    return placed(
        Fault.of(
                Kind.UNKNOWN_TABLE,
                "there is no table '" + name + "' on '" + model.task().branch() + "'",
                near.map(n -> "did you mean '" + n + "'?")
                    .orElse("prunella table list shows what there is"))
            .with("name", name.toString()),
        name);
  }

  private static boolean isFile(String name) {
    var lower = name.toLowerCase(Locale.ROOT);
    return lower.contains("/")
        || lower.contains("\\")
        || lower.matches(".*\\.(csv|tsv|parquet|json|jsonl|ndjson|gz|zst|db|duckdb|xlsx)\"?");
  }

  private Fault placed(Fault fault, TableName name) {
    return model
        .at(connection, name)
        .map(position -> model.at(fault, position))
        .orElseGet(() -> fault.at(model.task().step().place()));
  }

  /** The files that are read. */
  List<Path> files() {
    return scans.stream().flatMap(s -> s.files().stream()).distinct().toList();
  }

  @Override
  public void close() {
    scans.forEach(Scan::close);
    scans.clear();
  }
}
