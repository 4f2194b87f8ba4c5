package dev.prunella.app.cli;

import dev.prunella.pipeline.Cancellation;

/**
 * By what a command is told to end before it is done: Ctrl-C where it runs in a process of its own,
 * a word of whoever asked for it where a server runs it. Thread-safe.
 */
interface Interrupts {

  /** Has something done when the end is wanted; it waits itself for what it ends. */
  Listening on(Runnable action);

  /**
   * For work that asks now and then whether its end is wanted. It never is in a process of its own,
   * which ends by Ctrl-C with all that is in it.
   */
  Cancellation wanted();

  /** Something that is done at an interrupt, until it is closed. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** Ctrl-C, and whatever else ends this process. */
  static Interrupts ofThisProcess() {
    return new Interrupts() {
      @Override
      public Listening on(Runnable action) {
        var hook = new Thread(action, "prunella-interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
          try {
            Runtime.getRuntime().removeShutdownHook(hook);
          } catch (IllegalStateException e) {
            // The process is ending already: the hook is what ends it.
            hook.setName("prunella-interrupt-done");
          }
        };
      }

      @Override
      public Cancellation wanted() {
        return new Cancellation();
      }
    };
  }

  /** A word of somebody; one that came before anything listened is heard all the same. */
  final class ByWord implements Interrupts {
    private final Cancellation said = new Cancellation();

    /** Says it once and for all; each action goes on beside the others. */
    void say() {
      said.cancel();
    }

    @Override
    public Listening on(Runnable action) {
      var registration =
          said.register(() -> Thread.ofVirtual().name("prunella-interrupt").start(action));
      return registration::close;
    }

    @Override
    public Cancellation wanted() {
      return said;
    }
  }
}
