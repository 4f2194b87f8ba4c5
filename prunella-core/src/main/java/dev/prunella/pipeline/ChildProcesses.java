package dev.prunella.pipeline;

import dev.prunella.contract.CodePlace;
import java.util.List;
import java.util.Map;

/**
 * Runs programs of the project in processes of their own: with bounded memory and time, with an
 * environment without secrets, in a folder that holds the tables they read. Thread-safe.
 */
public interface ChildProcesses {

  /**
   * A program to be run.
   *
   * @param place where the user wrote it; a failure that names a line of one of {@code files} is
   *     placed there
   * @param files what stands in its folder, by name, beside what the caller puts there
   * @param environment what it finds in its environment beyond the few names that every program
   *     needs
   */
  record Program(
      List<String> command,
      String folder,
      CodePlace place,
      Map<String, String> files,
      Map<String, String> environment,
      StepLimits limits) {
    public Program {
      command = List.copyOf(command);
      files = Map.copyOf(files);
      environment = Map.copyOf(environment);
    }
  }

  /** How it ended. */
  sealed interface Ended {
    record Well() implements Ended {}

    record Badly(Fault fault) implements Ended {}
  }

  /** A fresh folder for a program's files; {@link #remove} takes it away. */
  String folder(StepTask task);

  Ended run(Program program, StepWatch watch);

  /** What a program left as its result. */
  sealed interface Result {
    record File(String path) implements Result {}

    record Nothing() implements Result {}

    /** More than one file could be meant; none is guessed. */
    record Several(List<String> names) implements Result {
      public Several {
        names = List.copyOf(names);
      }
    }
  }

  /**
   * The file that the program wrote as its result.
   *
   * @param name without the ending, which is {@code .parquet}, {@code .csv}, {@code .jsonl} or
   *     {@code .json}
   */
  Result result(String folder, String name);

  void remove(String folder);
}
