package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.Statistics.ColumnStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Products by their codes, of which a new one comes each day. */
class SupportTest {
  private static final String CODE = "code";
  private static final Outline OUTLINE =
      new Outline(
          1,
          List.of(new Outline.Column(CODE, TypeClass.TEXT, 1)),
          List.of(),
          List.of(),
          List.of(),
          List.of());
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DAYS = 120;

  private final Random random = new Random(7);

  private static Picture day(int day, Map<String, Long> codes) {
    long rows = codes.values().stream().mapToLong(Long::longValue).sum();
    long characters =
        codes.entrySet().stream().mapToLong(e -> e.getKey().length() * e.getValue()).sum();
    var texts = new Statistics.Texts(rows, 0, 4, 6, rows, characters, 0, 0, 0, 0, 0, 0, Map.of());
    var column = new ColumnStatistics(CODE, TypeClass.TEXT, 0, codes.size(), "", codes, texts);
    return Pictures.day(OUTLINE, FIRST.plus(Duration.ofDays(day)), rows, List.of(column));
  }

  private Map<String, Long> codes(int day) {
    var out = new HashMap<String, Long>();
    for (int i = 0; i < 200; i++) {
      out.merge("A%03dX".formatted(random.nextInt(40)), 1L, Long::sum);
    }
    out.put("N%03dX".formatted(day), 1L);
    return out;
  }

  private static Support support(List<Map<String, Long>> days) {
    var statistics = new ArrayList<Statistics>();
    for (int d = 0; d < days.size(); d++) {
      statistics.add(day(d, days.get(d)).statistics());
    }
    return new Support(statistics, days.stream().map(_ -> 0).toList(), CODE, true);
  }

  @Test
  void caseAccentsSignsSpacesAndLeadingZerosAreSpelling() {
    var support = support(List.of(Map.of("AB-12", 1L, "0042", 1L, "Café au lait", 1L)));
    for (var other :
        List.of("ab-12", "AB12", "AB-12 ", "42", "CAFE AU LAIT", "cafe\u0301 au lait")) {
      assertThat(support.respelt(Map.of(other, 3L))).as(other).isEqualTo(3);
    }
    for (var other : List.of("AB-12", "AB-21", "420", "Cafe", "--", "")) {
      assertThat(support.respelt(Map.of(other, 3L))).as(other).isZero();
    }
    assertThat(support.unseen(Map.of("ab-12", 3L, "AB-12", 2L))).isEqualTo(3);
  }

  @Test
  void aValueThatOneIntervalItselfHasInTwoSpellingsIsNoOtherOnes() {
    var alone = support(List.of(Map.of("AB", 1L, "ab", 1L), Map.of("CD", 1L)));
    assertThat(alone.respelt().largest()).isZero();
    var known = support(List.of(Map.of("AB", 1L, "ab", 1L), Map.of("AB", 1L)));
    assertThat(known.respelt().largest()).isEqualTo(0.5);
  }

  @Test
  void aTenthOfTheRowsInOtherLettersIsSeenWhereNewCodesAreOrdinary() {
    var days = new ArrayList<Picture>();
    for (int d = 0; d < DAYS; d++) {
      days.add(day(d, codes(d)));
    }
    var detector = new AnomalyDetector(Calibration.learn(OUTLINE, days));
    var history = new History(OUTLINE, days);
    var good = codes(DAYS);
    assertThat(detector.assess(history, day(DAYS, good)).isAlarm()).isFalse();

    var small = new HashMap<>(good);
    for (int i = 0; i < 4; i++) {
      var code = "A%03dX".formatted(i);
      small.put(code.toLowerCase(Locale.ROOT), small.remove(code));
    }
    assertThat(detector.assess(history, day(DAYS, small)).anomalies())
        .anyMatch(a -> a.statistic().equals("rows with known values in another spelling"));
  }
}
