package dev.prunella.local.engine;

import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.NumberForm;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Parquet file, whose values have types. */
final class ParquetPart implements RowsFile {
  private final Connection connection;
  private final Map<String, NumberForm> forms;
  private final PartFile file;
  private Map<String, String> columns = Map.of();
  private @Nullable ExactSelect select;

  /**
   * A file.
   *
   * @param forms of numbers that come as text, by the file's own names
   */
  ParquetPart(Connection connection, Map<String, NumberForm> forms, PartFile file) {
    this.connection = connection;
    this.forms = forms;
    this.file = file;
  }

  @Override
  public String name() {
    return file.name();
  }

  private String from() {
    return "read_parquet(" + Sql.literal(file.path().toString()) + ", hive_partitioning=false)";
  }

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public Map<String, String> columns(boolean infer) throws SQLException {
    columns = Described.columns(connection, from());
    return columns;
  }

  @Override
  public String select(Map<String, Wanted> wanted) {
    var exact =
        ExactSelect.of(
            wanted,
            columns,
            (column, want, there) ->
                TypedRules.of(want, there, forms.getOrDefault(column, NumberForm.PLAIN)));
    select = exact;
    return exact.sql(from());
  }

  @Override
  public Optional<Found> misfit() throws SQLException {
    if (select == null) {
      return Optional.empty();
    }
    return select.misfit(connection, from()).map(m -> new Found(file.name(), 0, m));
  }
}
