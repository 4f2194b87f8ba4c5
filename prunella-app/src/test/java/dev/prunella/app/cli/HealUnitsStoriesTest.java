package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One country's amounts come in another currency: converted where people have said by what. */
@ExtendWith(LongHistory.class)
class HealUnitsStoriesTest {
  private static final Map<String, Double> WORTH =
      Map.of("JPY", 151.0, "KRW", 1380.0, "GBP", 0.79, "EUR", 0.92, "CHF", 0.88);

  private final HealShop shop;

  HealUnitsStoriesTest(HealShop shop) {
    this.shop = shop;
  }

  /** What a currency is worth on a day, other each day. */
  private static BigDecimal rate(String currency, LocalDate day) {
    var random = new Random(currency.hashCode() ^ day.toEpochDay());
    double rate = WORTH.getOrDefault(currency, 1.0) * (0.97 + 0.06 * random.nextDouble());
    return new BigDecimal(String.format(Locale.ROOT, "%.4f", rate));
  }

  /** A table of main with all rates; as many times too high as is said. */
  private void rates(String table, String factor) {
    if (shop.shell.ok("table", "list").out().contains(table)) {
      return;
    }
    var rows = new ArrayList<List<String>>();
    for (var day = LocalDate.of(2025, 12, 20);
        day.isBefore(LocalDate.of(2026, 5, 1));
        day = day.plusDays(1)) {
      for (var currency : WORTH.keySet()) {
        var rate = rate(currency, day).multiply(new BigDecimal(factor));
        rows.add(List.of(currency, day.toString(), rate.toPlainString()));
      }
    }
    shop.shell.write(table + ".csv", new Sheet(List.of("currency", "date", "rate"), rows).csv());
    shop.shell.ok("table", "import", table + ".csv");
  }

  private String note(String table) {
    return """
        ---
        title: Amounts of Japan may come in yen
        scope: {tables: [%s]}
        do: convert
        convert: {column: %s, at: %s, with: %s, divide_by: rate}
        owner: sales-data@shop.example
        review: 2027-06-01
        ---
        The office in Tokyo switches its till by hand.
        """
        .formatted(shop.raw, shop.amount, shop.placed, table);
  }

  /** Whole yen, as a till in Tokyo writes them. */
  private Sheet inYen(LocalDate day) {
    var good = shop.good(day);
    int place = good.header().indexOf(shop.place);
    int amount = good.header().indexOf(shop.amount);
    int placed = good.header().indexOf(shop.placed);
    var rows = new ArrayList<List<String>>();
    for (var row : good.rows()) {
      var other = new ArrayList<>(row);
      if (row.get(place).equals("JP")) {
        var yen =
            new BigDecimal(row.get(amount)).multiply(rate("JPY", LocalDate.parse(row.get(placed))));
        other.set(amount, yen.setScale(0, RoundingMode.HALF_UP).toPlainString());
      }
      rows.add(other);
    }
    return new Sheet(good.header(), rows);
  }

  private String story(LocalDate day) {
    return shop.shell.ok("incidents", shop.number(day)).out();
  }

  @Test
  void yenForDollarsAreConvertedByTheRateOfEachDayWhereANoteSaysByWhat() {
    rates("fx_daily", "1");
    shop.note("yen", note("fx_daily"));
    var day = shop.nextDay();
    shop.held(day, inYen(day));
    var files = shop.files();

    shop.heal(day);

    shop.isHealed(day);
    assertThat(shop.corrections(day)).hasSize(1);
    assertThat(shop.files()).isEqualTo(files);
    assertThat(story(day))
        .contains(
            "knowledge/yen.md confirmed",
            "the same done to",
            "found, and named alike",
            "converted rows lie at",
            "no other unit of fx_daily gives that");
    assertThat(shop.shell.ok("knowledge", "list").out()).contains("knowledge/yen.md", "used in");
  }

  @Test
  void withoutANoteNobodyGuessesTheRateAndTheOwnerIsAsked() {
    var day = shop.nextDay();
    shop.held(day, inYen(day));

    shop.heal(day);

    shop.is(day, "asked");
    assertThat(shop.seen(day)).isZero();
    assertThat(shop.corrections(day)).isEmpty();
    assertThat(shop.incident(day).at("/asked/to").asText()).isEqualTo("lea@shop.example");
  }

  @Test
  void whereOneRowOfTheCountryCameRightNothingIsConverted() {
    rates("fx_daily", "1");
    shop.note("yen", note("fx_daily"));
    var day = shop.nextDay();
    var right = shop.good(day);
    int place = right.header().indexOf(shop.place);
    var rows = new ArrayList<>(inYen(day).rows());
    int one = 0;
    while (!rows.get(one).get(place).equals("JP")) {
      one++;
    }
    rows.set(one, right.rows().get(one));
    shop.held(day, new Sheet(right.header(), rows));

    shop.heal(day);

    assertThat(shop.seen(day)).isZero();
    assertThat(shop.corrections(day)).isEmpty();
  }

  @Test
  void aNoteAllowsNoMoreThanTheModeDoes() {
    rates("fx_daily", "1");
    shop.note("yen", note("fx_daily"));
    shop.mode("propose");
    var day = shop.nextDay();
    shop.held(day, inYen(day));

    assertThat(shop.heal(day).path("proposed").asText()).contains("in JPY");

    assertThat(shop.seen(day)).isZero();
    assertThat(shop.corrections(day)).isEmpty();
  }

  @Test
  void aNoteThatATrialDisprovesIsFlaggedAndNotUsedAgainUntilSomebodyEditsIt() {
    rates("fx_daily", "1");
    rates("fx_wrong", "1.25");
    shop.note("yen", note("fx_wrong"));
    var day = shop.nextDay();
    shop.held(day, inYen(day));
    shop.heal(day);
    assertThat(shop.seen(day)).isZero();
    assertThat(story(day)).contains("knowledge/yen.md disproved");
    assertThat(shop.shell.ok("knowledge", "list").out()).contains("disproved");
    assertThat(shop.shell.run("knowledge", "lint").exits(Exit.HELD).out()).contains("disproved");

    var tomorrow = shop.nextDay();
    shop.held(tomorrow, inYen(tomorrow));
    shop.heal(tomorrow);
    assertThat(story(tomorrow)).contains("knowledge/yen.md not used").doesNotContain("in JPY");
    assertThat(shop.seen(tomorrow)).isZero();

    shop.note("yen", note("fx_daily"));
    shop.clock.pass(Duration.ofMinutes(31));
    for (var each : List.of(day, tomorrow)) {
      shop.shell.ok("answer", shop.number(each), "retry");
      shop.isHealed(each);
    }
  }
}
