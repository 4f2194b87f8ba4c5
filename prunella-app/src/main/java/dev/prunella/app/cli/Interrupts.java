package dev.prunella.app.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * By what a command is told to end before it is done: Ctrl-C where it runs in a process of its own,
 * a word of whoever asked for it where a server runs it. Thread-safe.
 */
interface Interrupts {

  /** Has something done when the end is wanted; it waits itself for what it ends. */
  Listening on(Runnable action);

  /** Something that is done at an interrupt, until it is closed. */
  interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /** Ctrl-C, and whatever else ends this process. */
  static Interrupts ofThisProcess() {
    return action -> {
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
    };
  }

  /** A word of somebody; one that came before anything listened is heard all the same. */
  final class ByWord implements Interrupts {
    private final List<Runnable> actions = new ArrayList<>();
    private boolean said;

    /** Says it; each action goes on beside the others. */
    synchronized void say() {
      said = true;
      actions.forEach(ByWord::start);
    }

    synchronized boolean isSaid() {
      return said;
    }

    @Override
    public synchronized Listening on(Runnable action) {
      actions.add(action);
      if (said) {
        start(action);
      }
      return () -> forget(action);
    }

    private synchronized void forget(Runnable action) {
      actions.remove(action);
    }

    private static void start(Runnable action) {
      Thread.ofVirtual().name("prunella-interrupt").start(action);
    }
  }
}
