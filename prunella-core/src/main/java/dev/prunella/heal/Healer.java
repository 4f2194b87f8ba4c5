package dev.prunella.heal;

import dev.prunella.heal.Planner.Planned;
import dev.prunella.heal.Sandbox.Look;
import dev.prunella.heal.Sandbox.Trial;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentEvent.Verified;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentJournal.Writer;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.ProposalKey;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunResult;
import dev.prunella.refs.Publication;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Heals incidents. Each pass over one goes the same way:
 *
 * <ol>
 *   <li>stop if it is closed, or not due;
 *   <li>end a change at a source that a process has begun, and look again;
 *   <li>stop if a person's note says to wait, or while a question is open and nothing is news
 *       since;
 *   <li>look what is wrong; close it if nothing is any more;
 *   <li>rehearse the least invasive remedy that is not ruled out, together with those kept before
 *       it; keep it if it is proved, or if it can be neither proved nor refuted and a person who
 *       has looked trusts it; rule it out if not; go on with what is still wrong;
 *   <li>decide about what was kept: publish it where policy allows that, or a person has said yes
 *       to exactly this; else propose it. What lies at a source is only ever proposed, and changed
 *       after a yes;
 *   <li>with anything still wrong, wait where time may help; else ask whoever answers for the
 *       table.
 * </ol>
 *
 * <p>An answer is an event of the incident: it closes the question, and the next pass goes on from
 * there. {@code approve} is a yes to what was proposed, {@code deny} rules it out for good; {@code
 * retry} has the run tried as it is; {@code accept} and {@code keep} say that rows, or an edit, are
 * right, which is no remedy but lets the run through; {@code trust} keeps what cannot be proved.
 *
 * <p>Every step is in the incident's journal before anybody can see it, a publication in one
 * transaction with its entry, a change at a source before it is begun. So a process that dies loses
 * a rehearsal and nothing else, and is followed by one that goes on. Thread-safe; the journal lets
 * one caller at a time write to an incident.
 */
public final class Healer {
  /** Passes in one call, for main may move while it is published to, again and again. */
  private static final int MOST_PASSES = 4;

  private final IncidentJournal journal;
  private final Sandbox sandbox;
  private final Means means;
  private final Decider decider;
  private final HealLimits limits;
  private final Clock clock;
  private final Outside outside;
  private final Patience patience;
  private final Verifier verifier;

  public Healer(
      IncidentJournal journal,
      Sandbox sandbox,
      QuestionContext asking,
      Means means,
      Decider decider,
      Connector connector,
      HealLimits limits,
      Clock clock) {
    this.journal = journal;
    this.sandbox = sandbox;
    this.means = means;
    this.decider = decider;
    this.limits = limits;
    this.clock = clock;
    this.outside = new Outside(connector, limits.look(), clock);
    this.patience = new Patience(asking, means, limits, clock);
    this.verifier = new Verifier(means, clock);
  }

  /** Whether an incident that waits is looked at. */
  public enum When {
    /** Once the time is up for which it waits. */
    DUE,
    /**
     * At once, for a person names it. What was tried, and how often it has waited, stays counted.
     */
    NOW
  }

  /** What follows a pass. */
  private enum Next {
    /** Main moved before it was published to, or a source was changed: all may look otherwise. */
    PASS_AGAIN,
    /** It is closed, waits or asks; whoever wakes the healer comes back to it. */
    DONE_FOR_NOW
  }

  /** Does what can be done for an incident now. */
  public IncidentState heal(IncidentId id, When when, Cancellation cancellation) {
    int passes = 1;
    while (pass(id, when, cancellation) == Next.PASS_AGAIN && passes < MOST_PASSES) {
      passes++;
    }
    return journal.state(id).orElseThrow();
  }

  /** What would be tried for an incident now, in order. */
  public List<Remedy> plan(IncidentState incident) {
    var pause = means.known().about(incident).pause();
    if (pause.isPresent()) {
      return List.of(pause.get());
    }
    return switch (sandbox.look(incident)) {
      case Look.Passed _ -> List.of();
      case Look.Found(var findings) ->
          Planner.plan(findings, Progress.ruledOut(incident), means).stream()
              .map(Planned::remedy)
              .toList();
    };
  }

  private Next pass(IncidentId id, When when, Cancellation cancellation) {
    var writer = journal.resume(id);
    var incident = journal.state(id).orElseThrow();
    if (!incident.isOpen() || (when == When.DUE && patience.isTooEarly(incident))) {
      return Next.DONE_FOR_NOW;
    }
    if (outside.finishBegun(writer, journal.events(id))) {
      return Next.PASS_AGAIN;
    }
    var pause = heedNotes(writer, incident);
    if (pause.isPresent() || (incident.asked().isPresent() && !sandbox.hasNews(incident))) {
      patience.keepWaiting(writer, incident, pause);
      return Next.DONE_FOR_NOW;
    }
    return switch (sandbox.look(incident)) {
      case Look.Passed(var sentence) -> close(writer, End.PASSED, sentence);
      case Look.Found(var findings) when findings.isEmpty() ->
          close(writer, End.PASSED, "nothing is wrong any more");
      case Look.Found(var findings) -> treat(writer, incident, findings, cancellation);
    };
  }

  /** Keeps what becomes of people's notes; how long they say to wait. */
  private Optional<Remedy.Wait> heedNotes(Writer writer, IncidentState incident) {
    var known = means.known().about(incident);
    known.remarks().stream()
        .filter(remark -> !remark.isIn(incident))
        .forEach(remark -> writer.append(remark.at(clock.instant())));
    return known.pause();
  }

  private Next treat(
      Writer writer, IncidentState incident, List<Finding> found, Cancellation cancellation) {
    try (var progress = new Progress(incident, found, means)) {
      for (int trials = 0; trials < limits.trials() && !cancellation.isCancelled(); trials++) {
        var next = progress.next();
        if (next.isEmpty()) {
          break;
        }
        believe(writer, incident, next.get());
        tryOut(writer, incident, progress, next.get(), cancellation);
      }
      // Whoever stops it is asked nothing, and what was rehearsed so far is rehearsed anew.
      return cancellation.isCancelled() ? Next.DONE_FOR_NOW : conclude(writer, incident, progress);
    }
  }

  private void believe(Writer writer, IncidentState incident, Planned planned) {
    var belief = planned.proposal().belief();
    if (!incident.beliefs().contains(belief)) {
      writer.append(new IncidentEvent.Believed(clock.instant(), belief));
    }
  }

  private void tryOut(
      Writer writer,
      IncidentState incident,
      Progress progress,
      Planned next,
      Cancellation cancellation) {
    var trial = sandbox.tryOut(incident, progress.with(next), cancellation);
    boolean taken = false;
    try {
      var tried = verifier.verify(writer, next, trial, progress.stillWrong());
      var trustedBy = Doubt.trustedBy(tried, incident);
      if (tried.verdict() == Verified.VERIFIED || trustedBy.isPresent()) {
        progress.take(next, trial, trustedBy);
        taken = true;
      } else {
        progress.ruleOut(next, trial);
      }
    } finally {
      if (!taken) {
        trial.close();
      }
    }
  }

  /** Decides about what was kept, and does what may be done. */
  private Next conclude(Writer writer, IncidentState incident, Progress progress) {
    if (progress.kept().isEmpty()) {
      return waitOrAsk(writer, incident, progress);
    }
    var permits = permits(progress);
    var strictest =
        permits.stream()
            .map(Permit::decision)
            .min(Comparator.comparing(Policy.Decision::autonomy))
            .orElseThrow();
    var words = progress.words();
    var key = ProposalKey.of(permits.stream().map(p -> p.remedy().wordKey()).toList());
    writer.append(
        new IncidentEvent.Decided(
            clock.instant(),
            key,
            words,
            strictest.autonomy(),
            strictest.rule(),
            permits.stream().map(Permit::weighed).toList()));
    if (strictest.autonomy() == Autonomy.FORBID) {
      return progress.allAreProved()
          ? waitOrAsk(writer, incident, progress)
          : waitOrAsk(writer, incident, progress, List::of);
    }
    var atSource = Outside.among(progress.kept());
    boolean saidYes =
        Consent.isGivenTo(key, incident)
            || (atSource.isEmpty()
                && Consent.isGivenToParts(needingYes(permits), permits.size(), incident));
    if (saidYes && atSource.isPresent()) {
      // What comes of it shows at the next look: new values there, or a change that was refused.
      outside.carryOut(writer, journal.events(incident.id()), atSource.get());
      return Next.PASS_AGAIN;
    }
    return saidYes || strictest.autonomy() == Autonomy.AUTO
        ? publish(writer, incident, progress, words)
        : propose(writer, incident, progress, key, words, firstNeedingYes(permits));
  }

  /** What may be done with a remedy that was kept. */
  private record Permit(Planned kept, IncidentEvent.Weighed weighed, Policy.Decision decision) {
    Remedy remedy() {
      return kept.remedy();
    }
  }

  /** The policy is asked once for each: it reads files, and what was published in the last hour. */
  private List<Permit> permits(Progress progress) {
    var impact = Optional.of(progress.trial().impact());
    return progress.kept().stream()
        .map(
            kept -> {
              var weighed = kept.weighed(impact);
              var byWord = byWord(decider.decide(weighed), progress.trustedBy(kept));
              return new Permit(kept, weighed, Outside.neverUnasked(kept.remedy(), byWord));
            })
        .toList();
  }

  /** What a person trusts needs no other word, unless policy forbids it. */
  private static Policy.Decision byWord(Policy.Decision byPolicy, Optional<String> trustedBy) {
    return trustedBy
        .filter(_ -> byPolicy.autonomy() == Autonomy.PROPOSE)
        .map(who -> new Policy.Decision(Autonomy.AUTO, who + " trusts it"))
        .orElse(byPolicy);
  }

  /** Whoever answers for another table has nothing to say to it. */
  private static Finding firstNeedingYes(List<Permit> permits) {
    return permits.stream()
        .filter(p -> p.decision().autonomy() != Autonomy.AUTO)
        .map(p -> p.kept().finding())
        .findFirst()
        .orElseThrow();
  }

  private static List<Remedy> needingYes(List<Permit> permits) {
    return permits.stream()
        .filter(p -> p.decision().autonomy() != Autonomy.AUTO)
        .map(Permit::remedy)
        .toList();
  }

  private Next publish(Writer writer, IncidentState incident, Progress progress, String words) {
    var trial = progress.trial();
    var result =
        publishWithEntry(
            writer,
            trial,
            words,
            progress.allAreProved() ? Publication.Attested.VERIFIED : Publication.Attested.TRUSTED);
    if (result.isEmpty()) {
      return Next.PASS_AGAIN;
    }
    // Less than all of it may have come through: another table may be held yet.
    if (progress.stillWrong().isEmpty() && result.get().outcome().complete()) {
      return close(writer, End.HEALED, words);
    }
    // From here on the incident is of the run that was just published.
    writer.append(new IncidentEvent.Joined(clock.instant(), trial.run(), List.of()));
    return waitOrAsk(writer, incident, progress);
  }

  /** Empty where main has moved, and nothing was published. */
  private Optional<RunResult> publishWithEntry(
      Writer writer, Trial trial, String words, Publication.Attested as) {
    var now = clock.instant();
    var result =
        trial.publish(
            as,
            commit ->
                List.of(
                    writer.entry(
                        new IncidentEvent.Published(now, words, trial.run(), commit, List.of()))));
    if (result.filter(r -> r.outcome().publishes()).isPresent()) {
      writer.kept();
    }
    return result;
  }

  private Next propose(
      Writer writer,
      IncidentState incident,
      Progress progress,
      String key,
      String words,
      Finding about) {
    boolean isAsked =
        incident.asked().flatMap(IncidentEvent.Asked::proposal).filter(key::equals).isPresent();
    if (!isAsked) {
      var kept = progress.kept();
      Outside.among(kept)
          .ifPresent(change -> outside.propose(writer, journal.events(incident.id()), change));
      patience.ask(
          writer,
          about,
          (progress.allAreProved() ? "verified and ready: " : "ready: ")
              + words
              + ". May it be published?",
          Question.answersToProposal(kept.stream().map(Planned::finding).toList()),
          Optional.of(key));
    }
    // The source may put it right before anybody has decided.
    patience.keepWaiting(writer, incident, Optional.empty());
    return Next.DONE_FOR_NOW;
  }

  private Next waitOrAsk(Writer writer, IncidentState incident, Progress progress) {
    return waitOrAsk(
        writer, incident, progress, () -> journal.state(incident.id()).orElseThrow().tried());
  }

  /**
   * Waits, or asks.
   *
   * @param tried what whoever is asked is told of; read only then
   */
  private Next waitOrAsk(
      Writer writer,
      IncidentState incident,
      Progress progress,
      Supplier<List<IncidentEvent.Tried>> tried) {
    patience.waitOrAsk(
        writer, incident, progress.openFindings(), tried, progress.timeThatMayHelp());
    return Next.DONE_FOR_NOW;
  }

  private Next close(Writer writer, End end, String sentence) {
    writer.append(new IncidentEvent.Closed(clock.instant(), end, sentence));
    return Next.DONE_FOR_NOW;
  }
}
