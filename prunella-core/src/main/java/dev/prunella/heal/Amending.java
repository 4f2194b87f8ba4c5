package dev.prunella.heal;

import dev.prunella.incident.Amendment;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.AtSource;
import dev.prunella.incident.IncidentEvent.Stage;
import dev.prunella.incident.ProposalKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far one amendment has come at its source: its part of an incident's journal, folded.
 *
 * @param stage the last that was told; empty while it is only proposed
 * @param amended the receipt of the last change of staging that was begun
 * @param receipt of the last publication that was begun
 * @param isUnknown whether it was said that nobody knows what became of that
 * @param again whether a person then wanted it done once more
 */
record Amending(
    String key,
    Amendment amendment,
    boolean said,
    Optional<Stage> stage,
    Optional<String> amended,
    Optional<String> receipt,
    boolean isUnknown,
    boolean again) {

  /** All that an incident's journal tells of, the newest last. */
  static List<Amending> all(List<IncidentEvent> events) {
    var all = new ArrayList<Amending>();
    for (var event : events) {
      if (event instanceof IncidentEvent.AmendmentProposed(var _, var key, var amendment, var _)) {
        all.add(
            new Amending(
                key,
                amendment,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                false));
      } else {
        all.replaceAll(one -> one.after(event));
      }
    }
    return all;
  }

  static Optional<Amending> newest(List<IncidentEvent> events) {
    var all = all(events);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  /** How it stands after an event, which need not be about it. */
  Amending after(IncidentEvent event) {
    if (event instanceof AtSource at && at.key().equals(key)) {
      return at.stage() == Stage.UNKNOWN ? unknown(false) : at(at.stage(), at.receipt());
    }
    if (event instanceof IncidentEvent.Answered answered) {
      if (stage.isEmpty() && isAbout(answered)) {
        boolean yes = answered.isYes();
        return new Amending(key, amendment, yes, stage, amended, receipt, isUnknown, again);
      }
      return isUnknown && Answer.RETRY.is(answered.option()) ? unknown(true) : this;
    }
    return this;
  }

  private boolean isAbout(IncidentEvent.Answered answered) {
    return answered.about().filter(a -> ProposalKey.remediesOf(a).contains(key)).isPresent();
  }

  private Amending unknown(boolean anew) {
    return new Amending(key, amendment, said, stage, amended, receipt, true, anew);
  }

  /** A receipt stands until there is another; that of the way there is none of the way back. */
  private Amending at(Stage next, Optional<String> heard) {
    boolean amends = next == Stage.BEGUN;
    var before = next == Stage.TAKING_BACK ? Optional.<String>empty() : receipt;
    return new Amending(
        key,
        amendment,
        said,
        Optional.of(next),
        amends ? heard.or(() -> amended) : amended,
        amends ? before : heard.or(() -> before),
        false,
        false);
  }

  /** A person has said yes to it, and it is not begun. */
  boolean isApproved() {
    return said && stage.isEmpty();
  }

  boolean is(Stage which) {
    return stage.equals(Optional.of(which));
  }

  /** Begun and not done. */
  boolean isUnderWay() {
    return stage
        .filter(
            s ->
                switch (s) {
                  case BEGUN, AMENDED, VERIFIED, PUBLISHING, TAKING_BACK, GIVING_UP -> true;
                  case PUBLISHED, TAKEN_BACK, REFUSED, UNKNOWN -> false;
                })
        .isPresent();
  }

  /** Published at the source, or on the way back from there. */
  boolean canBeTakenBack() {
    return is(Stage.PUBLISHED) || is(Stage.TAKING_BACK);
  }
}
