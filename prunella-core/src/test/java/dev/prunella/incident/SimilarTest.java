package dev.prunella.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SimilarTest {
  private final Similar similar =
      Similar.of(
          Map.of(
              "disk", "OSError: [Errno 28] No space left on device",
              "column", "ERROR: column \"a\" does not exist",
              "deadlock", "ERROR: deadlock detected"));

  @Test
  void theSameFailureOfAnotherDayIsAsAlikeAsCanBe() {
    var found = similar.to("ERROR: column \"b\" does not exist", 3).getFirst();
    assertThat(found).isEqualTo(new Similar.Match("column", 1));
  }

  @Test
  void theSameFailureInAnotherSystemsWordsIsFoundByItsCause() {
    var found = similar.to("could not extend file: disk full", 3).getFirst();
    assertThat(found.id()).isEqualTo("disk");
    assertThat(found.likeness()).isBetween(0.2, 0.99);
  }

  @Test
  void idsThatDoNotPassAreLeftOut() {
    assertThat(similar.to("ERROR: deadlock detected", 3, id -> !id.equals("deadlock")))
        .hasSize(2)
        .noneMatch(m -> m.id().equals("deadlock"));
  }

  @Test
  void nonsenseIsLikeNothing() {
    assertThat(similar.to("qwertz", 3)).allMatch(m -> m.likeness() == 0);
  }
}
