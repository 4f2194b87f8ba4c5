package dev.prunella.app.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.serve.CannotListen;
import dev.prunella.app.view.Json;
import dev.prunella.connect.dbt.DbtException;
import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.QueryException;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.local.transfer.TransferException;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever went wrong into what, where and next step. */
final class Errors {
  private static final int MOST_CAUSES = 20;
  private static final Told ENDED =
      new Told(Exit.INTERRUPTED, "interrupted", "ended before it was done", null);

  private final Surroundings surroundings;
  private final Redaction redaction;
  private final Cancellation wanted;

  /**
   * @param wanted whether the command's end was
   */
  Errors(Surroundings surroundings, Redaction redaction, Cancellation wanted) {
    this.wanted = wanted;
    this.surroundings = surroundings;
    this.redaction = redaction;
  }

  /** How an error is told to machines, on standard error. */
  record View(String code, String message, @Nullable String next, int exit) {}

  private record Document(@JsonProperty("error") View error) {}

  private record Told(Exit exit, String code, String message, @Nullable String next) {
    /** Libraries put what they were given into their messages: passwords in URLs, for one. */
    Told redacted(Redaction redaction) {
      return new Told(
          exit, code, redaction.redact(message), next == null ? null : redaction.redact(next));
    }
  }

  /** A command failed. */
  int failed(Exception error, CommandLine command) {
    var told = told(error);
    boolean broken = told.exit() == Exit.FAILED || told.exit() == Exit.USAGE;
    // What was ended in the middle has failed, or not been understood, for no other reason.
    return tell(broken && wanted.isCancelled() ? ENDED : told.redacted(redaction), error, command);
  }

  /** The command line was not understood. */
  int misunderstood(ParameterException error, String[] args) {
    var command = error.getCommandLine();
    var told =
        new Told(
            Exit.USAGE,
            "bad-usage",
            message(error),
            command.getCommandSpec().qualifiedName() + " --help");
    return tell(told, error, command, List.of(args).contains("--json"));
  }

  private int tell(Told told, Exception error, CommandLine command) {
    return tell(told, error, command, Common.of(command.getCommandSpec()).json);
  }

  private int tell(Told told, Exception error, CommandLine command, boolean json) {
    var err = command.getErr();
    var console = new Console(command.getOut(), err, surroundings, json);
    if (json) {
      var view = new View(told.code(), told.message(), told.next(), told.exit().code());
      err.println(Json.line(new Document(view)));
    } else {
      var lines = told.message().lines().map(Words::safe).toList();
      err.println(
          console.paint(Ink.BAD, "error:") + " " + (lines.isEmpty() ? "" : lines.getFirst()));
      lines.stream().skip(1).forEach(line -> err.println("       " + line));
      if (told.next() != null) {
        err.println(console.paint(Ink.DIM, "next: ") + " " + Words.safe(told.next()));
      }
    }
    if (surroundings.wantsStackTraces() || Common.of(command.getCommandSpec()).verbose) {
      var trace = new StringWriter();
      error.printStackTrace(new PrintWriter(trace));
      err.print(redaction.redact(trace.toString()));
    }
    command.getOut().flush();
    err.flush();
    return told.exit().code();
  }

  private Told told(Exception error) {
    return switch (error) {
      case Failure f -> new Told(f.exit(), f.code(), text(f), f.nextStep());
      case LakeException e ->
          new Told(Exit.of(e.problem()), e.problem().code(), text(e), e.problem().nextStep());
      case ProjectProblems e ->
          new Told(
              Exit.USAGE,
              "bad-project-file",
              text(e),
              "correct the files and try again; prunella validate checks them");
      case TransferException e ->
          new Told(
              switch (e.reason()) {
                case BAD_REQUEST -> Exit.USAGE;
                case NO_SUCH_FILE -> Exit.NOT_FOUND;
                case BAD_FILE -> Exit.FAILED;
                case EXISTS -> Exit.REFUSED;
              },
              e.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
              text(e),
              e.nextStep().isEmpty() ? null : e.nextStep());
      case DbtException e -> new Told(Exit.USAGE, "bad-dbt-project", text(e), e.nextStep());
      case CannotListen e -> new Told(Exit.FAILED, "cannot-listen", text(e), e.nextStep());
      case QueryException e -> query(e);
      case CancellationException _ -> ENDED;
      default -> other(error);
    };
  }

  private static Told query(QueryException error) {
    var parts = text(error).split(" Next: ", 2);
    var exit =
        switch (error.reason()) {
          case INVALID -> Exit.USAGE;
          case REFUSED -> Exit.REFUSED;
          case UNKNOWN_TABLE -> Exit.NOT_FOUND;
          case TIMED_OUT, OUT_OF_MEMORY, FAILED -> Exit.FAILED;
        };
    var next =
        parts.length == 2
            ? parts[1].strip()
            : error.reason() == QueryException.Reason.UNKNOWN_TABLE ? "prunella table list" : null;
    return new Told(
        exit,
        "query-" + error.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        parts[0].strip(),
        next);
  }

  /** What libraries throw: the cause that says most decides. */
  private static Told other(Exception error) {
    for (var cause : causes(error)) {
      if (cause instanceof LakeException e) {
        return new Told(Exit.of(e.problem()), e.problem().code(), text(e), e.problem().nextStep());
      }
      if (isFull(cause)) {
        return of(Problem.STORAGE_FULL, "the disk is full: " + text(error));
      }
      if (cause instanceof NotFoundException) {
        return of(Problem.FILE_MISSING, "a file of the lake is missing: " + text(cause));
      }
      if (cause instanceof CommitFailedException) {
        return of(Problem.CONFLICT, text(cause));
      }
      if (cause instanceof DuckDbException) {
        return split(cause);
      }
      if (cause instanceof NoSuchFileException e) {
        return new Told(Exit.NOT_FOUND, "no-such-file", "there is no file " + e.getFile(), null);
      }
      if (cause instanceof AccessDeniedException e) {
        return new Told(
            Exit.STORAGE, "access-denied", "no access to " + e.getFile(), "check its permissions");
      }
      if (cause instanceof FileSystemException e) {
        return of(Problem.STORAGE_FAILED, e.getFile() + ": " + e.getReason());
      }
      if (cause instanceof IOException || cause instanceof UncheckedIOException) {
        return of(Problem.STORAGE_FAILED, text(cause));
      }
    }
    return new Told(
        Exit.FAILED,
        "failed",
        error.getClass().getSimpleName() + ": " + text(error),
        "again with --verbose shows where; please report it");
  }

  /** The reader and writer of tables end their messages with the next step. */
  private static Told split(Throwable error) {
    var parts = text(error).split(" Next: ", 2);
    return new Told(
        Exit.FAILED, "query-failed", parts[0].strip(), parts.length == 2 ? parts[1].strip() : null);
  }

  private static Told of(Problem problem, String message) {
    return new Told(Exit.of(problem), problem.code(), message, problem.nextStep());
  }

  private static boolean isFull(Throwable cause) {
    var text = text(cause).toLowerCase(Locale.ROOT);
    return text.contains("no space left on device")
        || text.contains("disk quota exceeded")
        || text.contains("sqlite_full")
        || text.contains("not enough space on the disk");
  }

  private static List<Throwable> causes(Throwable error) {
    var causes = new ArrayList<Throwable>();
    for (Throwable c = error; c != null && causes.size() < MOST_CAUSES; c = c.getCause()) {
      causes.add(c);
    }
    return causes;
  }

  private static String text(Throwable error) {
    return Optional.ofNullable(error.getMessage()).orElse(error.getClass().getSimpleName());
  }

  private static String message(ParameterException error) {
    if (!(error instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return text(error);
    }
    var typed = unmatched.getUnmatched().getFirst();
    var spec = error.getCommandLine().getCommandSpec();
    boolean option = typed.startsWith("-");
    List<String> known = new ArrayList<>();
    if (option) {
      spec.options().stream()
          .filter(o -> !o.hidden())
          .forEach(o -> known.addAll(List.of(o.names())));
    } else {
      known.addAll(spec.subcommands().keySet());
    }
    var what = option ? "option" : known.isEmpty() ? "argument" : "command";
    return "'%s' has no %s '%s'%s"
        .formatted(
            spec.qualifiedName(),
            what,
            typed,
            DidYouMean.among(known, typed.replaceFirst("=.*", ""))
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(
                    known.isEmpty() || option ? "" : "; there are " + String.join(", ", known)));
  }
}
