package dev.prunella.heal;

import dev.prunella.heal.Planner.Planned;
import dev.prunella.heal.Sandbox.Look;
import dev.prunella.heal.Sandbox.Trial;
import dev.prunella.incident.Belief;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.ProposalKey;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunResult;
import dev.prunella.refs.Publication;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Heals incidents. Each pass goes the same way: heed people's notes; see what is wrong; rehearse
 * the least invasive remedy that is not ruled out, keep it if it is proved, go on with what is
 * wrong then; publish what was verified if policy allows it, or a person has said yes to exactly
 * that; wait where time may help; else ask whoever answers for the table. What lies outside of the
 * lake, at a source, is only ever proposed, and carried out after that yes.
 *
 * <p>What is done is in the incident's journal before anybody can see it, a publication in one
 * transaction with its entry, so a process that dies is followed by one that goes on. Thread-safe;
 * the journal lets one caller at a time write to an incident.
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

  /** Who is asked, and what is believed where no remedy helps. */
  public interface Asking {
    /** Who answers for a finding's table. */
    Optional<String> ownerOf(Finding finding);

    /** The likeliest cause by what was seen; empty where nobody can say. */
    Optional<Belief> beliefOf(Finding finding);

    /** What whoever is asked about an incident should know besides. */
    default Optional<String> besides(IncidentId incident) {
      return Optional.empty();
    }

    /** Where the same cause is asked about already; empty where it is not, or for too long. */
    default Optional<IncidentId> askedElsewhere(IncidentState incident) {
      return Optional.empty();
    }
  }

  public Healer(
      IncidentJournal journal,
      Sandbox sandbox,
      Asking asking,
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

  /** When an incident is looked at that waits. */
  public enum When {
    /** As it was said when it began to wait. */
    DUE,
    /**
     * At once, for a person names it. What was tried, and how often it has waited, stays counted.
     */
    NOW
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
          Planner.plan(findings, ruledOut(incident), means).stream().map(Planned::remedy).toList();
    };
  }

  /** What follows a pass. */
  private enum Next {
    /** Main moved before it was published to, or a source was changed: all may look otherwise. */
    PASS_AGAIN,
    REST
  }

  private Next pass(IncidentId id, When when, Cancellation cancellation) {
    var writer = journal.resume(id);
    var incident = journal.state(id).orElseThrow();
    if (!incident.isOpen() || (when == When.DUE && patience.isTooEarly(incident))) {
      return Next.REST;
    }
    // A change at a source that a process has begun is ended first.
    if (outside.wentOn(writer, journal.events(id))) {
      return Next.PASS_AGAIN;
    }
    var known = means.known().about(incident);
    known.remarks().stream()
        .filter(r -> !r.isIn(incident))
        .forEach(r -> writer.append(r.at(clock.instant())));
    if (known.pause().isPresent()) {
      patience.waitOn(writer, incident, known.pause());
      return Next.REST;
    }
    if (incident.asked().isPresent() && !sandbox.hasNews(incident)) {
      patience.waitOn(writer, incident, Optional.empty());
      return Next.REST;
    }
    switch (sandbox.look(incident)) {
      case Look.Passed(var sentence) -> {
        close(writer, End.PASSED, sentence);
        return Next.REST;
      }
      case Look.Found(var findings) when findings.isEmpty() -> {
        close(writer, End.PASSED, "nothing is wrong any more");
        return Next.REST;
      }
      case Look.Found(var findings) -> {
        return treat(writer, incident, findings, cancellation);
      }
    }
  }

  private Next treat(
      IncidentJournal.Writer writer,
      IncidentState incident,
      List<Finding> found,
      Cancellation cancellation) {
    try (var proved = new Proved()) {
      var findings = found;
      var ruledOut = ruledOut(incident);
      var kept = new ArrayList<Planned>();
      Optional<Remedy.Wait> wait = Optional.empty();
      for (int trials = 0; trials < limits.trials() && !cancellation.isCancelled(); trials++) {
        var plan = Planner.plan(findings, ruledOut, means);
        wait = wait.or(() -> Patience.firstWait(plan));
        var next = plan.stream().filter(p -> !(p.remedy() instanceof Remedy.Wait)).findFirst();
        if (findings.isEmpty() || next.isEmpty()) {
          break;
        }
        believe(writer, incident, next.get());
        var all = new ArrayList<>(kept);
        all.add(next.get());
        var trial =
            sandbox.tryOut(
                incident, all.stream().map(p -> p.remedy().inBranch()).toList(), cancellation);
        boolean taken = false;
        try {
          if (verifier.isVerified(writer, next.get(), trial, findings)) {
            kept.add(next.get());
            findings = trial.findings();
            proved.take(trial);
            taken = true;
          } else {
            ruledOut.add(next.get().remedy().key());
            if (hasTurned(next.get(), trial)) {
              // What the run met is over, and something else is wrong behind it.
              var before = findings;
              findings = trial.findings().stream().map(f -> f.ofRowsSince(before)).toList();
            }
            // What the source asks for now counts, too.
            wait =
                Patience.longer(
                    wait, Patience.firstWait(Planner.plan(trial.findings(), ruledOut, means)));
          }
        } finally {
          if (!taken) {
            trial.close();
          }
        }
      }
      return conclude(writer, incident, proved, kept, findings, wait);
    }
  }

  /** Whether a table that was only run again fails now, but by something else, or in other rows. */
  private static boolean hasTurned(Planned tried, Trial trial) {
    return tried.remedy() instanceof Remedy.Again
        && trial.findings().stream()
            .filter(f -> f.table().equals(tried.finding().table()))
            .anyMatch(f -> !f.isLike(tried.finding()) || f.isOfOtherRows(tried.finding()));
  }

  private static Set<String> ruledOut(IncidentState incident) {
    var ruledOut = new HashSet<>(incident.failed());
    ruledOut.addAll(incident.denied());
    return ruledOut;
  }

  private void believe(IncidentJournal.Writer writer, IncidentState incident, Planned planned) {
    var belief = planned.proposal().belief();
    if (!incident.beliefs().contains(belief)) {
      writer.append(new IncidentEvent.Believed(clock.instant(), belief));
    }
  }

  /** Decides on what was proved, and does what may be done. */
  private Next conclude(
      IncidentJournal.Writer writer,
      IncidentState incident,
      Proved proved,
      List<Planned> kept,
      List<Finding> left,
      Optional<Remedy.Wait> wait) {
    if (!kept.isEmpty()) {
      var weighed = weighed(kept, proved.trial().orElseThrow());
      var decision = decide(kept, weighed);
      var words = String.join("; ", kept.stream().map(p -> p.remedy().words()).toList());
      var key = ProposalKey.of(kept.stream().map(p -> p.remedy().wordKey()).toList());
      writer.append(
          new IncidentEvent.Decided(
              clock.instant(), key, words, decision.autonomy(), decision.rule(), weighed));
      var external = Outside.among(kept);
      boolean approved =
          decision.autonomy() != Autonomy.FORBID
              && (Consent.isGivenTo(key, incident)
                  || (external.isEmpty() && isApprovedAlone(kept, weighed, incident)));
      if (approved && external.isPresent()) {
        // What follows is seen at the source: it has new values there, or it was refused.
        outside.carryOut(writer, journal.events(incident.id()), external.get());
        return Next.PASS_AGAIN;
      }
      switch (approved ? Autonomy.AUTO : decision.autonomy()) {
        case AUTO -> {
          var trial = proved.trial().orElseThrow();
          var result = publish(writer, trial, words);
          if (result.isEmpty()) {
            return Next.PASS_AGAIN;
          }
          // Less than all of it may have come through: another table may be held yet.
          if (left.isEmpty() && result.get().outcome().complete()) {
            close(writer, End.HEALED, words);
            return Next.REST;
          }
          // What is left is left of what was just published.
          writer.append(new IncidentEvent.Joined(clock.instant(), trial.run(), List.of()));
        }
        case PROPOSE -> {
          boolean sameAsAsked =
              incident
                  .asked()
                  .flatMap(IncidentEvent.Asked::proposal)
                  .filter(key::equals)
                  .isPresent();
          if (!sameAsAsked) {
            external.ifPresent(e -> outside.propose(writer, journal.events(incident.id()), e));
            patience.ask(
                writer,
                kept.getFirst().finding(),
                "verified and ready: " + words + ". May it be published?",
                Question.answersToProposal(findings(kept)),
                Optional.of(key));
          }
          // The source may put it right before anybody has decided.
          patience.waitOn(writer, incident, Optional.empty());
          return Next.REST;
        }
        case FORBID -> {}
      }
    }
    patience.waitOrAsk(writer, incident, left.isEmpty() ? findings(kept) : left, wait);
    return Next.REST;
  }

  /** Whether all that may not be done unasked was said yes to, and something came beside it. */
  private boolean isApprovedAlone(
      List<Planned> kept, List<IncidentEvent.Weighed> weighed, IncidentState incident) {
    var asked =
        IntStream.range(0, kept.size())
            .filter(i -> decider.decide(weighed.get(i)).autonomy() != Autonomy.AUTO)
            .mapToObj(i -> kept.get(i).remedy())
            .toList();
    return asked.size() < kept.size()
        && asked.stream().noneMatch(Healer::isAboutRows)
        && Consent.isGivenToEach(asked.stream().map(Remedy::wordKey).toList(), incident);
  }

  /** A yes to such a one is to what the source had brought then. */
  private static boolean isAboutRows(Remedy remedy) {
    return remedy instanceof Remedy.Again
        || (remedy instanceof Remedy.ChangedCode changed && !changed.corrections().isEmpty());
  }

  private static List<Finding> findings(List<Planned> planned) {
    return planned.stream().map(Planned::finding).toList();
  }

  /** The strictest of all that is to be done; outside of the lake nothing is done unasked. */
  private Policy.Decision decide(List<Planned> kept, List<IncidentEvent.Weighed> weighed) {
    return IntStream.range(0, kept.size())
        .mapToObj(i -> Outside.asked(kept.get(i).remedy(), decider.decide(weighed.get(i))))
        .min(Comparator.comparing(Policy.Decision::autonomy))
        .orElseThrow();
  }

  private static List<IncidentEvent.Weighed> weighed(List<Planned> kept, Trial trial) {
    var impact = Optional.of(trial.impact());
    return kept.stream().map(p -> p.weighed(impact)).toList();
  }

  /** Empty where main has moved, and nothing was published. */
  private Optional<RunResult> publish(IncidentJournal.Writer writer, Trial trial, String words) {
    var now = clock.instant();
    var result =
        trial.publish(
            Publication.Attested.VERIFIED,
            commit ->
                List.of(
                    writer.entry(
                        new IncidentEvent.Published(now, words, trial.run(), commit, List.of()))));
    if (result.filter(r -> r.outcome().publishes()).isPresent()) {
      writer.kept();
    }
    return result;
  }

  private void close(IncidentJournal.Writer writer, End end, String sentence) {
    writer.append(new IncidentEvent.Closed(clock.instant(), end, sentence));
  }

  /** The newest trial, in which all remedies so far were proved; open until it is decided on. */
  private static final class Proved implements AutoCloseable {
    private Optional<Trial> trial = Optional.empty();

    void take(Trial next) {
      close();
      trial = Optional.of(next);
    }

    Optional<Trial> trial() {
      return trial;
    }

    @Override
    public void close() {
      trial.ifPresent(Trial::close);
      trial = Optional.empty();
    }
  }
}
