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
import dev.prunella.pipeline.Cancellation;
import dev.prunella.pipeline.RunResult;
import dev.prunella.refs.Publication;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Heals incidents. Each look goes the same way: heed what people know; see what is wrong, try the
 * least invasive remedy that has not failed yet, keep it if it is proved, go on with what is wrong
 * then; publish what was verified if policy allows it; wait where time may help; else ask whoever
 * answers for the table.
 *
 * <p>Everything it does is in the incident's journal before anybody can see it, so a process that
 * dies is followed by one that goes on. Thread-safe; one incident is healed by one caller at a
 * time.
 */
public final class Healer {
  /** So often main may move while it is published to. */
  private static final int MOST_ROUNDS = 3;

  /** What a question may be answered with. */
  public static final String APPROVE = IncidentState.APPROVE;

  public static final String DENY = IncidentState.DENY;
  public static final String RETRY = IncidentState.RETRY;
  public static final String DISMISS = IncidentState.DISMISS;
  public static final String KEEP = IncidentState.KEEP;

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

  /** Does what can be done for an incident now. */
  public IncidentState heal(IncidentId id, Cancellation cancellation) {
    int rounds = 0;
    while (isOvertaken(id, cancellation) && rounds < MOST_ROUNDS) {
      rounds++;
    }
    return journal.state(id).orElseThrow();
  }

  /**
   * Whether main moved while a verified remedy was to be published: then all is looked at again.
   */
  private boolean isOvertaken(IncidentId id, Cancellation cancellation) {
    var writer = journal.resume(id);
    var incident = journal.state(id).orElseThrow();
    if (!incident.isOpen() || patience.isTooEarly(incident)) {
      return false;
    }
    if (outside.wentOn(writer, journal.events(id))) {
      return true;
    }
    var known = means.known().about(incident);
    known.remarks().stream()
        .filter(r -> !r.isIn(incident))
        .forEach(r -> writer.append(r.at(clock.instant())));
    if (known.pause().isPresent()) {
      patience.waitOn(writer, incident, known.pause());
      return false;
    }
    if (incident.asked().isPresent() && !sandbox.hasNews(incident)) {
      patience.waitOn(writer, incident, Optional.empty());
      return false;
    }
    switch (sandbox.look(incident)) {
      case Look.Passed(var sentence) -> {
        close(writer, End.PASSED, sentence);
        return false;
      }
      case Look.Found(var findings) when findings.isEmpty() -> {
        close(writer, End.PASSED, "nothing is wrong any more");
        return false;
      }
      case Look.Found(var findings) -> {
        return treat(writer, incident, findings, cancellation);
      }
    }
  }

  private boolean treat(
      IncidentJournal.Writer writer,
      IncidentState incident,
      List<Finding> found,
      Cancellation cancellation) {
    try (var best = new Best()) {
      var findings = found;
      var failed = new HashSet<>(incident.failed());
      failed.addAll(incident.denied());
      var kept = new ArrayList<Planned>();
      Optional<Remedy.Wait> wait = Optional.empty();
      for (int trials = 0; trials < limits.trials() && !cancellation.isCancelled(); trials++) {
        var plan = Planner.plan(findings, failed, means);
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
          if (verifier.isVerified(writer, next.get(), trial)) {
            kept.add(next.get());
            findings = trial.findings();
            best.take(trial);
            taken = true;
          } else {
            failed.add(next.get().remedy().key());
            // What the source asks for now counts, too.
            wait =
                Patience.longer(
                    wait, Patience.firstWait(Planner.plan(trial.findings(), failed, means)));
          }
        } finally {
          if (!taken) {
            trial.close();
          }
        }
      }
      return conclude(writer, incident, best, kept, findings, wait);
    }
  }

  private void believe(IncidentJournal.Writer writer, IncidentState incident, Planned planned) {
    var belief = planned.proposal().belief();
    if (!incident.beliefs().contains(belief)) {
      writer.append(new IncidentEvent.Believed(clock.instant(), belief));
    }
  }

  /** Whether main moved, and nothing could be published for that. */
  private boolean conclude(
      IncidentJournal.Writer writer,
      IncidentState incident,
      Best best,
      List<Planned> kept,
      List<Finding> left,
      Optional<Remedy.Wait> wait) {
    if (!kept.isEmpty()) {
      var weighed = weighed(kept, best.trial().orElseThrow());
      var decision = decide(kept, weighed);
      var words = String.join("; ", kept.stream().map(p -> p.remedy().words()).toList());
      var key = String.join(" & ", kept.stream().map(p -> p.remedy().wordKey()).toList());
      writer.append(
          new IncidentEvent.Decided(
              clock.instant(), key, words, decision.autonomy(), decision.rule(), weighed));
      var external = Outside.among(kept);
      boolean approved = isApproved(incident, key) && decision.autonomy() != Autonomy.FORBID;
      if (approved && external.isPresent()) {
        // What follows is seen at the source: it has new values there, or it was refused.
        outside.carryOut(writer, journal.events(incident.id()), external.get());
        return true;
      }
      switch (approved ? Autonomy.AUTO : decision.autonomy()) {
        case AUTO -> {
          var trial = best.trial().orElseThrow();
          var result = publish(writer, trial, words);
          if (result.isEmpty()) {
            return true;
          }
          if (left.isEmpty() && result.get().outcome().complete()) {
            close(writer, End.HEALED, words);
            return false;
          }
          // What is left is left of what was just published.
          writer.append(new IncidentEvent.Joined(clock.instant(), trial.run(), List.of()));
        }
        case PROPOSE -> {
          boolean sameAsAsked =
              incident.proposed().filter(p -> p.key().equals(key)).isPresent()
                  && incident.asked().filter(a -> a.options().contains(APPROVE)).isPresent();
          if (!sameAsAsked) {
            external.ifPresent(e -> outside.propose(writer, journal.events(incident.id()), e));
            patience.ask(
                writer,
                kept.getFirst().finding(),
                "verified and ready: " + words + ". May it be published?",
                Question.answersToProposal(findings(kept)));
          }
          // The source may put it right before anybody has decided.
          patience.waitOn(writer, incident, Optional.empty());
          return false;
        }
        case FORBID -> {}
      }
    }
    patience.waitOrAsk(writer, incident, left.isEmpty() ? findings(kept) : left, wait);
    return false;
  }

  /** A person has said yes to exactly this. */
  private static boolean isApproved(IncidentState incident, String key) {
    return incident.proposed().filter(p -> p.key().equals(key)).isPresent()
        && !incident.answers().isEmpty()
        && incident.answers().getLast().option().equals(APPROVE)
        && incident.answers().getLast().about().filter(key::equals).isPresent();
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

  /** The trial with the most remedies that were proved, kept open until it is decided on. */
  private static final class Best implements AutoCloseable {
    private Optional<Trial> trial = Optional.empty();

    void take(Trial better) {
      close();
      trial = Optional.of(better);
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

  /** What would be tried for an incident now, in order. */
  public List<Remedy> plan(IncidentState incident) {
    var pause = means.known().about(incident).pause();
    if (pause.isPresent()) {
      return List.of(pause.get());
    }
    return switch (sandbox.look(incident)) {
      case Look.Passed _ -> List.of();
      case Look.Found(var findings) ->
          Planner.plan(findings, incident.failed(), means).stream().map(Planned::remedy).toList();
    };
  }
}
