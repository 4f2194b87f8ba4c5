package dev.prunella.local.attest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IncidentStoryTest {
  private static final Instant AT = Instant.parse("2026-11-22T02:47:00Z");

  @Test
  void categoriesAndWhatWasSeenAreNotTold() {
    var cause = "amount multiplied by 100 where country = Japan; and more";
    var story =
        new IncidentStory(
            new IncidentId(7),
            List.of(
                new IncidentEvent.Believed(
                    AT,
                    new Belief(
                        FailureClass.DATA,
                        cause,
                        0.9,
                        TableName.parse("orders"),
                        List.of("seen in Japan"),
                        List.of())),
                new IncidentEvent.Tried(
                    AT,
                    "key of Japan",
                    RemedyFamily.QUARANTINE_OR_CORRECT_DATA,
                    "take it back: " + cause,
                    Optional.empty(),
                    IncidentEvent.Verified.FAILED,
                    List.of("it is unlike its history still: Japan, count", "3 rows are all")),
                new IncidentEvent.Answered(
                    AT, "ana", "approve", "Japan is right", Optional.of("k")),
                new IncidentEvent.Answered(AT, "ana", "retry", "Japan again", Optional.empty())));
    var json = JsonNodeFactory.instance.objectNode();

    story.write(json);

    assertThat(json.toString()).doesNotContain("Japan");
    assertThat(json.at("/diagnosis/0/cause").asText())
        .isEqualTo("amount multiplied by 100 where country = ...");
    assertThat(json.at("/trials/0/remedy").asText())
        .isEqualTo("take it back: amount multiplied by 100 where country = ...");
    assertThat(json.at("/trials/0/proofs").toString())
        .isEqualTo("[\"it is unlike its history still: ...\",\"3 rows are all\"]");
    assertThat(json.path("approvals")).hasSize(1);
    assertThat(json.at("/approvals/0/by").asText()).isEqualTo("ana");
  }
}
