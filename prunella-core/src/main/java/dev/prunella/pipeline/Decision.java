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
   * @param look whether a source is to be looked at even so
   * @param again whether it is wanted even if nothing has changed
   */
  record Known(
      Step step,
      String fingerprint,
      Optional<Entry> there,
      Optional<String> builtAs,
      Optional<RunEvent.StepDone> earlier,
      boolean look,
      boolean again) {

    /** What this run has computed before from the same code and inputs, on top of the same rows. */
    Optional<RunEvent.StepDone> fitting() {
      return earlier.filter(
          done ->
              done.fingerprint().equals(fingerprint)
                  && (there.equals(done.before())
                      || there.filter(done.after()::equals).isPresent()));
    }
  }

  static Decision of(Known known) {
    var earlier = known.fitting();
    if (earlier.isPresent() && !(known.step().loads() && known.look())) {
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
}
