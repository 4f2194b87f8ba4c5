package dev.prunella.local.process;

import dev.prunella.local.process.RunningProgram.End;
import dev.prunella.pipeline.ChildProcesses.Ended;
import dev.prunella.pipeline.ChildProcesses.Program;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Says of a program that has ended whether it ended well, and else why not. */
final class Verdict {
  private static final int LONGEST = 500;
  private static final int TAIL = 4_000;

  /** A shell and Java report a signal as 128 more than its number. */
  private static final int SIGNALLED = 128;

  private static final int KILL = 9;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "HUP", 2, "INT", 3, "QUIT", 4, "ILL", 6, "ABRT", 7, "BUS", 8, "FPE", KILL, "KILL", 11,
          "SEGV", 15, "TERM");

  /** How programs of several languages say that they got no more memory. */
  private static final Pattern NO_MEMORY =
      Pattern.compile(
          "Cannot allocate memory|std::bad_alloc|java\\.lang\\.OutOfMemoryError"
              + "|memory allocation of \\d+ bytes failed|JavaScript heap out of memory"
              + "|(?m:^MemoryError\\b)");

  private static final Pattern NO_SPACE = Pattern.compile("No space left on device");

  private final Program program;
  private final Path folder;
  private final List<String> tail;

  Verdict(Program program, Path folder, List<String> tail) {
    this.program = program;
    this.folder = folder;
    this.tail = tail;
  }

  Ended on(End end) {
    return switch (end) {
      case End.Exited(var status) when status == 0 -> new Ended.Well();
      case End.Exited(var status) -> bad(exited(status));
      case End.TimeIsOver() ->
          bad(
              Fault.of(
                  Kind.TIMED_OUT,
                  "the program had not ended after "
                      + Words.of(program.limits().time())
                      + " and was ended with all that it had started",
                  "make it faster, or allow more: time"));
      case End.Cancelled() -> bad(Fault.of(Kind.PROCESS_FAILED, "the program was told to end", ""));
      case End.DiskIsFull(var bytes, var allowed) ->
          bad(
              Fault.of(
                      Kind.DISK_FULL,
                      "the program had written "
                          + bytes
                          + " bytes into its folder, where "
                          + allowed
                          + " are allowed, and was ended",
                      "let it write less at once")
                  .with("bytes", Long.toString(bytes)));
    };
  }

  private Ended bad(Fault fault) {
    var full = fault.place().isPresent() ? fault : fault.at(program.place());
    return new Ended.Badly(tail.isEmpty() ? full : full.with("output", lastOf(tail)));
  }

  private Fault exited(int status) {
    var traceback = Traceback.in(tail, folder, program.files().keySet());
    var fault =
        Fault.of(kind(status, traceback), message(status, traceback), "")
            .with("exit", Integer.toString(status));
    var signal = signal(status);
    if (signal.isPresent()) {
      fault = fault.with("signal", signal.get());
    }
    if (traceback.isPresent()) {
      fault = fault.with("exception", traceback.get().type());
    }
    var line = traceback.flatMap(Traceback::line).map(program.place()::at);
    var placed = line.map(fault::at).orElse(fault);
    return new Fault(
        placed.kind(), placed.message(), placed.place(), next(placed.kind()), placed.facts());
  }

  private Kind kind(int status, Optional<Traceback> traceback) {
    var text = String.join("\n", tail);
    if (status == SIGNALLED + KILL
        || traceback.map(Traceback::type).filter(t -> t.endsWith("MemoryError")).isPresent()
        || NO_MEMORY.matcher(text).find()) {
      return Kind.OUT_OF_MEMORY;
    }
    return NO_SPACE.matcher(text).find() ? Kind.DISK_FULL : Kind.PROCESS_FAILED;
  }

  private String message(int status, Optional<Traceback> traceback) {
    if (traceback.isPresent()) {
      return cut(traceback.get().exception());
    }
    var how =
        status == SIGNALLED + KILL
            ? "the program was killed, as the system does when memory runs out"
            : signal(status)
                .map(s -> "the program was ended by the signal " + s)
                .orElse("the program ended with status " + status);
    return tail.isEmpty() ? how : how + "; it printed last: " + cut(tail.getLast());
  }

  private String next(Kind kind) {
    return switch (kind) {
      case OUT_OF_MEMORY ->
          "let it hold less at once, or allow it more memory than "
              + Words.ofBytes(program.limits().memoryBytes());
      case DISK_FULL -> "free some space; prunella gc --dry-run says what it would free";
      default -> "read what it printed, and correct the program";
    };
  }

  private static Optional<String> signal(int status) {
    return status <= SIGNALLED
        ? Optional.empty()
        : Optional.of(
            SIGNALS.getOrDefault(status - SIGNALLED, Integer.toString(status - SIGNALLED)));
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
  }

  private static String lastOf(List<String> lines) {
    var all = String.join("\n", lines);
    return all.length() <= TAIL ? all : "..." + all.substring(all.length() - TAIL);
  }
}
