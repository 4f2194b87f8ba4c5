package dev.prunella.incident;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AnswerTest {
  /** They stand in journals, in messages that were sent, and in people's scripts. */
  @Test
  void wordsStayAsTheyAre() {
    assertThat(Answer.words(Answer.values()))
        .containsExactly("approve", "deny", "retry", "dismiss", "accept", "keep", "trust");
  }

  @Test
  void whatFollowsFromEach() {
    assertThat(Answer.values())
        .filteredOn(Answer::triesAgain)
        .containsExactly(Answer.RETRY, Answer.ACCEPT, Answer.KEEP);
    assertThat(Answer.values())
        .filteredOn(Answer::publishes)
        .containsExactly(Answer.APPROVE, Answer.ACCEPT, Answer.KEEP, Answer.TRUST);
    assertThat(Answer.values())
        .filteredOn(Answer::decides)
        .containsExactly(Answer.APPROVE, Answer.DENY, Answer.ACCEPT, Answer.KEEP, Answer.TRUST);
    assertThat(Answer.values())
        .filteredOn(Answer::isBeside)
        .containsExactly(Answer.ACCEPT, Answer.KEEP, Answer.TRUST);
  }

  @Test
  void anyOtherWordIsNoneOfThem() {
    assertThat(Answer.of("keep")).contains(Answer.KEEP);
    assertThat(Answer.of("Keep")).isEmpty();
    assertThat(Answer.of("")).isEmpty();
  }
}
