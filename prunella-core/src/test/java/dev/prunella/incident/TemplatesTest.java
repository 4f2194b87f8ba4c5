package dev.prunella.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TemplatesTest {

  @Test
  void linesOfOneStatementAreOneGroupAndWhatDiffersIsAHole() {
    var templates = new Templates(10);
    int one =
        templates
            .group("Received block blk_123456789 of size 91178 from /10.250.10.6")
            .orElseThrow();
    int other =
        templates.group("Received block blk_-987654321 of size 12 from /10.251.1.2").orElseThrow();
    assertThat(one).isEqualTo(other);
    assertThat(templates.template(one)).isEqualTo("Received block <*> of size <*> from <*>");
  }

  @Test
  void wordsThatDifferBecomeHoles() {
    var templates = new Templates(10);
    templates.group("user ana logged in from home");
    int group = templates.group("user ana logged in from work").orElseThrow();
    assertThat(templates.template(group)).isEqualTo("user ana logged in from <*>");
  }

  @Test
  void linesOfOtherLengthAreAnotherGroup() {
    var templates = new Templates(10);
    assertThat(templates.group("task started")).isNotEqualTo(templates.group("task started again"));
  }

  @Test
  void beyondItsLimitItTakesNoNewKinds() {
    var templates = new Templates(1);
    assertThat(templates.group("alpha beta")).isPresent();
    assertThat(templates.group("gamma delta epsilon")).isEmpty();
    assertThat(templates.group("alpha beta")).isPresent();
    assertThat(templates.size()).isEqualTo(1);
    assertThatThrownBy(() -> new Templates(0)).hasMessageContaining("at least one");
  }

  @Test
  void anEmptyLineIsAGroupToo() {
    var templates = new Templates(10);
    assertThat(templates.group("")).isEqualTo(templates.group("   "));
  }
}
