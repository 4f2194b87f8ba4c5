package dev.prunella.bench.heal.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MutationTest {

  @Test
  void oneTextIsMadeForEachPlace() {
    var commas = Mutation.each(",\\s*$", "");

    assertThat(commas.of("-- materialized: full, always\nselect\n  a,\n  b,\n  c\nfrom t\n"))
        .containsExactly(
            "-- materialized: full, always\nselect\n  a\n  b,\n  c\nfrom t\n",
            "-- materialized: full, always\nselect\n  a,\n  b\n  c\nfrom t\n");
  }

  @Test
  void groupsOfTheMatchAreFilledIn() {
    assertThat(
            Mutation.each("\\bon ([\\w.]+) = ([\\w.]+)", "on $1 >= $2").of("join b on b.x = a.x"))
        .containsExactly("join b on b.x >= a.x");
  }

  @Test
  void whereNothingFitsNothingIsChanged() {
    assertThat(Mutation.each("left join", "join").of("-- a left join\nselect 1\n")).isEmpty();
  }
}
