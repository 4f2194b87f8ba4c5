package dev.prunella.local.fetch;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.apache.iceberg.Files;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;

/** Rows of a query on their way into one Parquet file. Equal rows make equal bytes. */
final class RowsFile implements AutoCloseable {
  private final List<ResultColumn> columns;
  private final GenericRecord record;
  private final FileAppender<Record> appender;

  RowsFile(Path file, List<ResultColumn> columns) throws IOException {
    this.columns = columns;
    var fields =
        columns.stream()
            .map(c -> Types.NestedField.optional(c.index(), c.name(), c.type()))
            .toList();
    var schema = new Schema(fields);
    this.record = GenericRecord.create(schema);
    this.appender =
        Parquet.write(Files.localOutput(file.toFile()))
            .schema(schema)
            .createWriterFunc(GenericParquetWriter::create)
            .set("write.parquet.compression-codec", "zstd")
            .overwrite()
            .build();
  }

  void add(ResultSet rows, long row) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      record.set(i, columns.get(i).value(rows, row));
    }
    appender.add(record);
  }

  long bytes() {
    return appender.length();
  }

  @Override
  public void close() throws IOException {
    appender.close();
  }
}
