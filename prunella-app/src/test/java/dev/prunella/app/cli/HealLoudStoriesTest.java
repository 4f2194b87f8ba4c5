package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fails loudly, in a shop that has no history to speak of. */
class HealLoudStoriesTest {
  @TempDir Path folder = Path.of("");

  /** A day that comes as it should meets a model as somebody has edited it. */
  private static LocalDate broken(HealShop shop, String edit) {
    var day = shop.nextDay();
    shop.shell.write("models/" + shop.stg + ".sql", edit);
    shop.deliver(day, shop.good(day));
    shop.shell.run("run", "-i", day.toString()).exits(Exit.HELD);
    assertThat(shop.shell.value("select count(*) from " + shop.sums + " where day = '" + day + "'"))
        .isEqualTo("0");
    return day;
  }

  private static void isRunAsItWas(HealShop shop, String edit) {
    var day = broken(shop, edit);
    var files = shop.files();

    shop.heal(day);

    shop.isHealed(day);
    assertThat(shop.files()).isEqualTo(files).containsValue(edit);
    assertThat(shop.corrections(day)).isEmpty();
  }

  @Test
  void aModelThatFailsSinceItWasEditedIsRunAsItWasAndTheEditIsLeftAlone() {
    var shop = HealShop.young(folder);
    isRunAsItWas(shop, shop.misreadingModel());
  }

  @Test
  void aJoinThatDoublesRowsIsFoundByAKeyAndRunAsItWas() {
    var shop = HealShop.young(folder);
    isRunAsItWas(
        shop,
        shop.model()
            .replace(
                "from " + shop.raw,
                "from "
                    + shop.raw
                    + " join (values ('DE'), ('DE'), ('FR'), ('JP')) as of_tax(code) on code = "
                    + shop.place));
  }

  @Test
  void fortyBadRowsOfAThousandAreLaidAsideAndNoneIsLost() {
    var shop = HealShop.young(folder);
    shop.contract(
        "quality:\n  - {id: not-negative, type: custom, engine: prunella, implementation: "
            + shop.amount
            + " >= 0}\n");
    var day = shop.nextDay();
    var all = shop.good(day, 1000);
    shop.held(day, all.with(shop.amount, 25, a -> "-" + a));
    var files = shop.files();

    shop.heal(day);

    shop.is(day, "healed");
    shop.isAsInTheTwin(day, all.without(25));
    assertThat(shop.seen(day)).isEqualTo(960);
    assertThat(
            shop.shell.value(
                "select count(*) || ' ' || count(distinct "
                    + shop.id
                    + ") || ' ' || any_value(_rule) from "
                    + shop.raw
                    + "__quarantine"))
        .isEqualTo("40 40 " + shop.raw + "." + shop.amount + ".not-negative");
    assertThat(shop.files()).isEqualTo(files);
  }

  /** What a contract says of such rows, more than the healer would lay aside or fewer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{property: onFailure, value: hold}",
        "{property: onFailure, value: quarantine}, {property: maxShare, value: 1%}"
      })
  void whatAContractSaysOfBadRowsNoRemedyGoesBeyond(String said) {
    var shop = HealShop.young(folder);
    shop.contract(
        "quality:\n  - {id: not-negative, type: custom, engine: prunella, implementation: "
            + shop.amount
            + " >= 0, customProperties: ["
            + said
            + "]}\n");
    var day = shop.nextDay();
    shop.held(day, shop.good(day, 1000).with(shop.amount, 25, a -> "-" + a));

    shop.heal(day);

    shop.is(day, "asked");
    assertThat(shop.seen(day)).isZero();
  }

  @Test
  void aStepForWhichTheMemoryDidNotSufficeGetsMore() {
    var shop = HealShop.young(folder);
    shop.shell.write(
        "models/heavy.sql",
        """
        -- materialized: interval by day
        -- memory: 32MB
        select any_value(day) as day, len(list(i)) as n
        from %s, range(60000) as t(i)
        where day >= cast($interval_start as date) and day < cast($interval_end as date)
        """
            .formatted(shop.stg));
    var day = shop.nextDay();
    shop.deliver(day, shop.good(day));
    shop.shell.run("run", "-i", day.toString()).exits(Exit.HELD);
    assertThat(shop.shell.ok("table", "list").out()).doesNotContain("heavy");
    var files = shop.files();

    shop.heal(day);

    shop.isHealed(day);
    assertThat(shop.shell.value("select n from heavy"))
        .isEqualTo(Integer.toString(shop.seen(day) * 60_000));
    assertThat(shop.files()).isEqualTo(files);
  }
}
