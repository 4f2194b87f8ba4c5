package dev.prunella.memory;

import dev.prunella.heal.FailureText;
import dev.prunella.heal.Past.Outcome;
import dev.prunella.incident.Belief;
import dev.prunella.incident.ErrorCode;
import dev.prunella.incident.FailureMark;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.ProposalKey;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.incident.Signature;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.Fault;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What there is to be learnt of one incident: how it failed, what it was put down to, which
 * remedies were tried and how each turned out, what people said, and what it cost. The incident's
 * journal, folded; made anew from it at any time.
 *
 * @param interval its label
 * @param end empty while it is open
 * @param undone what was published for it was taken back
 */
public record Case(
    IncidentId id,
    String pipeline,
    Optional<String> interval,
    Instant opened,
    Instant newest,
    List<Failure> failures,
    List<Belief> beliefs,
    List<Remedied> remedies,
    Optional<End> end,
    boolean undone,
    List<Answer> answers,
    Cost cost) {

  /** An incident that goes on for months is not told any longer by more of the same. */
  private static final int MOST_FAILURES = 50;

  private static final String HELD = Fault.Kind.HELD.name().toLowerCase(Locale.ROOT);

  /** What a person says yes or no to is the same however often it was waited before. */
  private static final Pattern WAITED = Pattern.compile(" after wait \\d+$");

  /** Between the words of remedies that are published together. */
  private static final String BETWEEN = "; ";

  private static final int MOST_REMEDIES = 500;
  private static final int MOST_ANSWERS = 100;

  public Case {
    failures = List.copyOf(failures);
    beliefs = List.copyOf(beliefs);
    remedies = List.copyOf(remedies);
    answers = List.copyOf(answers);
  }

  /**
   * How one table failed.
   *
   * @param signature its text with what varies masked
   */
  public record Failure(TableName table, String kind, Signature signature, List<ErrorCode> codes) {
    public Failure {
      codes = List.copyOf(codes);
    }
  }

  /**
   * A remedy that was tried.
   *
   * @param key equal for the same remedy of the same failure
   * @param cause that was believed then
   * @param failure against which it was tried; empty where that cannot be told from others
   */
  public record Remedied(
      String key,
      RemedyFamily family,
      String words,
      Optional<String> cause,
      Optional<FailureMark> failure,
      Outcome outcome) {
    Remedied turned(Outcome how) {
      return new Remedied(key, family, words, cause, failure, how);
    }
  }

  /** What a person said. */
  public record Answer(String by, String option, String why) {}

  /**
   * What it took.
   *
   * @param open from its beginning to its end, or to the newest thing that is known of it
   * @param questions how often people were asked
   */
  public record Cost(Duration open, int trials, int waits, int questions) {}

  /** Folds a journal, of which the first entry says that the incident was opened. */
  public static Case of(IncidentId id, List<IncidentEvent> events) {
    var state = IncidentState.of(id, events);
    return new Case(
        id,
        state.opened().pipeline(),
        state.opened().label(),
        state.opened().at(),
        state.newest(),
        failures(events),
        state.beliefs(),
        remedies(events),
        state.closed().map(IncidentEvent.Closed::end),
        state.undone().isPresent(),
        state.answers().stream()
            .limit(MOST_ANSWERS)
            .map(a -> new Answer(a.by(), a.option(), a.why()))
            .toList(),
        cost(state, events));
  }

  private static List<Failure> failures(List<IncidentEvent> events) {
    var seen = new LinkedHashSet<Failure>();
    for (var event : events) {
      for (var symptom : symptoms(event)) {
        if (seen.size() < MOST_FAILURES) {
          seen.add(failure(symptom));
        }
      }
    }
    return List.copyOf(seen);
  }

  private static List<Symptom> symptoms(IncidentEvent event) {
    return event instanceof IncidentEvent.Opened opened
        ? opened.symptoms()
        : event instanceof IncidentEvent.Joined joined ? joined.symptoms() : List.of();
  }

  private static Failure failure(Symptom symptom) {
    return new Failure(
        symptom.table(),
        symptom.kind().name().toLowerCase(Locale.ROOT),
        Signature.ofAny(FailureText.of(symptom.kind(), symptom.message())),
        ErrorCode.in(symptom.message()));
  }

  private static List<Remedied> remedies(List<IncidentEvent> events) {
    var remedies = new ArrayList<Remedied>();
    Optional<String> cause = Optional.empty();
    for (var event : events) {
      switch (event) {
        case IncidentEvent.Believed(var _, var belief) -> cause = Optional.of(belief.cause());
        case IncidentEvent.Tried tried -> {
          // What was proved, and waited for a person, is proved once more before it is published.
          remedies.removeIf(
              r ->
                  (r.outcome() == Outcome.VERIFIED || r.outcome() == Outcome.UNPROVED)
                      && unwaited(r.key()).equals(unwaited(tried.key())));
          if (remedies.size() < MOST_REMEDIES) {
            remedies.add(remedied(tried, cause));
          }
        }
        case IncidentEvent.Published published ->
            remedies.replaceAll(
                r -> isPublished(r, published.remedy()) ? r.turned(Outcome.HELD) : r);
        case IncidentEvent.Answered answered when answered.isNo() ->
            remedies.replaceAll(
                r ->
                    r.outcome() == Outcome.VERIFIED && isAbout(answered, r)
                        ? r.turned(Outcome.DENIED)
                        : r);
        case IncidentEvent.Undone _ ->
            remedies.replaceAll(r -> r.outcome() == Outcome.HELD ? r.turned(Outcome.UNDONE) : r);
        case IncidentEvent.Opened _,
            IncidentEvent.Joined _,
            IncidentEvent.Decided _,
            IncidentEvent.AmendmentProposed _,
            IncidentEvent.AtSource _,
            IncidentEvent.Waiting _,
            IncidentEvent.Asked _,
            IncidentEvent.Answered _,
            IncidentEvent.Noted _,
            IncidentEvent.Follows _,
            IncidentEvent.Suggested _,
            IncidentEvent.Watched _,
            IncidentEvent.Closed _ -> {}
      }
    }
    return remedies;
  }

  /** Also one that could not be proved, where a person trusts it. */
  private static boolean isPublished(Remedied remedy, String published) {
    return switch (remedy.outcome()) {
      case VERIFIED -> isAmong(published, remedy.words());
      case UNPROVED ->
          (BETWEEN + published)
              .contains(BETWEEN + remedy.words() + IncidentEvent.Published.TRUSTED_BY);
      case HELD, UNDONE, DENIED, FAILED -> false;
    };
  }

  /** One of several that were published together; their words stand one after the other. */
  private static boolean isAmong(String published, String words) {
    return (BETWEEN + published + BETWEEN).contains(BETWEEN + words + BETWEEN);
  }

  private static boolean isAbout(IncidentEvent.Answered answered, Remedied remedy) {
    return answered.about().stream()
        .flatMap(key -> ProposalKey.remediesOf(key).stream())
        .anyMatch(unwaited(remedy.key())::equals);
  }

  private static String unwaited(String key) {
    return WAITED.matcher(key).replaceFirst("");
  }

  private static Remedied remedied(IncidentEvent.Tried tried, Optional<String> cause) {
    return new Remedied(
        tried.key(),
        tried.family(),
        tried.remedy(),
        cause,
        tried.failure(),
        switch (tried.verdict()) {
          case VERIFIED -> Outcome.VERIFIED;
          case FAILED -> Outcome.FAILED;
          case INCONCLUSIVE -> Outcome.UNPROVED;
        });
  }

  private static Cost cost(IncidentState state, List<IncidentEvent> events) {
    var until = state.closed().map(IncidentEvent.Closed::at).orElse(state.newest());
    return new Cost(
        Duration.between(state.opened().at(), until),
        state.tried().size(),
        state.waits(),
        (int) events.stream().filter(IncidentEvent.Asked.class::isInstance).count());
  }

  public boolean isEnded() {
    return end.isPresent();
  }

  /** It was healed, and that stands. */
  public boolean isHealed() {
    return !undone && end.filter(e -> e == End.HEALED).isPresent();
  }

  /** What it was put down to last. */
  public Optional<Belief> belief() {
    return beliefs.isEmpty() ? Optional.empty() : Optional.of(beliefs.getLast());
  }

  /** The tables that it is about. */
  public Set<TableName> tables() {
    return Stream.concat(
            failures.stream().map(Failure::table), beliefs.stream().map(Belief::blamed))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * By what it is found again: the masked texts of its failures; where nothing was said but that
   * tables were held, what that was put down to.
   */
  public List<String> texts() {
    var said = failures.stream().filter(f -> !f.kind().equals(HELD)).map(f -> f.signature().text());
    return Stream.of(
            said.distinct().toList(),
            FailureText.of(beliefs),
            failures.stream().map(f -> f.signature().text()).distinct().toList())
        .filter(texts -> !texts.isEmpty())
        .findFirst()
        .orElse(List.of());
  }
}
