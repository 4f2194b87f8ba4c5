package dev.prunella.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which question an answer is to. */
class OpenQuestionTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

  private static IncidentEvent about(String proposal) {
    return new IncidentEvent.Asked(
        NOW,
        Optional.of("sales"),
        TableName.of("orders"),
        "verified and ready: lay 3 rows aside. May it be published?",
        List.of("approve", "deny"),
        Optional.of(proposal));
  }

  @Test
  void theSameWordsAboutAnotherProposalAreAnotherQuestion() {
    assertThat(OpenQuestion.number(List.of(about("lay aside of batch a"))))
        .isEqualTo(
            OpenQuestion.number(
                List.of(about("lay aside of batch a"), about("lay aside of batch a"))));
    assertThat(
            OpenQuestion.number(
                List.of(about("lay aside of batch a"), about("lay aside of batch b"))))
        .as("a yes to the rows of one file is none to those of the next")
        .isEqualTo(2);
  }
}
