package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.CodedRows.Column;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DependencySearchTest {
  private static final int ROWS = 2_000;

  private static Column column(String name, IntUnaryOperator value) {
    var codes = IntStream.range(0, ROWS).map(value).toArray();
    return new Column(name, codes, IntStream.of(codes).max().orElse(0) + 1);
  }

  /** Looks random, and is the same each time. */
  private static int scattered(int row, int salt, int of) {
    return Math.floorMod((row * 0x9E3779B9 + salt * 0x85EBCA6B) >>> 7, of);
  }

  private static List<String> found(Column... columns) {
    return new DependencySearch(new CodedRows(List.of(columns)))
        .run().stream().map(f -> String.join("+", f.by()) + " -> " + f.on()).toList();
  }

  @Test
  void aDependencyIsFoundDespiteErrors() {
    var shop = column("shop", r -> scattered(r, 1, 40));
    var town = column("town", r -> r % 50 == 0 ? 9 + scattered(r, 2, 5) : shop.codes()[r] / 3);
    assertThat(found(shop, town)).contains("shop -> town").doesNotContain("town -> shop");
  }

  @Test
  void anAlmostConstantColumnIsDeterminedByNothing() {
    var shop = column("shop", r -> scattered(r, 1, 40));
    var flag = column("flag", r -> scattered(r, 3, 100) == 0 ? 1 : 0);
    assertThat(found(shop, flag)).isEmpty();
  }

  @Test
  void aKeyDeterminesNothing() {
    var key = column("key", r -> r);
    var town = column("town", r -> scattered(r, 2, 12));
    assertThat(found(key, town)).isEmpty();
  }

  @Test
  void chanceIsNoDependency() {
    assertThat(
            found(
                column("a", r -> scattered(r, 1, 30)),
                column("b", r -> scattered(r, 2, 6)),
                column("c", r -> scattered(r, 3, 12))))
        .isEmpty();
  }

  @Test
  void twoColumnsTogetherDetermineAThird() {
    var state = column("state", r -> scattered(r, 1, 9));
    var measure = column("measure", r -> scattered(r, 2, 11));
    var average = column("average", r -> (state.codes()[r] * 7 + measure.codes()[r] * 5) % 23);
    assertThat(found(state, measure, average)).contains("state+measure -> average");
  }

  @Test
  void missingValuesAreNoGroup() {
    var shop = column("shop", r -> r % 2 == 0 ? CodedRows.MISSING : scattered(r, 1, 20));
    var town = column("town", r -> shop.codes()[r] < 0 ? scattered(r, 2, 5) : shop.codes()[r] % 5);
    assertThat(found(shop, town)).contains("shop -> town");
  }
}
