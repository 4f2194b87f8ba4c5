package dev.prunella.local.engine;

import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.ScanRequest;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.TableName;
import java.nio.file.Path;
import java.sql.SQLException;

/** Writes a table's rows to a file for a program of the project. */
final class Exports {
  private Exports() {}

  static long write(
      LocalLake lake,
      StepSession session,
      StepTask task,
      TableName name,
      Step.Exchange format,
      Path file)
      throws SQLException {
    var head = lake.lake().head(task.branch());
    var table =
        lake.table(head, name.key())
            .orElseThrow(
                () ->
                    new FaultException(
                        Kind.UNKNOWN_TABLE,
                        "there is no table '" + name + "' on '" + task.branch() + "'",
                        "prunella table list shows what there is"));
    try (var scan = lake.reader().scan(session.connection(), table, ScanRequest.everything());
        var statement = session.connection().createStatement()) {
      return statement.executeLargeUpdate(
          "COPY (SELECT * FROM "
              + scan.sql()
              + ") TO "
              + Sql.literal(file.toString())
              + " ("
              + options(format)
              + ")");
    }
  }

  private static String options(Step.Exchange format) {
    return switch (format) {
      case PARQUET -> "FORMAT parquet, COMPRESSION zstd";
      case CSV -> "FORMAT csv, HEADER true";
      case JSON_LINES -> "FORMAT json, ARRAY false";
    };
  }
}
