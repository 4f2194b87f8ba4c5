package dev.prunella.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values that are wrong though their schema is right: changed back, or asked about. */
@ExtendWith(LongHistory.class)
class HealValuesStoriesTest {
  private static final int MOST_DAYS = 9;

  private final HealShop shop;

  HealValuesStoriesTest(HealShop shop) {
    this.shop = shop;
  }

  @Test
  void centsForFrancsAreChangedBack() {
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    var files = shop.files();

    shop.heal(day);

    shop.isHealed(day);
    assertThat(shop.files()).isEqualTo(files);
    assertThat(shop.corrections(day)).hasSize(1);
  }

  @Test
  void monthsForDaysAreFlippedBack() {
    var day = shop.early;
    shop.held(day, shop.good(day).with(shop.placed, HealValuesStoriesTest::flipped));

    shop.heal(day);

    shop.isHealed(day);
  }

  private static String flipped(String date) {
    var right = LocalDate.parse(date);
    return right.withMonth(right.getDayOfMonth()).withDayOfMonth(right.getMonthValue()).toString();
  }

  @Test
  void swappedColumnsAreSwappedBack() {
    var day = shop.nextDay();
    shop.held(day, shop.good(day).swapped(shop.place, shop.product));

    shop.heal(day);

    shop.isHealed(day);
  }

  @Test
  void theSameRowsTwiceInAFileAreTakenOnce() {
    var day = shop.nextDay();
    shop.held(day, shop.good(day).and(shop.good(day)));

    shop.heal(day);

    shop.isHealed(day);
  }

  @Test
  void naturalDoublesAreLeftAsTheyAre() {
    var day = shop.nextDay();
    // One person buys the same eight times: alike in all but their numbers.
    var first = shop.good(day).first(1);
    var alike = first;
    for (int i = 1; i < 8; i++) {
      int n = i;
      alike = alike.and(first.with(shop.id, id -> Long.toString(Long.parseLong(id) + 5000 + n)));
    }
    var brought = new Sheet(shop.good(day).header(), shop.good(day).rows()).and(alike);
    brought = new Sheet(brought.header(), brought.rows().stream().distinct().toList());
    shop.deliver(day, brought);

    var answer = shop.shell.run("run", "-i", day.toString());
    if (answer.exit() == Exit.HELD.code()) {
      shop.heal(day);
      shop.is(day, "asked");
      assertThat(shop.seen(day)).isZero();
    } else {
      shop.isAsInTheTwin(day, brought);
    }
    assertThat(shop.corrections(day)).isEmpty();
  }

  @Test
  void yesterdaysFileAgainIsAskedAboutUntilTheRightOneComes() {
    var before = shop.nextDay();
    shop.deliver(before, shop.good(before));
    shop.shell.ok("run", "-i", before.toString());
    var day = shop.nextDay();
    shop.held(day, shop.good(before));
    assertThat(shop.heal(day).path("tried")).isEmpty();
    assertThat(shop.seen(day)).isZero();
    shop.is(day, "asked");

    shop.deliver(day, shop.good(day));
    shop.clock.pass(Duration.ofMinutes(31));
    shop.heal(day);

    shop.isHealed(day);
    assertThat(shop.corrections(day)).isEmpty();
  }

  @Test
  void aPartialLoadIsHealedWhenTheWholeFileIsThere() {
    var day = shop.nextDay();
    shop.held(day, shop.good(day).first(22));
    shop.heal(day);
    assertThat(shop.seen(day)).isZero();
    shop.heal(day);
    assertThat(shop.incident(day).path("published")).isEmpty();

    shop.deliver(day, shop.good(day));
    shop.clock.pass(Duration.ofMinutes(31));
    shop.heal(day);

    shop.isHealed(day);
  }

  @Test
  void aFileThatComesBackShorterIsAskedAboutThoughWhatIsLeftLooksOrdinary() {
    var day = shop.nextDay();
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    int rows = shop.good(day).rows().size();

    shop.deliver(day, shop.good(day).first(rows * 9 / 10));
    shop.heal(day);

    shop.is(day, "asked");
    assertThat(shop.seen(day)).isZero();
    assertThat(shop.incident(day).path("tried").get(0).path("proofs").toString())
        .contains("it brings " + rows * 9 / 10 + " rows where it brought " + rows + " before");

    shop.deliver(day, shop.good(day));
    shop.clock.pass(Duration.ofMinutes(31));
    shop.heal(day);

    shop.isHealed(day);
  }

  /** That a third of all became half again as dear is right; that it came in cents is not. */
  @Test
  void whatIsRightAndCannotBeProvedIsPublishedWhereItsOwnerTrustsIt() {
    var day = shop.nextDay();
    // Where chance hides it, it is proved after all.
    for (int days = 1; !isDoubted(day) && days < MOST_DAYS; days++) {
      day = shop.nextDay();
    }
    shop.is(day, "asked");
    assertThat(shop.seen(day)).isZero();
    assertThat(shop.incident(day).at("/asked/question").asText()).endsWith("you may trust it.");

    shop.shell.ok("answer", shop.number(day), "trust", "--why", "prices were raised on purpose");

    shop.is(day, "healed");
    shop.isAsInTheTwin(day, dearer(day));
    var published = shop.shell.ok("publications", "--limit", "1", "--json").json();
    assertThat(published.toString()).contains("trusted by a person, not proved");
    assertThat(shop.shell.run("verify", "--json").exits(Exit.OK).json().path("replay").asText())
        .isEqualTo("equal");
    var envelope = shop.shell.run("verify", "--envelope").exits(Exit.OK).json();
    assertThat(new String(Base64.getDecoder().decode(envelope.path("payload").asText()), UTF_8))
        .contains("rowsHash", "\"answer\":\"trust\"", "inconclusive");
  }

  private boolean isDoubted(LocalDate day) {
    shop.held(day, dearer(day).with(shop.amount, HealShop::cents));
    shop.heal(day);
    return shop.incident(day).at("/asked/options").toString().contains("trust");
  }

  private Sheet dearer(LocalDate day) {
    return shop.good(day).with(shop.amount, 3, HealValuesStoriesTest::dearer);
  }

  private static String dearer(String amount) {
    return new BigDecimal(amount)
        .multiply(new BigDecimal("1.5"))
        .setScale(2, RoundingMode.HALF_UP)
        .toPlainString();
  }
}
