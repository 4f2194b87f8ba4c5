package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.ColumnFacts.Counted;
import dev.prunella.quality.RuleInference.Contradiction;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class RuleInferenceTest {

  private static ColumnFacts facts(Map<String, Long> values) {
    return facts(values, 0);
  }

  private static ColumnFacts facts(Map<String, Long> values, long missing) {
    var counted =
        values.entrySet().stream()
            .map(e -> new Counted(e.getKey(), e.getValue()))
            .sorted(Comparator.comparingLong(Counted::rows).reversed())
            .toList();
    long filled = counted.stream().mapToLong(Counted::rows).sum();
    return new ColumnFacts(
        "x",
        false,
        filled + missing,
        missing,
        counted.size(),
        counted,
        shapes(counted, Shape::coarse),
        shapes(counted, Shape::fine),
        counted.stream()
            .filter(c -> NumberSearch.isNumber(c.text()))
            .mapToLong(Counted::rows)
            .sum());
  }

  private static Map<String, Long> shapes(List<Counted> values, UnaryOperator<String> shape) {
    var out = new HashMap<String, Long>();
    values.forEach(v -> out.merge(shape.apply(v.text()), v.rows(), Long::sum));
    return out;
  }

  private static <T extends RowRule> Optional<T> rule(ColumnFacts facts, Class<T> kind) {
    return RuleInference.ofColumn(facts).stream()
        .map(InferredRule::rule)
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst();
  }

  private static Map<String, Long> shortList() {
    var out = new LinkedHashMap<String, Long>();
    for (var word : List.of("surgical", "maternity", "emergency", "pharmacy", "radiology")) {
      out.put(word, 200L);
    }
    return out;
  }

  @Test
  void aRareWordNearAFrequentOneIsASlip() {
    var values = shortList();
    values.put("surgicel", 1L);
    values.put("emergnecy", 2L);
    assertThat(rule(facts(values), RowRule.Spelled.class).orElseThrow().slips())
        .isEqualTo(Map.of("surgicel", "surgical", "emergnecy", "emergency"));
  }

  @Test
  void aShortListWithoutSlipsMayBePromised() {
    var rule = rule(facts(shortList()), RowRule.Spelled.class).orElseThrow();
    assertThat(rule.slips()).isEmpty();
    assertThat(rule.valid()).hasSize(5);
  }

  @Test
  void namesThatAreCloseByNatureAreNoSlips() {
    var values = new HashMap<String, Long>();
    for (char c = 'a'; c <= 'z'; c++) {
      values.put("mar" + c + "ton", 30L);
    }
    for (char c = 'a'; c <= 'h'; c++) {
      values.put("car" + c + "ton", 1L);
      values.put("mar" + c + "tan", 1L);
    }
    assertThat(rule(facts(values), RowRule.Spelled.class)).isEmpty();
  }

  @Test
  void aSecondKindOfNumberIsUsual() {
    var values = new HashMap<String, Long>();
    for (int i = 0; i < 980; i++) {
      values.put("5" + (36000 + i), 1L);
    }
    for (int i = 0; i < 12; i++) {
      values.put("C5" + (37000 + i), 1L);
    }
    assertThat(rule(facts(values), RowRule.Shaped.class).orElseThrow().shapes())
        .contains("9", "A9");
  }

  @Test
  void rareShapesThatDifferAreUnusual() {
    var values = new HashMap<String, Long>();
    for (int i = 0; i < 980; i++) {
      values.put("AB-" + (1000 + i), 1L);
    }
    values.put("AB1000", 1L);
    values.put("AB-10x4", 1L);
    values.put("-1004", 1L);
    var rule = rule(facts(values), RowRule.Shaped.class).orElseThrow();
    assertThat(rule.shapes()).containsExactly("A-9");
    assertThat("AB-1000").matches(rule.pattern());
    assertThat("AB-10x4").doesNotMatch(rule.pattern());
  }

  @Test
  void aSignIsNothingUnusualAmongNumbers() {
    var values = new HashMap<String, Long>();
    for (int i = 0; i < 980; i++) {
      values.put(String.valueOf(i), 1L);
    }
    values.put("-3", 1L);
    values.put("1.5", 1L);
    values.put("1O2", 1L);
    assertThat(rule(facts(values), RowRule.Shaped.class).orElseThrow().shapes())
        .contains("-9", "9.9")
        .doesNotContain("9A9");
  }

  @Test
  void unitsAreAccusedOnlyIfOneIsSpelledInSeveralWays() {
    var spelled = Map.of("12 oz", 300L, "12 OZ.", 100L, "16 oz", 200L);
    assertThat(rule(facts(spelled), RowRule.OneUnit.class).orElseThrow().units()).contains("OZ.");
    var units = Map.of("12 oz", 300L, "1 lb", 100L, "16 oz", 200L);
    assertThat(rule(facts(units), RowRule.OneUnit.class)).isEmpty();
  }

  @Test
  void aColumnThatIsOftenEmptyIsNotComplete() {
    assertThat(rule(facts(shortList(), 3), RowRule.Complete.class)).isPresent();
    assertThat(rule(facts(shortList(), 300), RowRule.Complete.class)).isEmpty();
  }

  @Test
  void numbersInSequenceIdentifyAndNumbersByChanceDoNot() {
    var sequence = new HashMap<String, Long>();
    var chance = new HashMap<String, Long>();
    for (int i = 0; i < 1000; i++) {
      sequence.merge("K" + (i == 7 ? 8 : i), 1L, Long::sum);
      chance.merge(String.valueOf(i * 48_271L % 150_001), 1L, Long::sum);
    }
    assertThat(rule(facts(sequence), RowRule.Distinct.class)).isPresent();
    chance.merge("77", 2L, Long::sum);
    assertThat(rule(facts(chance), RowRule.Distinct.class)).isEmpty();
  }

  @Test
  void aFewRowsHaveNoRules() {
    assertThat(
            RuleInference.ofColumn(facts(Map.of("a", 9L, "b", 1L))).stream()
                .map(InferredRule::rule)
                .filter(r -> !(r instanceof RowRule.Decoded)))
        .isEmpty();
  }

  @Test
  void aProperValueThatContradictsIsShownAndASlipMayBeHeldBack() {
    var facts = facts(shortList());
    var known = Vocabulary.of(facts.values());
    var moved = new Contradiction("pharmacy", 200, "surgical", 200, 20, 0.95, 1);
    assertThat(RuleInference.judge(moved, 0.95, false, facts, known).confidence())
        .isBetween(RuleInference.REPORT, 0.8);
    var slip = new Contradiction("surgicel", 1, "surgical", 200, 20, 0.95, 1);
    assertThat(RuleInference.judge(slip, 0.95, false, facts, known).confidence())
        .isGreaterThanOrEqualTo(RuleInference.QUARANTINE);
  }

  @Test
  void whatReturnsInItsGroupIsASecondUsage() {
    var facts = facts(shortList());
    var twice = new Contradiction("pharmacy", 200, "surgical", 200, 20, 0.8, 4);
    assertThat(
            RuleInference.judge(twice, 0.95, false, facts, Vocabulary.of(facts.values()))
                .confidence())
        .isLessThan(RuleInference.REPORT);
  }
}
