package dev.prunella.pipeline;

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
   * @param files what stands in its folder, by name, beside what the caller puts there
   * @param environment what it finds in its environment beyond the few names that every program
   *     needs
   */
  record Program(
      List<String> command,
      String folder,
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

  /** The one file that the program wrote as its result, by its name without the ending. */
  java.util.Optional<String> result(String folder, String name);

  void remove(String folder);
}
