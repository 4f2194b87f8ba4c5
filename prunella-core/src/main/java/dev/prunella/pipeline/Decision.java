package dev.prunella.pipeline;

import dev.prunella.refs.Entry;
import java.util.Optional;

/** Whether a step must be computed, and why. Made by one rule for plans and for runs. */
public sealed interface Decision {

  /** For people. */
  String why();

  /** It is carried out. */
  record Compute(String why) implements Decision {}

  /** What is there already is taken. */
  record Take(Entry entry, String why) implements Decision {}

  /**
   * What is known of a step before it is carried out.
   *
   * @param fingerprint what its result depends on, as it stands now
   * @param there the table as it stands now
   * @param builtAs the fingerprint with which that was written
   * @param earlier what this run has computed for it before
   * @param again whether it is wanted even if nothing has changed
   */
  record Known(
      Step step,
      String fingerprint,
      Optional<Entry> there,
      Optional<String> builtAs,
      Optional<RunEvent.StepDone> earlier,
      boolean again) {}

  static Decision of(Known known) {
    var earlier = known.earlier().filter(done -> fits(known, done));
    if (earlier.isPresent()) {
      return new Take(earlier.get().after(), "computed before in this run");
    }
    if (known.again()) {
      return new Compute("asked for again");
    }
    if (known.step().loads()) {
      return new Compute("the source may have something new");
    }
    if (known.there().isEmpty()) {
      return new Compute("the table is not there yet");
    }
    if (!known.step().repeatable()) {
      return new Compute("its result differs each time");
    }
    return known.builtAs().filter(known.fingerprint()::equals).isPresent()
        ? new Take(known.there().get(), "nothing that it depends on has changed")
        : new Compute("its code, its inputs or the interval are others than last time");
  }

  /** The same code and inputs, on top of the same rows. */
  private static boolean fits(Known known, RunEvent.StepDone done) {
    return done.fingerprint().equals(known.fingerprint())
        && (known.there().equals(done.before())
            || known.there().filter(done.after()::equals).isPresent());
  }
}
