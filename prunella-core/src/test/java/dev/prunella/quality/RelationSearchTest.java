package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.RowSample.Values;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What counts as a relation of two columns, and what is so by chance alone. */
class RelationSearchTest {
  private static final int ROWS = 500;

  private static Values column(String name, IntToDoubleFunction value) {
    return new Values(
        name,
        TypeClass.NUMBER,
        Collections.nCopies(ROWS, "x"),
        IntStream.range(0, ROWS).mapToObj(value::applyAsDouble).toList());
  }

  @Test
  void anOrderThatNoRowBreaksIsARelationWhereChanceWouldBreakIt() {
    var random = new Random(7);
    var begins = column("begins", i -> random.nextInt(1_000));
    var ends = column("ends", i -> begins.numbers().get(i) + random.nextInt(50));

    assertThat(RelationSearch.relations(List.of(begins, ends)))
        .containsExactly(new Relation.AtMost("begins", "ends"));
  }

  @Test
  void smallNumbersBesideLargeOnesAreNone() {
    var random = new Random(7);
    var hour = column("hour", i -> i % 24);
    // Below 23 in a few rows, all of them in the small hours.
    var humid = column("humid", i -> i % 24 < 12 && i % 50 == 0 ? 20 : 25 + random.nextInt(70));

    assertThat(RelationSearch.relations(List.of(hour, humid))).isEmpty();
  }

  @Test
  void anOrderThatOneRowBreaksIsNone() {
    var random = new Random(7);
    var begins = column("begins", i -> random.nextInt(1_000));
    var ends = column("ends", i -> i == 3 ? -1 : begins.numbers().get(i) + random.nextInt(50));

    assertThat(RelationSearch.relations(List.of(begins, ends))).isEmpty();
  }
}
