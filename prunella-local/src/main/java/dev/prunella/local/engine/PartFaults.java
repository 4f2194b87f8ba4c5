package dev.prunella.local.engine;

import dev.prunella.local.transfer.FileErrors;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what DuckDB found wrong with a batch's files, in the words of the files' own names. */
final class PartFaults {
  private static final String MORE_MEMORY = "allow the step more, or load less at once";

  private final List<PartFile> files = new ArrayList<>();
  private final List<RowsFile> readers;

  /**
   * @param opened where DuckDB read the parts of the batch, as far as that was begun
   */
  PartFaults(Batch batch, List<PartFile> opened, List<RowsFile> readers) {
    this.files.addAll(opened);
    batch
        .parts()
        .forEach(
            part ->
                files.add(new PartFile(part.name(), Path.of(part.location()), FirstBytes.TEXT)));
    this.readers = List.copyOf(readers);
  }

  Fault of(SQLException e) {
    var error = SqlError.of(e);
    var part = fileOf(error.message()).map(PartFile::name).orElse("the batch");
    var kind = error.kind();
    if (kind == Kind.OUT_OF_MEMORY || kind == Kind.DISK_FULL || kind == Kind.REFUSED) {
      return Fault.of(kind, part + ": " + named(error.sentence()), MORE_MEMORY);
    }
    if (ExactSelect.isCause(e)) {
      var misfit = misfit();
      if (misfit.isPresent()) {
        return misfit.get();
      }
    }
    var message = named(error.message());
    var found = FileErrors.find(part, message);
    if (isAboutEncoding(e)) {
      return latin1(part, found);
    }
    boolean values =
        found.aboutValues() || kind == Kind.TYPE_MISMATCH || message.contains("Failed to cast");
    var column = found.column().or(() -> values ? culprit() : Optional.empty());
    var next =
        values
            ? "correct the value in the source, or declare the column as string"
            : found.next().isEmpty() ? "look at the file" : found.next();
    var sentence =
        found.column().isEmpty() && column.isPresent()
            ? found.message() + " (column " + column.get() + ")"
            : found.message();
    var fault =
        Fault.of(values ? Kind.TYPE_MISMATCH : Kind.BAD_BYTES, sentence, next).with("file", part);
    if (column.isPresent()) {
      fault = fault.with(Fault.COLUMN, column.get());
    }
    return found.line() > 0 ? fault.with("line", Long.toString(found.line())) : fault;
  }

  private Optional<PartFile> fileOf(String message) {
    return files.stream()
        .filter(file -> message.contains(file.path().toString()))
        .findFirst()
        .or(() -> files.stream().findFirst());
  }

  /** Where the bytes are kept is nobody's business, and says nothing. */
  private String named(String message) {
    for (var file : files) {
      message = message.replace(file.path().toString(), file.name());
    }
    return message;
  }

  private Optional<Fault> misfit() {
    for (var reader : readers) {
      try {
        var found = reader.misfit();
        if (found.isPresent()) {
          return found.map(PartFaults::misfit);
        }
      } catch (SQLException e) {
        return Optional.of(of(e));
      }
    }
    return Optional.empty();
  }

  private static Fault misfit(RowsFile.Found found) {
    var misfit = found.misfit();
    var column = misfit.column();
    var type = misfit.wanted().type();
    boolean withZone =
        type.equals("TIMESTAMP")
            && misfit.value().matches("(?s).*([zZ]|[+-]\\d\\d(:?\\d\\d)?)\\s*");
    var better = withZone ? "timestamptz" : "string";
    var fault =
        Fault.of(
                Kind.TYPE_MISMATCH,
                found.place() + ": " + misfit.sentence(),
                misfit.wanted().declared()
                    ? "correct the value in the source, or declare the column as " + better
                    : "its type is that of the first rows: correct the value in the source, or declare the column (columns: {"
                        + column
                        + ": "
                        + better
                        + ", ...}), drop the table and load it again")
            .with("file", found.file())
            .with(Fault.COLUMN, column)
            .with(Fault.VALUE, Misfit.cut(misfit.value()))
            .with("row", Long.toString(misfit.row()));
    return found.line() > 0 ? fault.with("line", Long.toString(found.line())) : fault;
  }

  static boolean isAboutEncoding(SQLException e) {
    return SqlError.of(e).message().contains("not utf-8 encoded");
  }

  static Fault utf16(String part) {
    return encoding(part + ": its text is not UTF-8; it looks like UTF-16", "utf-16")
        .with("file", part);
  }

  private static Fault latin1(String part, FileErrors.Finding found) {
    var fault =
        encoding(found.message() + "; it looks like Latin-1 (ISO 8859-1, Windows-1252)", "latin-1")
            .with("file", part);
    return found.line() > 0 ? fault.with("line", Long.toString(found.line())) : fault;
  }

  private static Fault encoding(String message, String encoding) {
    return Fault.of(
        Kind.BAD_BYTES,
        message,
        "say in the source's file how it is written: options: {encoding: " + encoding + "}");
  }

  private Optional<String> culprit() {
    return readers.stream()
        .filter(JsonPart.class::isInstance)
        .findFirst()
        .flatMap(reader -> ((JsonPart) reader).culprit());
  }
}
