package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.RunEvent.Outcome;
import dev.prunella.refs.MemoryRefStore;
import dev.prunella.refs.Ref;
import dev.prunella.refs.RefStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run is stopped at every write it makes; the next process goes on from there. */
class RunCrashTest {
  private static final String DAY = "2026-11-20";
  private static final int MORE_WRITES_THAN_A_RUN_MAKES = 200;

  /** On which side of a write the process dies. */
  enum Side {
    BEFORE,
    AFTER
  }

  /** The process is gone: nothing that it calls answers any more. */
  private static final class Gone extends Error {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @EnumSource
  void whereverARunIsKilledItIsResumedToTheSameEnd(Side side) {
    var undisturbed = new World().classic();
    undisturbed.run(DAY);
    int stops = 0;
    for (int n = 1; n < MORE_WRITES_THAN_A_RUN_MAKES; n++) {
      var store = new MemoryRefStore();
      var bodies = StoredRunJournal.bodies();
      new World(store, bodies).classic();
      if (!dies(dyingAt(store, n, side), bodies)) {
        assertThat(stops).as("writes of a run").isGreaterThan(10);
        return;
      }
      stops++;
      var next = new World(store, bodies).classic();
      assertThat(next.main().keySet())
          .as("stop %d %s", n, side)
          .isIn(Set.of(), undisturbed.main().keySet());
      if (store.length("runs") == 0) {
        assertThat(next.run(DAY).outcome()).isEqualTo(Outcome.PUBLISHED);
      } else {
        var run = next.journal.newest(1).getFirst().run();
        var again =
            next.runner.resume(run, next.request(DAY), RunListener.nobody(), next.cancellation);
        assertThat(again.outcome()).isIn(Outcome.PUBLISHED, Outcome.UNCHANGED);
      }
      assertThat(next.main()).as("stop %d %s", n, side).isEqualTo(undisturbed.main());
      assertThat(next.branches()).as("stop %d %s", n, side).isEmpty();
      assertThat(store.publications(10)).as("stop %d %s", n, side).hasSize(1);
      assertThat(next.lake.log(next.lake.head(Ref.MAIN).id())).hasSize(2);
    }
    throw new AssertionError("a run makes more writes than were counted on");
  }

  private static boolean dies(RefStore store, java.util.Map<String, RunEvent> bodies) {
    try {
      new World(store, bodies).classic().run(DAY);
      return false;
    } catch (Gone e) {
      return true;
    }
  }

  private static RefStore dyingAt(RefStore store, int nth, Side side) {
    var writes = new AtomicInteger();
    return (RefStore)
        Proxy.newProxyInstance(
            RefStore.class.getClassLoader(),
            new Class<?>[] {RefStore.class},
            (_, method, args) -> {
              boolean write = method.getName().equals("write");
              int count = write ? writes.incrementAndGet() : writes.get();
              boolean now = write && count == nth;
              if (count > nth || (count == nth && !write) || (now && side == Side.BEFORE)) {
                throw new Gone();
              }
              try {
                var answer = method.invoke(store, args);
                if (now) {
                  throw new Gone();
                }
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
