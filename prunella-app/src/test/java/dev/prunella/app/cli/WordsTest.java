package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

  @Test
  void numbersAndSizesAreWrittenForPeople() {
    assertThat(Words.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Words.count(1, "row")).isEqualTo("1 row");
    assertThat(Words.count(0, "row")).isEqualTo("0 rows");
    assertThat(Words.size(1023)).isEqualTo("1023 B");
    assertThat(Words.size(12_600)).isEqualTo("12.3 KiB");
    assertThat(Words.size(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
  }

  @Test
  void timesAreToldFromNowEvenIfAClockWentBackwards() {
    assertThat(Words.ago(NOW.minusSeconds(2), NOW)).isEqualTo("just now");
    assertThat(Words.ago(NOW.minusSeconds(90), NOW)).isEqualTo("1 minute ago");
    assertThat(Words.ago(NOW.minusSeconds(86_400), NOW)).isEqualTo("24 hours ago");
    assertThat(Words.ago(NOW.minusSeconds(86_400 * 3), NOW)).isEqualTo("3 days ago");
    assertThat(Words.ago(NOW.plusSeconds(7200), NOW)).isEqualTo("in 2 hours");
  }

  @Test
  void foreignTextCannotCommandTheTerminal() {
    assertThat(Words.safe("\u001b[2Jboo\n")).isEqualTo("\\u001b[2Jboo\\n");
    assertThat(Words.safe("a\u202eb")).isEqualTo("a\\u202eb");
    assertThat(Words.safe("ünïcode 日本 👍")).isEqualTo("ünïcode 日本 👍");
  }

  @Test
  void widthCountsColumnsOfATerminal() {
    assertThat(Words.width("日本")).isEqualTo(4);
    assertThat(Words.width("e\u0301")).isEqualTo(1);
    assertThat(Words.cut("日本語", 5)).isEqualTo("日本…");
  }

  @Test
  void aWordForAShellIsQuotedOnlyWhereItMustBe() {
    assertThat(Words.shell("shop/a-b_1.2")).isEqualTo("shop/a-b_1.2");
    assertThat(Words.shell("münchen")).isEqualTo("münchen");
    assertThat(Words.shell("x y")).isEqualTo("'x y'");
    assertThat(Words.shell("it's; rm -r ~")).isEqualTo("'it'\\''s; rm -r ~'");
    assertThat(Words.shell("$HOME")).isEqualTo("'$HOME'");
    assertThat(Words.shell("")).isEqualTo("''");
  }

  @Test
  void linesAreBrokenAtSpacesAndLongWordsStayWhole() {
    assertThat(Words.wrapped("one two  three", 40)).containsExactly("one two  three");
    assertThat(Words.wrapped("one two  three", 8)).containsExactly("one two", "three");
    assertThat(Words.wrapped("one extraordinary two", 8))
        .containsExactly("one", "extraordinary", "two");
    assertThat(Words.wrapped("注文 注文", 8)).containsExactly("注文", "注文");
    assertThat(Words.wrapped("", 8)).containsExactly("");
  }
}
