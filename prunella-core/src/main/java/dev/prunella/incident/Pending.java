package dev.prunella.incident;

import java.util.Optional;

/**
 * What an incident waits for, and whom: what begins that, and what ends it.
 *
 * @param waiting until when nothing can be done; only while that is so
 * @param waits how often that was so
 * @param asked the question that is open
 * @param proposed what was verified and waits for a person
 * @param unheard whether something was suggested since the incident was looked at last
 */
record Pending(
    Optional<IncidentEvent.Waiting> waiting,
    int waits,
    Optional<IncidentEvent.Asked> asked,
    Optional<IncidentEvent.Decided> proposed,
    boolean unheard) {
  static final Pending NOTHING =
      new Pending(Optional.empty(), 0, Optional.empty(), Optional.empty(), false);

  Pending after(IncidentEvent event) {
    return switch (event) {
      case IncidentEvent.Waiting one -> heard().until(one);
      case IncidentEvent.Asked one -> heard().asks(one);
      case IncidentEvent.Decided one when one.autonomy() == IncidentEvent.Autonomy.PROPOSE ->
          proposes(one);
      case IncidentEvent.Decided _, IncidentEvent.Published _ -> withoutProposal();
      case IncidentEvent.Joined _, IncidentEvent.Tried _ -> withoutWait();
      // It is worth a look now.
      case IncidentEvent.Suggested _ -> withoutWait().notHeard();
      // Who answers wants it looked at now. What was said yes to is still to be published.
      case IncidentEvent.Answered one when one.isYes() -> withoutWait().withoutQuestion();
      case IncidentEvent.Answered _ -> withoutWait().withoutQuestion().withoutProposal();
      case IncidentEvent.Closed _ -> withoutWait().withoutQuestion().withoutProposal().heard();
      case IncidentEvent.Opened _,
          IncidentEvent.Believed _,
          IncidentEvent.AmendmentProposed _,
          IncidentEvent.AtSource _,
          IncidentEvent.Undone _,
          IncidentEvent.Watched _,
          IncidentEvent.Follows _,
          IncidentEvent.Noted _ ->
          this;
    };
  }

  private Pending until(IncidentEvent.Waiting wait) {
    return new Pending(Optional.of(wait), waits + 1, asked, proposed, unheard);
  }

  private Pending withoutWait() {
    return new Pending(Optional.empty(), waits, asked, proposed, unheard);
  }

  private Pending asks(IncidentEvent.Asked question) {
    return new Pending(waiting, waits, Optional.of(question), proposed, unheard);
  }

  private Pending withoutQuestion() {
    return new Pending(waiting, waits, Optional.empty(), proposed, unheard);
  }

  private Pending proposes(IncidentEvent.Decided proposal) {
    return new Pending(waiting, waits, asked, Optional.of(proposal), unheard);
  }

  private Pending withoutProposal() {
    return new Pending(waiting, waits, asked, Optional.empty(), unheard);
  }

  private Pending notHeard() {
    return new Pending(waiting, waits, asked, proposed, true);
  }

  private Pending heard() {
    return new Pending(waiting, waits, asked, proposed, false);
  }
}
