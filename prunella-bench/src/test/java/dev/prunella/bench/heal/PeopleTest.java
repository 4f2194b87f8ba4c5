package dev.prunella.bench.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.bench.heal.scenario.Scenario.Answers;
import dev.prunella.bench.heal.scenario.Scenario.Person;
import dev.prunella.bench.heal.system.Told;
import dev.prunella.bench.heal.world.Owners;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeopleTest {
  private static final Instant ASKED = Instant.parse("2026-03-11T03:05:00Z");
  private static final Instant SOON = ASKED.plus(Duration.ofHours(2));
  private static final Instant NEXT_DAY = ASKED.plus(Duration.ofHours(26));
  private static final List<String> PROPOSAL = List.of("approve", "deny");
  private static final List<String> TROUBLE = List.of("retry", "dismiss");
  private static final Owners OWNERS =
      new Owners(Map.of("orders", "ann"), Map.of("owner", Set.of("ann"), "steward", Set.of("bo")));

  private final Told.Question proposal = question("ann", "orders", PROPOSAL);
  private final Told.Question trouble = question("ann", "orders", TROUBLE);

  @Test
  void whoIsRightSaysYesToWhatIsProposedForATableThatSuffers() {
    assertThat(said(Answers.RIGHT, proposal, SOON)).isEqualTo("approve");
  }

  @Test
  void whoIsRightSaysNoToWhatIsProposedForATableThatDoesNot() {
    assertThat(said(Answers.RIGHT, question("ann", "stores", PROPOSAL), SOON)).isEqualTo("deny");
  }

  @Test
  void whoIsWrongSaysTheOpposite() {
    assertThat(said(Answers.WRONG, proposal, SOON)).isEqualTo("deny");
    assertThat(said(Answers.WRONG, question("ann", "stores", PROPOSAL), SOON)).isEqualTo("approve");
  }

  @Test
  void whoIsRightPutsItRightBeforeItIsTriedAgain() {
    var people = people(Answers.RIGHT);
    people.hear(List.of(trouble), ASKED);

    var word = people.next(SOON).orElseThrow();

    assertThat(word.option()).isEqualTo("retry");
    assertThat(word.mends()).isTrue();
    assertThat(word.command()).startsWith("answer", "INC-7", "retry", "--as", "ann");
  }

  @Test
  void whoIsWrongPutsNothingRight() {
    var people = people(Answers.WRONG);
    people.hear(List.of(trouble), ASKED);

    assertThat(people.next(SOON).orElseThrow().mends()).isFalse();
  }

  @Test
  void whoIsLateAnswersADayLater() {
    assertThat(said(Answers.LATE, proposal, SOON)).isEmpty();
    assertThat(said(Answers.LATE, proposal, NEXT_DAY)).isEqualTo("approve");
  }

  @Test
  void whoIsAbsentNeverDoes() {
    assertThat(said(Answers.ABSENT, proposal, NEXT_DAY)).isEmpty();
  }

  @Test
  void nobodyAnswersWhatSomebodyElseWasAsked() {
    assertThat(said(Answers.RIGHT, question("bo", "orders", PROPOSAL), SOON)).isEmpty();
    assertThat(said(Answers.RIGHT, question("", "orders", PROPOSAL), SOON)).isEmpty();
  }

  @Test
  void aQuestionIsAnsweredOnceAndOnlyWhileItIsAsked() {
    var people = people(Answers.RIGHT);
    people.hear(List.of(proposal), ASKED);
    assertThat(people.next(SOON)).isPresent();
    assertThat(people.next(SOON)).isEmpty();

    people.hear(List.of(trouble), ASKED);
    people.hear(List.of(), SOON);
    assertThat(people.next(NEXT_DAY)).isEmpty();
  }

  private String said(Answers how, Told.Question question, Instant now) {
    var people = people(how);
    people.hear(List.of(question), ASKED);
    return people.next(now).map(People.Word::option).orElse("");
  }

  private static People people(Answers how) {
    return new People(
        List.of(new Person("owner", how, 1)),
        OWNERS,
        Set.of("orders"),
        Set.of("rates"),
        Set.of("orders"),
        new SplittableRandom(1));
  }

  @Test
  void whoIsRightAcceptsRowsOnceTheyHaveBeenPutRight() {
    var people = people(Answers.RIGHT);
    var unusual = List.of("retry", "dismiss", "accept");
    people.hear(List.of(question(1, "orders", unusual)), ASKED);
    var first = people.next(SOON).orElseThrow();
    people.hear(List.of(question(2, "orders", unusual)), ASKED);
    var second = people.next(SOON).orElseThrow();

    assertThat(first.option()).isEqualTo("retry");
    assertThat(second.option()).isEqualTo("accept");
    assertThat(second.mends()).isFalse();
    assertThat(said(Answers.RIGHT, question(1, "stores", unusual), SOON))
        .as("of a table with which nothing is wrong")
        .isEqualTo("accept");
  }

  @Test
  void whoIsRightKeepsOnlyWhatTheOriginBringsSinceItWasPutRight() {
    var people = people(Answers.RIGHT);
    var replaced = List.of("retry", "dismiss", "keep");
    people.hear(List.of(question(1, "orders", replaced), question(2, "orders", replaced)), ASKED);
    var first = people.next(SOON).orElseThrow();
    var second = people.next(SOON).orElseThrow();
    people.hear(List.of(question(3, "orders", replaced)), NEXT_DAY);
    var third = people.next(NEXT_DAY.plus(Duration.ofHours(2))).orElseThrow();

    people.seeAnother();
    people.hear(List.of(question(5, "orders", replaced)), NEXT_DAY.plus(Duration.ofHours(24)));
    var fifth = people.next(NEXT_DAY.plus(Duration.ofHours(26))).orElseThrow();

    assertThat(fifth.option()).as("something else has gone wrong").isEqualTo("retry");
    assertThat(first.option()).isEqualTo("retry");
    assertThat(second.option()).as("asked before it was put right").isEqualTo("retry");
    assertThat(third.option()).isEqualTo("keep");
    assertThat(said(Answers.RIGHT, question(1, "stores", replaced), SOON))
        .as("of a table with which nothing is wrong")
        .isEqualTo("keep");
    assertThat(said(Answers.WRONG, question(1, "orders", replaced), SOON)).isNotEqualTo("keep");
  }

  @Test
  void whatSomebodyDidByHandIsPutBackOnce() {
    var people = people(Answers.RIGHT);
    people.hear(List.of(question(1, "stores", PROPOSAL)), ASKED);
    assertThat(people.next(SOON).orElseThrow().option()).isEqualTo("deny");
    people.hear(List.of(question(1, "rates", PROPOSAL)), ASKED);
    assertThat(people.next(SOON).orElseThrow().option()).isEqualTo("approve");

    people.hear(List.of(question(2, "rates", PROPOSAL)), ASKED);
    assertThat(people.next(SOON).orElseThrow().option()).isEqualTo("deny");
  }

  private static Told.Question question(String owner, String table, List<String> options) {
    return question(1, owner, table, options);
  }

  private static Told.Question question(int number, String table, List<String> options) {
    return question(number, "ann", table, options);
  }

  private static Told.Question question(
      int number, String owner, String table, List<String> options) {
    return new Told.Question("INC-7", number, owner, table, "What is to be done?", options);
  }
}
