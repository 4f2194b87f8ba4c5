package dev.prunella.bench.crash;

/** Told of each step of storage and database that a writer takes; may end the writer there. */
public interface Steps {

  /** The writer stands before or after this step. */
  void reach(String step);

  /** Called where nothing is changed, so that a dead writer does not go on. */
  void requireAlive();
}
