package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.ColumnFacts.Counted;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MisspellingTest {
  private static final int WITH_A_MAJORITY = 3;
  private static final Vocabulary NOTHING_KNOWN = Vocabulary.of(List.of());

  private static boolean slip(String wrong, String right) {
    return Misspelling.is(wrong, right, NOTHING_KNOWN, WITH_A_MAJORITY);
  }

  @Test
  void aFewWrongLettersAreASlip() {
    assertThat(slip("qeneral hospltal", "general hospital")).isTrue();
    assertThat(slip("genreal hospital", "general hospital")).isTrue();
  }

  @Test
  void joinedWordsAreASlip() {
    assertThat(slip("generalxhospitalxof the north", "general hospital of the north")).isTrue();
  }

  @Test
  void aJetIsNoMisspelledFanHoweverLongTheName() {
    assertThat(slip("Turbo-jet", "Turbo-fan")).isFalse();
    assertThat(
            slip(
                "Northern Aircraft Corporation, Works No Five",
                "Northern Aircraft Manufactory, Works No Five"))
        .isFalse();
  }

  @Test
  void aLetterAmongDigitsIsASlip() {
    assertThat(slip("3O5-1182", "305-1182")).isTrue();
  }

  @Test
  void otherDigitsAreAnotherNumber() {
    assertThat(slip("305-1183", "305-1182")).isFalse();
    assertThat(slip("12 boxes", "13 boxes")).isFalse();
    assertThat(slip("-4", "14")).isFalse();
  }

  @Test
  void caseAndSignsAloneAreNoSlip() {
    assertThat(slip("General Hospital", "GENERAL HOSPITAL")).isFalse();
    assertThat(slip("t light holder", "t-light holder")).isFalse();
  }

  @Test
  void aWordThatOtherValuesHaveWasMeant() {
    var known =
        Vocabulary.of(
            Stream.of("blue lamp", "blue rug", "blue chair", "glue lamp")
                .map(v -> new Counted(v, 9))
                .toList());
    assertThat(Misspelling.is("blue lamp", "glue lamp", known, WITH_A_MAJORITY)).isFalse();
    assertThat(Misspelling.is("bluf lamp", "blue lamp", known, WITH_A_MAJORITY)).isTrue();
  }

  @Test
  void distancesAreThoseOfAPlainTable() {
    assertThat(Misspelling.distance("kitten", "sitting", 9)).isEqualTo(3);
    assertThat(Misspelling.distance("abcd", "acbd", 9)).isEqualTo(1);
    assertThat(Misspelling.distance("", "abc", 9)).isEqualTo(3);
    assertThat(Misspelling.distance("abcdefgh", "12345678", 2)).isGreaterThan(2);
  }
}
