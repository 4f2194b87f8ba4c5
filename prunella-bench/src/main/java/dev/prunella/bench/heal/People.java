package dev.prunella.bench.heal;

import dev.prunella.bench.heal.scenario.Scenario.Answers;
import dev.prunella.bench.heal.scenario.Scenario.Person;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.Owners;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The people of a scenario. They answer what they are asked, each question once, by what they know
 * of the faults, and see nothing of what the system under test would publish. For one play.
 *
 * <p>Who is right says yes to what is proposed for a table that suffers and no to what is proposed
 * for another, and where nothing is proposed puts right what is wrong at its origin before it is
 * tried again; what is asked after that is right as it comes. Who is wrong says the opposite, and
 * puts nothing right. Nobody says that a broken edit is meant: what would come of that would be
 * theirs.
 */
final class People {
  private static final String APPROVE = "approve";
  private static final String DENY = "deny";
  private static final String RETRY = "retry";
  private static final String ACCEPT = "accept";
  private static final String KEEP = "keep";
  private static final String DISMISS = "dismiss";

  /** How long it takes those who are late. */
  private static final Duration LATE = Duration.ofHours(24);

  private final List<Person> people;
  private final Owners owners;
  private final Set<String> suffering;
  private final Set<String> harmed;
  private final Set<String> loaded;
  private final RandomGenerator random;
  private final Map<Told.Question, Instant> asked = new HashMap<>();
  private final Set<Told.Question> answered = new HashSet<>();

  /** Incidents whose origin somebody has put right. */
  private final Set<String> putRight = new HashSet<>();

  /** When the origin of all that had gone wrong by then was put right. */
  private Optional<Instant> mended = Optional.empty();

  private List<Told.Question> open = List.of();

  /**
   * People.
   *
   * @param suffering tables that cannot be right
   * @param harmed tables that somebody has made wrong by hand, until they are put back
   * @param loaded tables that a source brings, and no model makes
   * @param random which of several wrong answers is given
   */
  People(
      List<Person> people,
      Owners owners,
      Set<String> suffering,
      Set<String> harmed,
      Set<String> loaded,
      RandomGenerator random) {
    this.people = people;
    this.owners = owners;
    this.suffering = suffering;
    this.harmed = new HashSet<>(harmed);
    this.loaded = loaded;
    this.random = random;
  }

  /**
   * What somebody says.
   *
   * @param mends whether they put right what is wrong at its origin before
   */
  record Word(String incident, String option, String by, boolean mends) {
    /** As it is typed. */
    List<String> command() {
      return List.of("answer", incident, option, "--as", by, "--why", "as far as I know");
    }
  }

  /** Something more is going wrong: what was put right before says nothing of it. */
  void seeAnother() {
    mended = Optional.empty();
  }

  /** They are told what is asked now. */
  void hear(List<Told.Question> questions, Instant now) {
    open = List.copyOf(questions);
    open.forEach(question -> asked.putIfAbsent(question, now));
  }

  /** What is said next at a time; empty when nobody has anything to say. */
  Optional<Word> next(Instant now) {
    for (var question : open) {
      for (var person : people) {
        if (owners.is(question.owner(), person.who())
            && isDue(question, person.answers(), now)
            && answered.add(question)) {
          return Optional.of(word(question, person.answers(), now));
        }
      }
    }
    return Optional.empty();
  }

  private boolean isDue(Told.Question question, Answers how, Instant now) {
    var since = Duration.between(asked.getOrDefault(question, now), now);
    return switch (how) {
      case ABSENT -> false;
      case LATE -> since.compareTo(LATE) >= 0;
      case RIGHT, WRONG -> since.isPositive();
    };
  }

  private Word word(Told.Question question, Answers how, Instant now) {
    boolean right = how != Answers.WRONG;
    boolean suffers = suffering.contains(question.table()) || harmed.contains(question.table());
    if (question.options().contains(APPROVE)) {
      if (right && harmed.contains(question.table())) {
        // All of it is put back with one word; what is proposed later is about something else.
        harmed.clear();
      }
      return word(question, right == suffers ? APPROVE : DENY, false);
    }
    if (right) {
      if (question.options().contains(KEEP)
          && (!suffers || (loaded.contains(question.table()) && isAskedSinceMended(question)))) {
        return word(question, KEEP, false);
      }
      if (suffers) {
        mended = Optional.of(now);
      }
      boolean isRight = !suffers || !putRight.add(question.id());
      return isRight && question.options().contains(ACCEPT)
          ? word(question, ACCEPT, false)
          : word(question, RETRY, suffers);
    }
    return word(question, random.nextBoolean() ? RETRY : DISMISS, false);
  }

  /** Then it is about what the origin brings by now. */
  private boolean isAskedSinceMended(Told.Question question) {
    return mended
        .flatMap(at -> Optional.ofNullable(asked.get(question)).filter(at::isBefore))
        .isPresent();
  }

  private static Word word(Told.Question question, String option, boolean mends) {
    return new Word(question.id(), option, question.owner(), mends);
  }
}
