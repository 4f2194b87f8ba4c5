package dev.prunella.local.gc;

import dev.prunella.refs.RefStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** The end of a process at its n-th step: from then on, nothing that it does has any effect. */
final class Crash {
  static final class Dead extends Error {
    Dead() {
      super("the process is dead");
    }
  }

  private final int at;
  private int steps;

  Crash(int at) {
    this.at = at;
  }

  static Crash never() {
    return new Crash(Integer.MAX_VALUE);
  }

  synchronized void step() {
    if (steps++ >= at) {
      throw new Dead();
    }
  }

  synchronized boolean happened() {
    return steps > at;
  }

  /** The store as the process sees it. */
  RefStore before(RefStore store) {
    return (RefStore)
        Proxy.newProxyInstance(
            Crash.class.getClassLoader(),
            new Class<?>[] {RefStore.class},
            (proxy, method, arguments) -> {
              step();
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
