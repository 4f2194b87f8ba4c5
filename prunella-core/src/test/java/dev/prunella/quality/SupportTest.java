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

/** Products by their codes, of which new ones come each day. */
class SupportTest {
  private static final String CODE = "code";
  private static final Outline OUTLINE =
      Pictures.outline(new Outline.Column(CODE, TypeClass.TEXT, 1));
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final int DAYS = 120;
  private static final int NEW = 20;

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
    int fresh = NEW / 2 + random.nextInt(NEW);
    for (int i = 0; i < fresh; i++) {
      out.put("N%03d%03dX".formatted(day, i), 1L);
    }
    return out;
  }

  private static Support support(List<Map<String, Long>> days) {
    var statistics = new ArrayList<Statistics>();
    for (int d = 0; d < days.size(); d++) {
      statistics.add(day(d, days.get(d)).statistics());
    }
    return new Support(statistics, days.stream().map(_ -> 0).toList(), CODE, true);
  }

  /** Of values that come every day. */
  private static Support support(Map<String, Long> daily) {
    return support(List.of(daily, daily));
  }

  @Test
  void caseAccentsSpacesHyphensAndLeadingZerosAreSpelling() {
    var support = support(Map.of("AB-12", 1L, "0042", 1L, "000", 1L, "Café au lait", 1L));
    for (var other :
        List.of("ab-12", "AB12", "AB-12 ", "42", "0", "CAFE AU LAIT", "cafe\u0301 au lait")) {
      assertThat(support.respelt(Map.of(other, 3L))).as(other).isEqualTo(3);
    }
    for (var other : List.of("AB-12", "AB-21", "420", "Cafe", "--", "")) {
      assertThat(support.respelt(Map.of(other, 3L))).as(other).isZero();
    }
    assertThat(support.respelt(Map.of("ab-12", 2L))).as("a slip or two").isZero();
    assertThat(support.unseen(Map.of("ab-12", 3L, "AB-12", 2L))).isEqualTo(3);
  }

  @Test
  void whatMeansSomethingElseIsNoSpelling() {
    var support = support(Map.of("A+", 1L, "C#", 1L, "-5", 1L, "1.5", 1L, "10:5", 1L, "राम", 1L));
    for (var other : List.of("A-", "A", "C++", "C", "5", "15", "1:05", "रम", "रमा")) {
      assertThat(support.respelt(Map.of(other, 3L))).as(other).isZero();
    }
    assertThat(support.respelt(Map.of("a+", 3L))).isEqualTo(3);
  }

  @Test
  void whereMostValuesAreNewEachTimeNoneIsAnotherSpelling() {
    var support = support(List.of(Map.of("AB", 1L), Map.of("CD", 1L), Map.of("EF", 1L)));
    assertThat(support.isSpelled()).isFalse();
    assertThat(support.respelt(Map.of("ab", 3L))).isZero();
  }

  @Test
  void aValueThatOneIntervalItselfHasInTwoSpellingsIsNoOtherOnes() {
    var alone = support(List.of(Map.of("AB", 3L, "ab", 3L, "CD", 14L), Map.of("CD", 20L)));
    assertThat(alone.isSpelled()).isTrue();
    assertThat(alone.respelt().largest()).isZero();
    var known =
        support(List.of(Map.of("AB", 10L, "ab", 10L, "CD", 20L), Map.of("AB", 20L, "CD", 20L)));
    assertThat(known.respelt().largest()).isEqualTo(0.25);
  }

  @Test
  void aFewRowsInOtherLettersAreSeenWhereNewCodesAreOrdinary() {
    var days = new ArrayList<Picture>();
    for (int d = 0; d < DAYS; d++) {
      days.add(day(d, codes(d)));
    }
    var detector = new AnomalyDetector(Calibration.learn(OUTLINE, days));
    var history = new History(OUTLINE, days);
    var good = codes(DAYS);
    assertThat(detector.assess(history, day(DAYS, good)).isAlarm()).isFalse();

    var small = new HashMap<>(good);
    var known = good.keySet().stream().filter(c -> c.startsWith("A")).sorted().limit(2).toList();
    known.forEach(c -> small.put(c.toLowerCase(Locale.ROOT), small.remove(c)));
    assertThat(detector.assess(history, day(DAYS, small)).anomalies())
        .extracting(Anomaly::statistic)
        .containsExactly("rows with known values in another spelling");
  }
}
