package dev.prunella.pipeline;

/** Looks on while a step works, and can end it. Called from any thread. */
public interface StepWatch {

  /**
   * The work goes on.
   *
   * @param rows so far, 0 when it is not known
   * @param share of the work, 0 to 1, negative when it is not known
   */
  void progress(long rows, double share);

  /** A line that the step's program printed; secrets are masked already. */
  void log(String line);

  boolean cancelled();

  /**
   * What ends the work at once when the step is cancelled; runs immediately when it already is.
   *
   * @return to be closed when the work has ended by itself
   */
  Registration onCancel(Runnable end);

  /** Until closed. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Nobody looks on, and nothing ends it. */
  static StepWatch nobody() {
    return until(new Cancellation());
  }

  /** Nobody looks on; it ends when it is told to. */
  static StepWatch until(Cancellation cancellation) {
    return new StepWatch() {
      @Override
      public void progress(long rows, double share) {}

      @Override
      public void log(String line) {}

      @Override
      public boolean cancelled() {
        return cancellation.isCancelled();
      }

      @Override
      public Registration onCancel(Runnable end) {
        return cancellation.register(end);
      }
    };
  }
}
