package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class StarsTest {
  @Property
  void aPatternMeansWhatItsRegularExpressionDoes(
      @ForAll @StringLength(max = 8) @CharRange(from = 'a', to = 'b') @Chars({'*'}) String pattern,
      @ForAll @StringLength(max = 10) @CharRange(from = 'a', to = 'b') String name) {
    var form =
        Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    assertThat(Stars.fit(pattern, name)).isEqualTo(name.matches(form));
  }

  @Test
  void lettersFitSmallOrLarge() {
    assertThat(Stars.fit("*@Shop.example", "lea@shop.EXAMPLE")).isTrue();
    assertThat(Stars.fit("RAW_*", "raw_orders")).isTrue();
    assertThat(Stars.fit("raw_*", "my_raw_orders")).isFalse();
    assertThat(Stars.fit("ab*ba", "aba")).as("no letter counts twice").isFalse();
  }

  @Test
  void manyStarsTakeNoLonger() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertThat(Stars.fit("a*".repeat(40) + "b", "a".repeat(200))).isFalse());
  }
}
