package dev.prunella.local.engine;

import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.transfer.TransferException;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.LakeException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Locale;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.ValidationException;

/** Says what an exception means for a step. */
final class Faults {
  private Faults() {}

  /** An error of the model's SQL while it ran as part of a statement. */
  static Fault ofSql(ModelSql model, String statement, SQLException e) {
    var error = SqlError.of(e);
    var kind = error.kind();
    var fault = Fault.of(kind, error.sentence(), next(kind, error));
    if (!error.name().isEmpty()) {
      fault = fault.with("name", error.name());
    }
    var position = model.at(statement, error.offset());
    return position.isPresent()
        ? model.at(fault, position.get())
        : fault.at(model.task().step().place());
  }

  private static String next(Kind kind, SqlError error) {
    return switch (kind) {
      case UNKNOWN_COLUMN, UNKNOWN_TABLE ->
          DidYouMean.among(error.candidates(), error.name())
              .map(near -> "did you mean '" + near + "'?")
              .orElse("look for the name in the tables that are read");
      case SQL_INVALID -> "correct the SQL";
      case TYPE_MISMATCH -> "cast the value, or correct it where it comes from";
      case OUT_OF_MEMORY -> "allow the step more memory, or read fewer rows or columns at once";
      case DISK_FULL -> "free some space; prunella gc --dry-run says what it would free";
      case REFUSED -> "load the data by a source, and read its table";
      default -> "";
    };
  }

  /** Any other exception of a step. */
  static Fault of(StepTask task, Exception e) {
    if (e instanceof FaultException known) {
      var fault = known.fault();
      return fault.place().isPresent() ? fault : fault.at(task.step().place());
    }
    return kindAndWords(task, e).at(task.step().place()).with("exception", e.getClass().getName());
  }

  private static Fault kindAndWords(StepTask task, Exception e) {
    var message = String.valueOf(e.getMessage());
    return switch (e) {
      case SQLException sql -> {
        var error = SqlError.of(sql);
        yield Fault.of(error.kind(), error.sentence(), next(error.kind(), error));
      }
      case TransferException transfer ->
          Fault.of(
              switch (transfer.reason()) {
                case BAD_FILE -> Kind.BAD_BYTES;
                case NO_SUCH_FILE -> Kind.MISSING;
                case BAD_REQUEST, EXISTS -> Kind.FAILED;
              },
              message,
              transfer.nextStep());
      case LakeException lake ->
          Fault.of(
              switch (lake.problem()) {
                case STORAGE_FULL -> Kind.DISK_FULL;
                case FILE_MISSING -> Kind.MISSING;
                case CONFLICT, TOO_BUSY -> Kind.CONFLICT;
                default -> Kind.FAILED;
              },
              message,
              lake.problem().nextStep());
      case CommitStateUnknownException unknown ->
          Fault.of(Kind.FAILED, message, "look at the branch before trying again")
              .with("fate", "unknown");
      case ValidationException conflict -> changedMeanwhile(task, message);
      case CommitFailedException conflict -> changedMeanwhile(task, message);
      case AlreadyExistsException conflict -> changedMeanwhile(task, message);
      case NotFoundException missing -> Fault.of(Kind.MISSING, message, "restore the file");
      case UncheckedIOException io -> ofFile(io);
      case DuckDbException duck -> ofDuckDb(task, duck);
      default -> Fault.of(Kind.FAILED, message, "");
    };
  }

  private static Fault changedMeanwhile(StepTask task, String message) {
    return Fault.of(
        Kind.CONFLICT,
        "somebody else changed "
            + task.table()
            + " on '"
            + task.branch()
            + "' meanwhile: "
            + message,
        "run the step again");
  }

  private static Fault ofFile(UncheckedIOException e) {
    var message = String.valueOf(e.getMessage());
    var words = message + " " + e.getCause();
    return words.toLowerCase(Locale.ROOT).contains("no space left")
        ? Fault.of(
            Kind.DISK_FULL,
            message,
            "free some space; prunella gc --dry-run says what it would free")
        : Fault.of(Kind.FAILED, message, "");
  }

  private static Fault ofDuckDb(StepTask task, DuckDbException e) {
    if (e.getCause() instanceof SQLException sql) {
      return of(task, sql);
    }
    var parts = String.valueOf(e.getMessage()).split(" Next: ", 2);
    var kind =
        parts[0].contains("is missing.")
            ? Kind.MISSING
            : parts[0].contains("required column") ? Kind.CONSTRAINT : Kind.FAILED;
    return Fault.of(kind, parts[0], parts.length > 1 ? parts[1] : "");
  }
}
