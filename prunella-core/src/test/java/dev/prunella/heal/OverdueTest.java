package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OverdueTest {
  private static final Instant OPENED = Instant.parse("2026-11-22T03:00:00Z");
  private static final DataInterval DAY =
      new DataInterval(
          Instant.parse("2026-11-21T00:00:00Z"), Instant.parse("2026-11-22T00:00:00Z"));
  private static final DataInterval LONG_AGO =
      new DataInterval(
          Instant.parse("2026-10-01T00:00:00Z"), Instant.parse("2026-10-02T00:00:00Z"));
  private static final DataInterval HOUR =
      new DataInterval(
          Instant.parse("2026-11-22T01:00:00Z"), Instant.parse("2026-11-22T02:00:00Z"));

  @Test
  void itIsOverWhenTheNextIntervalHasComeUp() {
    assertThat(isOver(Optional.of(DAY), "2026-11-22T23:59:59Z")).isFalse();
    assertThat(isOver(Optional.of(DAY), "2026-11-23T00:00:00Z")).isTrue();
  }

  @Test
  void whatFailsLateHasALittleTimeAllTheSame() {
    assertThat(isOver(Optional.of(HOUR), "2026-11-22T03:14:59Z")).isFalse();
    assertThat(isOver(Optional.of(HOUR), "2026-11-22T03:15:00Z")).isTrue();
    assertThat(isOver(Optional.of(LONG_AGO), "2026-11-22T03:59:59Z")).isFalse();
    assertThat(isOver(Optional.of(LONG_AGO), "2026-11-22T04:00:00Z")).isTrue();
  }

  @Test
  void whatIsOfNoIntervalHasADay() {
    assertThat(isOver(Optional.empty(), "2026-11-23T02:59:59Z")).isFalse();
    assertThat(isOver(Optional.empty(), "2026-11-23T03:00:00Z")).isTrue();
  }

  @Test
  void whoeverWaitsForAnAnswerIsPatient() {
    assertThat(isOver(Optional.of(DAY), "2026-11-25T00:00:00Z", asked())).isFalse();
  }

  @Test
  void anAnswerThatDidNotHelpIsFollowedByAnotherQuestion() {
    assertThat(
            isOver(
                Optional.of(DAY),
                "2026-11-25T00:00:00Z",
                asked(),
                new IncidentEvent.Answered(
                    OPENED, "ana", Answer.RETRY.word(), "", Optional.empty())))
        .isTrue();
  }

  @Test
  void whatIsClosedAsksNothing() {
    assertThat(
            isOver(
                Optional.of(DAY),
                "2026-11-25T00:00:00Z",
                new IncidentEvent.Closed(OPENED, IncidentEvent.End.DISMISSED, "meant")))
        .isFalse();
  }

  private static IncidentEvent asked() {
    return new IncidentEvent.Asked(
        OPENED,
        Optional.of("ana"),
        TableName.of("orders"),
        "What is to be done?",
        Answer.words(Answer.RETRY));
  }

  private static boolean isOver(
      Optional<DataInterval> interval, String now, IncidentEvent... further) {
    var events = new ArrayList<IncidentEvent>();
    events.add(
        new IncidentEvent.Opened(
            OPENED, new RunId(1), "daily", interval, Optional.empty(), List.of()));
    events.addAll(List.of(further));
    return Overdue.is(IncidentState.of(new IncidentId(1), events), Instant.parse(now));
  }
}
