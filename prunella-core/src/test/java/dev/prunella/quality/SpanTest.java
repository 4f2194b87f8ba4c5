package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SpanTest {
  private static final ZoneId LONDON = ZoneId.of("Europe/London");

  @Test
  void aDayBeginsAtMidnightInSummerAndInWinter() {
    var summer = new Span(Instant.parse("2026-07-06T23:00:00Z"), Duration.ofDays(1), LONDON);

    assertThat(summer.begins()).isEqualTo(LocalDateTime.parse("2026-07-07T00:00"));
    assertThat(summer.offset()).isEqualTo(ZoneOffset.ofHours(1));
    assertThat(summer.shown()).isEqualTo(Duration.ofDays(1));
    assertThat(summer.change()).isEmpty();
  }

  @Test
  void onTheNightOnWhichClocksChangeTheyShowAWholeDayAllTheSame() {
    var short23 = new Span(Instant.parse("2026-03-29T00:00:00Z"), Duration.ofHours(23), LONDON);

    assertThat(short23.shown()).isEqualTo(Duration.ofDays(1));
    assertThat(short23.change())
        .contains(new Span.Change(Instant.parse("2026-03-29T01:00:00Z"), Duration.ofHours(1)));
  }
}
