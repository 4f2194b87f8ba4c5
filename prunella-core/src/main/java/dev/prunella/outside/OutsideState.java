package dev.prunella.outside;

/**
 * How a run of somebody else's stands, in OpenLineage's words. The later one wins over those before
 * it, in whatever order they are heard: a run that has failed has failed.
 */
public enum OutsideState {
  /** Nothing but what it is about was told. */
  OTHER,
  START,
  RUNNING,
  COMPLETE,
  /** It was told to end. */
  ABORT,
  FAIL;

  /** Whether nothing more is to be expected. */
  public boolean isEnd() {
    return compareTo(COMPLETE) >= 0;
  }
}
