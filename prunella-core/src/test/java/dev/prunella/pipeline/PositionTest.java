package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PositionTest {

  @Test
  void aPositionCountsWhatPeopleSee() {
    String text = "select 'é😀' x\nfrom t";
    assertThat(Position.in(text, 0)).hasToString("1:1");
    assertThat(Position.in(text, text.indexOf(" x") + 1)).hasToString("1:13");
    assertThat(Position.in(text, text.indexOf("\n"))).hasToString("1:14");
    assertThat(Position.in(text, text.indexOf("from"))).hasToString("2:1");
    assertThat(Position.in(text, 1_000)).hasToString("2:7");
  }
}
