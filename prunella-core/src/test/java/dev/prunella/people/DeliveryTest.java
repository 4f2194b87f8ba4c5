package dev.prunella.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.memory.Window;
import dev.prunella.people.Chain.Rung;
import dev.prunella.people.Delivery.Due;
import dev.prunella.people.Delivery.Route;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is told what and when, by a clock that is set by hand. */
class DeliveryTest {
  private static final Instant ASKED = Instant.parse("2026-11-22T03:03:00Z");
  private static final Chain CHAIN =
      Chain.of(
          "lea",
          List.of(
              new Rung("ben", Duration.ofHours(2)),
              new Rung("lea", Duration.ofHours(1)),
              new Rung("kim", Duration.ofHours(1))));

  private final Map<Long, List<DeliveryEvent>> journal = new HashMap<>();
  private final Map<Long, Severity> severity = new HashMap<>();
  private Optional<Window> quiet = Optional.empty();
  private int incidents = 1;
  private Instant now = ASKED;

  private DeliveryRules rules() {
    return new DeliveryRules(
        quiet, Duration.ofMinutes(15), Duration.ofHours(8), "lake", DeliveryRules.Limits.DEFAULT);
  }

  private OpenQuestion question(long incident) {
    return new OpenQuestion(
        new IncidentId(incident),
        1,
        new IncidentEvent.Asked(
            ASKED,
            Optional.of("lea"),
            TableName.parse("orders"),
            "What is right?",
            Answer.words(Answer.RETRY, Answer.DISMISS)),
        CHAIN,
        severity.getOrDefault(incident, Severity.NORMAL),
        journal.getOrDefault(incident, List.of()));
  }

  private Delivery plan() {
    return Delivery.plan(
        IntStream.rangeClosed(1, incidents).mapToObj(this::question).toList(),
        rules(),
        who -> new Route("mail", who + "@acme.example"),
        now);
  }

  private void at(String time) {
    now = Instant.parse("2026-11-" + time + ":00Z");
  }

  private void keep(Due due, DeliveryEvent... after) {
    for (var item : due.items()) {
      var q = item.question();
      var events = journal.computeIfAbsent(q.incident().number(), _ -> new ArrayList<>());
      events.add(
          new DeliveryEvent.Begun(
              now, due.id(), q.number(), item.rung(), q.round(), due.who(), due.route().channel()));
      events.addAll(Arrays.asList(after));
    }
  }

  private void add(DeliveryEvent event) {
    journal.computeIfAbsent(1L, _ -> new ArrayList<>()).add(event);
  }

  /** What is due, sent. */
  private List<String> sent() {
    var plan = plan();
    plan.due().forEach(due -> keep(due, new DeliveryEvent.Sent(now, due.id())));
    return plan.due().stream().map(Due::who).toList();
  }

  @Test
  void theNextIsAskedOnlyWhenTheOneBeforeHasNotAnsweredInTime() {
    assertThat(sent()).containsExactly("lea");
    at("22T05:02");
    assertThat(sent()).isEmpty();
    assertThat(plan().next()).contains(Instant.parse("2026-11-22T05:03:00Z"));
    at("22T05:03");
    assertThat(sent()).containsExactly("ben");
    assertThat(sent()).as("each is asked once").isEmpty();
    at("22T06:03");
    assertThat(sent()).as("who was asked already is passed over").containsExactly("kim");
    at("22T14:02");
    assertThat(plan().lapsed()).isEmpty();
    at("22T14:03");
    assertThat(plan().lapsed()).hasSize(1);
    add(new DeliveryEvent.Lapsed(now, 1));
    assertThat(plan()).isEqualTo(new Delivery(List.of(), List.of(), Optional.empty()));
  }

  @Test
  void whatWasBegunIsTriedAgainUnderTheSameIdOnceWhoeverBeganItHasHadTheirTime() {
    var first = plan().due().getFirst();
    assertThat(plan().due().getFirst().id()).isEqualTo(first.id());
    keep(first);
    now = now.plus(Duration.ofMinutes(4));
    assertThat(plan().due()).isEmpty();
    assertThat(plan().next()).contains(ASKED.plus(Duration.ofMinutes(5)));
    now = now.plus(Duration.ofMinutes(1));
    var again = plan().due().getFirst();
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.who()).isEqualTo("lea");
  }

  @Test
  void aFailureIsTriedAgainAfterItsPauseAndWhoCannotBeReachedIsNotWaitedFor() {
    var first = plan().due().getFirst();
    keep(first, new DeliveryEvent.Failed(now, first.id(), "busy", now.plusSeconds(30)));
    assertThat(plan().due()).isEmpty();
    now = now.plusSeconds(30);
    var again = plan().due().getFirst();
    assertThat(again.id()).isEqualTo(first.id());
    keep(again, new DeliveryEvent.GivenUp(now, again.id(), "550 no such user"));
    assertThat(sent()).containsExactly("ben");
  }

  @Test
  void inQuietHoursOnlyWhatIsUrgentIsSentAndTheDeadlineCountsFromWhatWasSent() {
    quiet = Optional.of(Window.parse("daily 22:00-07:00 UTC"));
    incidents = 2;
    severity.put(2L, Severity.URGENT);
    assertThat(plan().due()).singleElement().extracting(Due::severity).isEqualTo(Severity.URGENT);
    assertThat(sent()).containsExactly("lea");
    at("22T05:03");
    assertThat(sent()).as("the urgent one goes to the next").containsExactly("ben");
    at("22T07:00");
    assertThat(plan().due()).hasSize(2);
    assertThat(sent()).contains("lea");
    at("22T08:59");
    assertThat(plan().due()).isEmpty();
  }

  @Test
  void whatFailedByDayIsTriedAgainByNightOnlyIfSomethingOfItIsUrgent() {
    quiet = Optional.of(Window.parse("daily 22:00-07:00 UTC"));
    incidents = 2;
    at("22T21:59");
    var first = plan().due().getFirst();
    var again = Instant.parse("2026-11-22T22:02:00Z");
    keep(first, new DeliveryEvent.Failed(now, first.id(), "busy", again));
    at("22T22:02");
    assertThat(plan().due()).isEmpty();
    assertThat(plan().next()).contains(Instant.parse("2026-11-23T07:00:00Z"));
    assertThat(Delivery.next(question(1), rules()).orElseThrow().at())
        .isEqualTo("2026-11-23T07:00:00Z");

    severity.put(2L, Severity.URGENT);
    assertThat(plan().due()).singleElement().extracting(d -> d.items().size()).isEqualTo(2);
    severity.clear();
    at("23T07:00");
    assertThat(plan().due()).extracting(Due::id).containsExactly(first.id());
  }

  @Test
  void severalQuestionsForOnePersonAreOneMessageAndLaterOnesWaitForCompany() {
    incidents = 3;
    var due = plan().due();
    assertThat(due).hasSize(1);
    assertThat(due.getFirst().items()).hasSize(3);
    sent();
    incidents = 4;
    now = now.plus(Duration.ofMinutes(5));
    assertThat(plan().due()).isEmpty();
    severity.put(4L, Severity.URGENT);
    assertThat(plan().due()).as("what is urgent does not").hasSize(1);
    severity.put(4L, Severity.NORMAL);
    now = ASKED.plus(Duration.ofMinutes(15));
    assertThat(sent()).containsExactly("lea");
  }

  @Test
  void aMessageOfManyQuestionsThatFailedIsTheSameMessageAgain() {
    incidents = 3;
    var first = plan().due().getFirst();
    keep(first, new DeliveryEvent.Failed(now, first.id(), "busy", now.plusSeconds(5)));
    now = now.plusSeconds(5);
    var again = plan().due();
    assertThat(again).hasSize(1);
    assertThat(again.getFirst().id()).isEqualTo(first.id());
    assertThat(again.getFirst().items()).hasSize(3);
  }

  @Test
  void whatIsPutOffIsAskedAgainOfTheSamePersonAndOfNobodyElseMeanwhile() {
    sent();
    now = now.plus(Duration.ofHours(1));
    add(new DeliveryEvent.Snoozed(now, "lea", 1, now.plus(Duration.ofHours(4))));
    at("22T05:03");
    assertThat(plan().due()).isEmpty();
    at("22T08:02");
    assertThat(plan().due()).isEmpty();
    at("22T08:03");
    var reminded = plan().due().getFirst();
    assertThat(reminded.who()).isEqualTo("lea");
    assertThat(sent()).containsExactly("lea");
    at("22T10:03");
    assertThat(sent()).containsExactly("ben");
  }

  @Test
  void ofFiveThousandNothingIsLostAndNobodyGetsMoreThanAFewAtOnce() {
    incidents = 5_000;
    var due = plan().due();
    assertThat(due).allSatisfy(d -> assertThat(d.items()).hasSizeLessThanOrEqualTo(20));
    assertThat(due.stream().flatMap(d -> d.items().stream()).count()).isEqualTo(5_000);
    assertThat(due.stream().map(Due::id).distinct().count()).isEqualTo(due.size());
  }

  @Test
  void theSameAskedAgainBeforeAnAnswerIsOneQuestion() {
    var asked = question(1).asked();
    var later =
        new IncidentEvent.Asked(
            ASKED.plusSeconds(60), asked.to(), asked.about(), asked.question(), asked.options());
    var answered =
        new IncidentEvent.Answered(ASKED, "lea", Answer.RETRY.word(), "", Optional.empty());
    assertThat(OpenQuestion.number(List.of())).isZero();
    assertThat(OpenQuestion.number(List.of(asked, later))).isEqualTo(1);
    assertThat(OpenQuestion.number(List.of(asked, answered, later))).isEqualTo(2);
  }

  @Test
  void pausesGrowUpToTheLongestAndHeedWhatTheOtherSideAsksFor() {
    var limits = DeliveryRules.Limits.DEFAULT;
    assertThat(limits.pause(1, Optional.empty())).isEqualTo(Duration.ofSeconds(5));
    assertThat(limits.pause(2, Optional.empty())).isEqualTo(Duration.ofSeconds(30));
    assertThat(limits.pause(9, Optional.empty())).isEqualTo(Duration.ofHours(2));
    assertThat(limits.pause(1, Optional.of(Duration.ofMinutes(7))))
        .isEqualTo(Duration.ofMinutes(7));
    assertThat(limits.pause(1, Optional.of(Duration.ofDays(70)))).isEqualTo(Duration.ofHours(2));
  }
}
