package dev.prunella.local.engine;

import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.NumberForm;
import dev.prunella.pipeline.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The files of a batch as DuckDB reads them, by the source's format. */
final class PartFiles implements AutoCloseable {
  private final Path scratch;
  private final Connection connection;
  private final FormatOptions options;
  private final Map<String, NumberForm> forms;
  private final List<Path> temporary = new ArrayList<>();
  private final List<PartFile> opened = new ArrayList<>();
  private final List<RowsFile> readers = new ArrayList<>();

  PartFiles(
      Path scratch, Connection connection, Source.Format format, Map<String, NumberForm> forms) {
    this.scratch = scratch;
    this.connection = connection;
    this.options = new FormatOptions(format);
    this.forms = forms;
  }

  /**
   * Looks at the first bytes of each part and opens it.
   *
   * @param declared names for files that have none of their own
   */
  List<RowsFile> open(List<Batch.Part> parts, List<String> declared) {
    for (var part : parts) {
      opened.add(readable(part));
    }
    switch (options.format().kind()) {
      case CSV ->
          opened.forEach(
              file -> readers.add(new CsvPart(connection, options, forms, file, declared)));
      case PARQUET -> opened.forEach(file -> readers.add(new ParquetPart(connection, forms, file)));
      case JSON -> readers.add(new JsonPart(connection, options, forms, opened));
    }
    return List.copyOf(readers);
  }

  private PartFile readable(Batch.Part part) {
    var path = Path.of(part.location());
    try {
      var first = FirstBytes.of(path);
      first.refuse(part.name(), options.format().kind());
      var rows = options.text("rows");
      if (options.format().kind() == Source.Format.Kind.JSON && rows.isPresent()) {
        return new PartFile(
            part.name(),
            JsonRows.extract(
                new PartFile(part.name(), path, first), rows.get(), temporary("jsonl")),
            FirstBytes.TEXT);
      }
      return options.format().kind() == Source.Format.Kind.CSV
          ? withoutSpareLines(new PartFile(part.name(), plainName(path), first))
          : new PartFile(part.name(), plainName(path), first);
    } catch (IOException e) {
      throw new UncheckedIOException(part.name() + ": " + e.getMessage(), e);
    }
  }

  private PartFile withoutSpareLines(PartFile file) throws IOException {
    var left = file;
    if (options.isTrue("header_again") && options.hasHeader()) {
      left = text(left, new SpareLines(left, options).withoutNamesAgain(temporary("csv")));
    }
    // It counts the rows, and what is no row is gone by now.
    if (options.isTrue("totals_line")) {
      left = text(left, new SpareLines(left, options).withoutTotal(temporary("csv")));
    }
    return left;
  }

  private static PartFile text(PartFile of, Path path) {
    return new PartFile(of.name(), path, FirstBytes.TEXT);
  }

  private Path temporary(String ending) throws IOException {
    Files.createDirectories(scratch);
    var path = scratch.resolve("batch-" + UUID.randomUUID() + "." + ending);
    temporary.add(path);
    return path;
  }

  /** DuckDB would take some names for patterns. */
  private Path plainName(Path path) throws IOException {
    if (path.toString().chars().noneMatch(c -> "*?[]{}\\".indexOf(c) >= 0)) {
      return path;
    }
    return Files.createSymbolicLink(temporary("link"), path.toAbsolutePath());
  }

  /** What is wrong with the bytes, in the words of the file's own name. */
  Fault fault(Batch batch, SQLException e) {
    return new PartFaults(batch, opened, readers).of(e);
  }

  @Override
  public void close() {
    for (var path : temporary) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException e) {
        throw new UncheckedIOException(path + " cannot be removed", e);
      }
    }
  }
}
