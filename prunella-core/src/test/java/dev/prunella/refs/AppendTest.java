package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.RefStore.RefWrite;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppendTest {

  @Test
  void namesThatCannotBeAreRefusedWithTheReason() {
    assertRefused("", "k", "1 to 200 characters, not 0");
    assertRefused("s".repeat(201), "k", "not 201");
    assertRefused("s", "", "1 to 60 characters, not 0");
    assertRefused("s", "k".repeat(61), "not 61");
    assertRefused("a\nb", "k", "control character");
    assertRefused("s", "k\0", "control character");
    assertRefused("half \uD83D", "k", "half a character");
    assertThat(new Append("分".repeat(200), 0, "\uD83D\uDE00".repeat(60), "").body()).isEmpty();
  }

  private static void assertRefused(String stream, String kind, String reason) {
    assertThatThrownBy(() -> new Append(stream, 0, kind, "{}"))
        .isInstanceOfSatisfying(
            LakeException.class, e -> assertThat(e.problem()).isEqualTo(Problem.BAD_NAME))
        .hasMessageContaining(reason);
  }

  @Test
  void bodyIsMeasuredInBytes() {
    int most = Append.MAX_BODY_BYTES;
    assertThat(new Append("s", 0, "k", "x".repeat(most)).body()).hasSize(most);
    assertThat(new Append("s", 0, "k", "é".repeat(most / 2)).body()).hasSize(most / 2);
    for (var body : List.of("x".repeat(most + 1), "é".repeat(most / 2) + "x")) {
      assertThatThrownBy(() -> new Append("inc/1", 0, "seen", body))
          .isInstanceOfSatisfying(
              LakeException.class, e -> assertThat(e.problem()).isEqualTo(Problem.BAD_REQUEST))
          .hasMessageContaining("'seen' of the journal 'inc/1'");
    }
  }

  @Test
  void severalAppendsToOneStreamFollowOneAnother() {
    assertThatThrownBy(() -> write(append("s", 3), append("t", 0), append("s", 5)))
        .hasMessageContaining("entry 5 of the stream 's' comes where 4 should");
    assertThatThrownBy(() -> write(append("s", 3), append("s", 3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(write(append("s", 3), append("t", 0), append("s", 4)).expectedLengths())
        .containsExactlyInAnyOrderEntriesOf(java.util.Map.of("s", 3L, "t", 0L));
  }

  @Test
  void oneWriteIsBounded() {
    var tooMany = Collections.nCopies(RefWrite.MAX_APPENDS + 1, append("s", 0));
    assertThatThrownBy(() -> RefWrite.ofAppends(tooMany, Instant.EPOCH, "ann"))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("10,000");
  }

  private static Append append(String stream, long position) {
    return new Append(stream, position, "k", "{}");
  }

  private static RefWrite write(Append... appends) {
    return RefWrite.ofAppends(List.of(appends), Instant.EPOCH, "ann");
  }
}
