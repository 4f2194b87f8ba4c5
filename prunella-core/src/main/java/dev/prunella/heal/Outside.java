package dev.prunella.heal;

import dev.prunella.heal.Connector.Fate;
import dev.prunella.heal.Connector.Outcome;
import dev.prunella.heal.Planner.Planned;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.AtSource;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.Stage;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentJournal.Writer;
import dev.prunella.incident.RemedyFamily;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Carries out what a person has approved outside of the lake: amend in staging, verify there,
 * publish; or the way back. Each step is in the journal before it is done, so whoever comes after a
 * process that died goes on from there, and asks the source what became of a publication rather
 * than do it twice. Where nobody can tell, it says so and waits.
 */
public final class Outside {
  /** Stages of one way; a publication that did not land may be gone through again. */
  private static final int MOST_STEPS = 8;

  private static final String LANDED = "it has landed at the source";
  private static final String NOT_KNOWN =
      "it is not known whether what was begun at the source was done there";
  private static final RemedyFamily FAMILY = RemedyFamily.QUARANTINE_OR_CORRECT_DATA;

  private final Connector connector;
  private final Duration look;
  private final Clock clock;

  /**
   * @param look how long to wait where the source does not answer
   */
  public Outside(Connector connector, Duration look, Clock clock) {
    this.connector = connector;
    this.look = look;
    this.clock = clock;
  }

  /** How far it came. */
  public sealed interface Went {
    /** There was nothing to do. */
    record Nowhere() implements Went {}

    /** It is done, or cannot be; all is to be looked at again. */
    record ToItsEnd(boolean done, String sentence) implements Went {}

    /** The source does not answer, or nobody can say what became of it. */
    record Stuck(boolean unknown, String sentence) implements Went {}
  }

  /** What is to be done outside, of all that was proved; at most one thing at a time. */
  static Optional<Remedy.AtSource> among(List<Planned> proved) {
    return proved.stream()
        .map(Planned::remedy)
        .flatMap(r -> r instanceof Remedy.AtSource one ? Stream.of(one) : Stream.empty())
        .findFirst();
  }

  /** A decision, but that outside of the lake nothing is done unasked, whoever decided. */
  static Policy.Decision neverUnasked(Remedy remedy, Policy.Decision decision) {
    return remedy instanceof Remedy.External && decision.autonomy() == Autonomy.AUTO
        ? new Policy.Decision(Autonomy.PROPOSE, "outside of the lake nothing is done unasked")
        : decision;
  }

  /** Keeps what is proposed, with its evidence, unless that stands there already. */
  void propose(Writer writer, List<IncidentEvent> events, Remedy.AtSource remedy) {
    if (Amending.newest(events).filter(a -> a.key().equals(remedy.key())).isEmpty()) {
      writer.append(
          new IncidentEvent.AmendmentProposed(
              clock.instant(), remedy.key(), remedy.amendment(), remedy.evidence()));
    }
  }

  /**
   * Does what was proposed last.
   *
   * @throws IllegalStateException unless a person has said yes to exactly that
   */
  void carryOut(Writer writer, List<IncidentEvent> events, Remedy.AtSource remedy) {
    var approved =
        Amending.newest(events)
            .filter(a -> a.key().equals(remedy.key()) && a.isApproved())
            .orElseThrow(
                () -> new IllegalStateException("nobody has said yes to: " + remedy.words()));
    waitIfStuck(
        writer, goOn(writer, tell(writer, approved, Stage.BEGUN, "approved, and begun")), approved);
  }

  /** Goes on with what a process has begun and not done; whether there was anything. */
  boolean finishBegun(Writer writer, List<IncidentEvent> events) {
    var open = Amending.newest(events).filter(Amending::isUnderWay);
    open.ifPresent(a -> waitIfStuck(writer, goOn(writer, a), a));
    return open.isPresent();
  }

  /**
   * Gives up what was begun and is not published, for a person has dismissed it: staging gets its
   * old values again.
   *
   * @return whether that is still to be done, for the source does not answer
   */
  public boolean giveUp(Writer writer, List<IncidentEvent> events) {
    var open = Amending.newest(events).filter(a -> a.isUnderWay() && !a.isUnknown());
    if (open.isEmpty() || open.get().is(Stage.TAKING_BACK)) {
      return false;
    }
    var at =
        open.get().is(Stage.GIVING_UP)
            ? open.get()
            : tell(writer, open.get(), Stage.GIVING_UP, "dismissed");
    var went = goOn(writer, at);
    waitIfStuck(writer, went, at);
    return went instanceof Went.Stuck;
  }

  /** Whether a source has other values for what was done here. */
  public static boolean isAtSource(List<IncidentEvent> events) {
    return Amending.all(events).stream().anyMatch(Amending::canBeTakenBack);
  }

  /** Whether a source has its old values again. */
  public static boolean wasTakenBack(List<IncidentEvent> events) {
    return Amending.all(events).stream().anyMatch(a -> a.is(Stage.TAKEN_BACK));
  }

  /** Takes back what was published at the source last, or goes on with that. */
  public Went takeBack(Writer writer, List<IncidentEvent> events) {
    var published =
        Amending.all(events).reversed().stream().filter(Amending::canBeTakenBack).findFirst();
    return published
        .map(
            a ->
                a.is(Stage.TAKING_BACK)
                    ? a
                    : tell(writer, a, Stage.TAKING_BACK, "to be taken back"))
        .map(a -> goOn(writer, a))
        .orElseGet(Went.Nowhere::new);
  }

  private Went goOn(Writer writer, Amending from) {
    var at = from;
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      switch (step(writer, at)) {
        case Step.To(var next) -> at = next;
        case Step.End(var went) -> {
          return went;
        }
      }
    }
    return new Went.Stuck(false, "it does not come to an end at the source");
  }

  private sealed interface Step {
    record To(Amending next) implements Step {}

    record End(Went went) implements Step {}
  }

  private Step step(Writer writer, Amending at) {
    var amendment = at.amendment();
    return switch (at.stage().orElseThrow()) {
      case BEGUN -> amend(writer, at);
      case AMENDED -> after(writer, at, connector.verify(amendment), Stage.VERIFIED);
      case VERIFIED -> publish(writer, at, Stage.PUBLISHING);
      case PUBLISHING, TAKING_BACK -> publishUnlessLanded(writer, at, at.stage().get());
      case GIVING_UP -> giveUp(writer, at);
      case PUBLISHED -> new Step.End(new Went.ToItsEnd(true, "it is published at the source"));
      case TAKEN_BACK -> new Step.End(new Went.ToItsEnd(true, "it is taken back at the source"));
      case REFUSED, UNKNOWN -> new Step.End(new Went.ToItsEnd(false, "it was refused"));
    };
  }

  /** Whatever comes of it later, it is known whether anything was changed from here. */
  private Step amend(Writer writer, Amending at) {
    var told = new ArrayList<>(List.of(at));
    var outcome = connector.amend(at.amendment(), r -> told.add(keep(writer, at, Stage.BEGUN, r)));
    return after(writer, told.getLast(), outcome, Stage.AMENDED);
  }

  /**
   * A publication whose process died is not repeated before the source says that it did not land.
   */
  private Step publishUnlessLanded(Writer writer, Amending at, Stage doing) {
    return switch (fateOfPublication(at)) {
      case LANDED -> new Step.To(done(writer, at, result(doing), LANDED));
      case NOT_LANDED -> publish(writer, at, doing);
      case UNKNOWN -> new Step.End(new Went.Stuck(true, NOT_KNOWN));
    };
  }

  /** What has landed before it was dismissed is not taken back unasked. */
  private Step giveUp(Writer writer, Amending at) {
    return switch (fateOfPublication(at)) {
      case LANDED -> new Step.To(tell(writer, at, Stage.PUBLISHED, LANDED));
      case NOT_LANDED -> restoreAndRefuse(writer, at, "it was dismissed");
      case UNKNOWN -> new Step.End(new Went.Stuck(true, NOT_KNOWN));
    };
  }

  private Fate fateOfPublication(Amending at) {
    var fate =
        at.receipt()
            .map(receipt -> connector.fate(at.amendment(), receipt))
            .orElse(Fate.NOT_LANDED);
    // Where nobody knows, a person may say that it did not.
    return fate == Fate.UNKNOWN && at.again() ? Fate.NOT_LANDED : fate;
  }

  private Step publish(Writer writer, Amending at, Stage doing) {
    boolean forth = doing == Stage.PUBLISHING;
    var outcome =
        forth
            ? connector.publish(at.amendment(), r -> keep(writer, at, doing, r))
            : connector.switchBack(at.amendment(), r -> keep(writer, at, doing, r));
    return after(writer, at, outcome, result(doing));
  }

  private static Stage result(Stage doing) {
    return doing == Stage.PUBLISHING ? Stage.PUBLISHED : Stage.TAKEN_BACK;
  }

  private Amending keep(Writer writer, Amending at, Stage doing, String receipt) {
    var event =
        new AtSource(
            clock.instant(),
            at.key(),
            doing,
            Optional.of(receipt),
            doing == Stage.BEGUN ? "it is about to be amended" : "it is about to be published");
    writer.append(event);
    return at.after(event);
  }

  private Step after(Writer writer, Amending at, Outcome outcome, Stage next) {
    return switch (outcome) {
      case Outcome.Done(var sentence) -> new Step.To(done(writer, at, next, sentence));
      case Outcome.Refused(var sentence) when next == Stage.TAKEN_BACK -> {
        tell(writer, at, Stage.PUBLISHED, "it stays as it is: " + sentence);
        yield new Step.End(new Went.ToItsEnd(false, sentence));
      }
      case Outcome.Refused(var sentence) -> restoreAndRefuse(writer, at, sentence);
      case Outcome.Failed(var sentence) -> new Step.End(new Went.Stuck(false, sentence));
      // What is asked then is what became of it.
      case Outcome.Unknown(var sentence) -> new Step.End(new Went.Stuck(true, sentence));
    };
  }

  private Amending done(Writer writer, Amending at, Stage stage, String sentence) {
    if (stage == Stage.TAKEN_BACK) {
      failed(writer, at, "a person took it back");
    }
    return tell(writer, at, stage, sentence);
  }

  /**
   * Nothing half done stays behind in the source's staging. What is there now and was not changed
   * from here is others' work, also where it has the same value.
   */
  private Step restoreAndRefuse(Writer writer, Amending at, String why) {
    boolean isOurs =
        at.amended().filter(r -> connector.fate(at.amendment(), r) != Fate.NOT_LANDED).isPresent();
    if (!isOurs) {
      return refuse(writer, at, why + "; nothing was changed from here");
    }
    return switch (connector.restore(at.amendment())) {
      case Outcome.Done(var sentence) -> refuse(writer, at, why + "; " + sentence);
      case Outcome.Refused(var sentence) -> refuse(writer, at, why + "; " + sentence);
      case Outcome.Failed(var sentence) -> new Step.End(new Went.Stuck(false, sentence));
      case Outcome.Unknown(var sentence) -> new Step.End(new Went.Stuck(false, sentence));
    };
  }

  private Step refuse(Writer writer, Amending at, String sentence) {
    failed(writer, at, sentence);
    tell(writer, at, Stage.REFUSED, sentence);
    return new Step.End(new Went.ToItsEnd(false, sentence));
  }

  /** The same is not proposed again for this failure. */
  private void failed(Writer writer, Amending at, String sentence) {
    writer.append(
        new IncidentEvent.Tried(
            clock.instant(),
            at.key(),
            FAMILY,
            "put it right at the source",
            Optional.empty(),
            Verified.FAILED,
            List.of(sentence)));
  }

  private Amending tell(Writer writer, Amending at, Stage stage, String sentence) {
    var event = new AtSource(clock.instant(), at.key(), stage, Optional.empty(), sentence);
    writer.append(event);
    return at.after(event);
  }

  /** It is gone on with after a while; who may know more is asked what nobody here can tell. */
  private void waitIfStuck(Writer writer, Went went, Amending at) {
    if (went instanceof Went.Stuck(var unknown, var sentence)) {
      var now = clock.instant();
      if (unknown && !at.isUnknown()) {
        // The question first: to ask twice does no harm, never to ask does.
        writer.append(
            new IncidentEvent.Asked(
                now,
                Optional.empty(),
                at.amendment().table(),
                sentence + ". Look there: retry does it once more, dismiss leaves it to you",
                Answer.words(Answer.RETRY, Answer.DISMISS)));
        writer.append(new AtSource(now, at.key(), Stage.UNKNOWN, Optional.empty(), sentence));
      }
      writer.append(new IncidentEvent.Waiting(now, now.plus(look), sentence));
    }
  }
}
