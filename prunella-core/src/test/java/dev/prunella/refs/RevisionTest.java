package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RevisionTest {
  private static final Instant NOW = Instant.parse("2026-11-22T02:47:00Z");
  private final Lake lake =
      new Lake(new MemoryRefStore(), Clock.fixed(NOW, ZoneOffset.UTC), Limits.DEFAULT);

  @Property(tries = 3_000)
  void anyTextIsARevisionOrALakeException(@ForAll("texts") String text) {
    try {
      assertThat(Revision.parse(text)).isNotNull();
    } catch (LakeException e) {
      assertThat(e.problem()).isEqualTo(Problem.BAD_REVISION);
    }
  }

  @Property(tries = 1_000)
  void anyTextResolvesOrIsALakeException(@ForAll("texts") String text) {
    lake.init();
    try {
      assertThat(lake.resolve(text)).isEqualTo(lake.head("main"));
    } catch (LakeException e) {
      assertThat(e.problem().status()).isBetween(400, 404);
    }
  }

  @Property(tries = 1_000)
  void everyAllowedNameNamesItsRef(@ForAll("texts") String name) {
    try {
      RefNames.check(name);
    } catch (LakeException e) {
      assertThat(e.problem()).isEqualTo(Problem.BAD_NAME);
      return;
    }
    assertRefIsFound(name);
  }

  @Test
  void refThatLooksLikeATimeOrADigitIsStillFound() {
    assertRefIsFound("2026-11-22");
    assertRefIsFound("abcde");
    assertRefIsFound("ABCDEF0");
    assertRefIsFound("@");
  }

  private void assertRefIsFound(String name) {
    lake.init();
    if (lake.store().ref(name).isEmpty()) {
      lake.createTag(name, lake.resolve("main"), "ann");
    }
    assertThat(lake.resolve(name)).isEqualTo(lake.head("main"));
  }

  @Test
  void bareTimeMeansMainAsOfThen() {
    lake.init();
    assertThat(lake.resolve("2026-11-23")).isEqualTo(lake.head("main"));
    assertThatThrownBy(() -> lake.resolve("2026-11-21")).hasMessageContaining("nothing yet");
    assertThatThrownBy(() -> lake.resolve("2026-13-41")).hasMessageContaining("is not a time");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> Revision.parse("main" + "~".repeat(1_000_000)))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("longer than");
  }

  @Provide
  Arbitrary<String> texts() {
    var pieces =
        Arbitraries.of(
            "main",
            "~",
            "@{",
            "}",
            "2026-11-22",
            "T03:00:00",
            "Z",
            "+02:00",
            "12",
            "99999999",
            "^",
            ":",
            "..",
            "/",
            "-",
            " ",
            "a1b2c3",
            "\u0000",
            "\uD83D",
            "é",
            "@",
            "{");
    return Arbitraries.oneOf(
        pieces.list().ofMaxSize(8).map(p -> String.join("", p)),
        Arbitraries.strings().ofMaxLength(40));
  }
}
