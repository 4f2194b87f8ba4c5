package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HunksTest {
  private static final String GOOD =
      """
      -- what we sell; it's ours
      select
        id,  -- the key
        amount * 0.01 as amount,
        'it''s -- no comment' as said
      from "raw orders" /* of
        two lines */
      where amount >= 5
      """;

  private static List<TextPatch> pieces(String now) {
    return Hunks.takingBack("m.sql", GOOD, now);
  }

  @Test
  void eachPieceIsTakenBackByItself() {
    var now = GOOD.replace("id,", "id").replace(">=", ">").replace("0.01", "0.1");

    assertThat(pieces(now))
        .extracting(p -> TextPatch.apply(now, List.of(p)))
        .containsExactly(
            GOOD.replace(">=", ">").replace("0.01", "0.1"),
            GOOD.replace("id,", "id").replace(">=", ">"),
            GOOD.replace("id,", "id").replace("0.01", "0.1"));
  }

  @Test
  void layoutAndCommentsAreNoPieces() {
    assertThat(pieces(GOOD.replace("the key", "a key").replace("\n  ", "\n\t"))).isEmpty();
  }

  @Test
  void takingBackALineLeavesTheCommentsAroundIt() {
    var now = GOOD.replace("-- the key\n", "-- the key\n  -- why\n  upper(x) as loud,\n");

    assertThat(pieces(now))
        .singleElement()
        .satisfies(
            p ->
                assertThat(TextPatch.apply(now, List.of(p)))
                    .isEqualTo(GOOD.replace("-- the key\n", "-- the key\n  -- why\n  \n")));
  }

  /** Texts are of random words, edits at random places; all pieces together are the whole edit. */
  @Test
  void allPiecesTogetherGiveTheWordsOfBeforeAndEachChangesOnlyItsSpan() {
    for (long seed = 0; seed < 500; seed++) {
      var random = new Random(seed);
      var good = text(random, 1 + random.nextInt(40));
      var now = edited(random, good);
      var pieces = Hunks.takingBack("m.sql", good, now);

      assertThat(words(TextPatch.apply(now, pieces))).as("seed %d", seed).isEqualTo(words(good));
      for (var piece : pieces) {
        var one = TextPatch.apply(now, List.of(piece));
        int end = piece.offset() + piece.length();
        assertThat(one).startsWith(now.substring(0, piece.offset()));
        assertThat(one).endsWith(now.substring(end));
        assertThat(one).hasSize(now.length() - piece.length() + piece.replacement().length());
      }
    }
  }

  private static List<String> words(String text) {
    return SqlTokens.of(text).stream().map(SqlTokens.Token::text).toList();
  }

  private static final List<String> WORDS =
      List.of(
          "select",
          "a",
          "b",
          ",",
          "(",
          ")",
          "'x  y'",
          "\"q r\"",
          "1.5",
          "é",
          "\n",
          "  ",
          " -- hm\n",
          "/* ho */",
          "=",
          "a");

  private static String text(Random random, int words) {
    var text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
    }
    return text.toString();
  }

  private static String edited(Random random, String good) {
    var parts = new ArrayList<>(List.of(good.split(" ", -1)));
    for (int i = 0; i < 1 + random.nextInt(4); i++) {
      int at = random.nextInt(parts.size());
      switch (random.nextInt(3)) {
        case 0 -> parts.remove(at);
        case 1 -> parts.add(at, WORDS.get(random.nextInt(WORDS.size())));
        default -> parts.set(at, WORDS.get(random.nextInt(WORDS.size())));
      }
      if (parts.isEmpty()) {
        parts.add("a");
      }
    }
    return String.join(" ", parts);
  }

  @Test
  void patchesThatOverlapOrLieOutsideAreRefused() {
    var one = new TextPatch("m.sql", 0, 3, "x", "");
    assertThatThrownBy(() -> TextPatch.apply("abcd", List.of(one, one)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TextPatch.apply("ab", List.of(one)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
