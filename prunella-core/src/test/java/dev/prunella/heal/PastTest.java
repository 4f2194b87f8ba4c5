package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.heal.Finding.What;
import dev.prunella.heal.Past.Experience;
import dev.prunella.heal.Past.Failed;
import dev.prunella.heal.Past.Outcome;
import dev.prunella.heal.Past.Precedent;
import dev.prunella.heal.Past.Turned;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Fault;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What earlier incidents do to a plan. */
class PastTest {
  private static final Instant AT = Instant.parse("2026-03-12T03:00:00Z");
  private static final String BY_SOURCE = "run it again with what the source brings now";
  private static final String BY_CODE = "run it again by the project as it is now";

  private static Finding finding() {
    return new Finding(
        FullSteps.sql(TableName.of("orders")),
        Optional.of("2026-11-21"),
        new What.Failed(Fault.of(Fault.Kind.SQL_INVALID, "syntax error", "")),
        Optional.of(batch("a")),
        Optional.of(batch("b")),
        Optional.of("code 2"),
        Optional.empty());
  }

  private static Batch batch(String sha) {
    return new Batch(List.of(new Batch.Part("f", sha, 1, "f")), AT);
  }

  private static List<Planner.Planned> plan(Experience experience) {
    return Planner.plan(List.of(finding()), Set.of(), new Remembering(_ -> experience));
  }

  private static List<String> words(Experience experience) {
    return plan(experience).stream().map(p -> p.remedy().words()).toList();
  }

  private static Experience precedent(Outcome outcome) {
    return new Experience(
        Optional.empty(),
        Map.of(),
        List.of(
            new Precedent(
                new IncidentId(98),
                AT,
                0.9,
                false,
                Optional.empty(),
                List.of(new Turned(RemedyFamily.RERUN_UPSTREAM_OR_BACKFILL, BY_CODE, outcome)),
                true)));
  }

  @Test
  void amongEqualsWhatHeldBeforeComesFirstAndWhatWasTakenBackLast() {
    assertThat(words(Experience.NONE)).containsExactly(BY_SOURCE, BY_CODE);
    assertThat(words(precedent(Outcome.HELD))).containsExactly(BY_CODE, BY_SOURCE);
    assertThat(words(precedent(Outcome.UNDONE))).containsExactly(BY_SOURCE, BY_CODE);
  }

  @Test
  void whatFailedForTheVerySameFailureIsNotPlannedAndItIsSaid() {
    var key = plan(Experience.NONE).getFirst().remedy().key();
    var failed = Map.of(key, new Failed(new IncidentId(7), BY_SOURCE, Outcome.FAILED));
    var plan = plan(new Experience(Optional.empty(), failed, List.of()));
    assertThat(plan).extracting(p -> p.remedy().words()).containsExactly(BY_CODE);
    assertThat(plan.getFirst().proposal().belief().against())
        .anyMatch(s -> s.contains("INC-7") && s.contains("not tried again"));
  }

  @Test
  void aBeliefNamesTheIncidentThatItLeansOn() {
    var belief = plan(precedent(Outcome.HELD)).getFirst().proposal().belief();
    assertThat(belief.supporting()).contains("INC-98 (2026-03-12) was alike: same cure, held");
    var against = plan(precedent(Outcome.UNDONE)).getLast().proposal().belief();
    assertThat(against.against())
        .contains("INC-98 (2026-03-12) was alike: same cure, was taken back");
  }

  /** Nothing but a past. */
  private record Remembering(Past past) implements BareMeans {}
}
