package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An edited model is compared, on the same input, with what it was before. */
class EditedModelTest {
  private static final String STG = "models/stg.sql";
  private static final String WHERE =
      """
      from raw_orders
      where _interval >= $interval_start and _interval < $interval_end
      """;

  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void twoGoodDays() {
    shell = SmallShop.in(folder, 5);
    SmallShop.append(folder.resolve("prunella.yaml"), "mode: act\n");
    shell.clock = clock;
    for (int day = 1; day <= 2; day++) {
      shell.ok("run", "--interval", SmallShop.day(day));
      clock.pass(Duration.ofMinutes(1));
    }
  }

  private void edit(String select) {
    shell.write(STG, "-- materialized: interval by day\n" + select + "\n" + WHERE);
  }

  /** As in the night: nobody is there. */
  private Shell.Answer night(int day) {
    clock.pass(Duration.ofMinutes(1));
    return shell.run("run", "--heal", "--interval", SmallShop.day(day), "--json");
  }

  private String stg() {
    return shell.value("select count(*) || ' rows of ' || sum(amount) from stg");
  }

  @Test
  void an_edit_that_gives_the_same_is_published() {
    edit("select id as id, country, amount -- the amount\n, day");
    night(3).exits(Exit.OK);
    assertThat(stg()).isEqualTo("6 rows of 12.00");
  }

  @Test
  void an_edit_that_only_adds_a_column_is_published() {
    edit("select id, country, amount, day, amount > 2 as is_large");
    night(3).exits(Exit.OK);
    assertThat(shell.value("select count(*) from stg where is_large")).isEqualTo("1");
  }

  @Test
  void an_edit_that_changes_what_known_input_gives_waits_for_a_person_when_nobody_is_there() {
    edit("select id, country, amount * 2 as amount, day");

    var held = night(3).exits(Exit.HELD).json();

    assertThat(held.path("state").asText()).isEqualTo("proposed");
    assertThat(stg()).as("main keeps its last good data").isEqualTo("4 rows of 8.00");
    assertThat(shell.ok("questions").out()).contains("approve|deny|keep");
    assertThat(shell.ok("incidents", "1").out())
        .contains("the same input of 2026-11-03 gives 2 rows as before, and differs in amount")
        .contains("an edit of models/stg.sql");
  }

  @Test
  void whoever_keeps_the_edit_is_not_asked_again() {
    edit("select id, country, amount * 2 as amount, day");
    night(3).exits(Exit.HELD);

    shell.ok("answer", "1", "keep", "--why", "amounts are for two");
    assertThat(stg()).isEqualTo("6 rows of 16.00");

    night(4).exits(Exit.OK);
    assertThat(stg()).isEqualTo("8 rows of 24.00");
  }

  @Test
  void a_kept_edit_is_no_permit_for_the_next_one() {
    edit("select id, country, amount * 2 as amount, day");
    shell.ok("keep", "stg", "--why", "amounts are for two");
    night(3).exits(Exit.OK);

    edit("select id, country, amount * 3 as amount, day");
    night(4).exits(Exit.HELD);
    assertThat(stg()).isEqualTo("6 rows of 16.00");
  }

  @Test
  void an_edit_of_what_is_rare_is_seen_though_it_is_not_there_today() {
    SmallShop.longAgo(
        shell.write(
            SmallShop.landing(3), "id,country,amount,day\n31,DE,1.50," + SmallShop.day(3) + "\n"));
    edit(
        "select id, country, case when country = 'FR' then amount * 2 else amount end as amount, day");
    night(3).exits(Exit.HELD);
    assertThat(shell.ok("incidents", "1").out())
        .contains("the same input of " + SmallShop.day(2) + " gives 2 rows as before");
    assertThat(stg()).isEqualTo("4 rows of 8.00");
  }

  @Test
  void an_edit_that_makes_a_difference_on_a_later_day_only_is_seen_then() {
    edit(
        "select id, country, case when country = 'IT' then amount * 2 else amount end as amount, day");
    night(3).exits(Exit.OK);
    night(4).exits(Exit.OK);
    withItaly(5);

    night(5).exits(Exit.HELD);

    assertThat(shell.ok("incidents", "1").out())
        .contains("the same input of " + SmallShop.day(5) + " gives 3 rows as before")
        .contains("an edit of models/stg.sql");
    assertThat(stg()).isEqualTo("8 rows of 16.00");

    shell.ok("answer", "1", "keep", "--why", "Italy pays twice");
    assertThat(stg()).isEqualTo("11 rows of 30.00");
  }

  @Test
  void so_is_one_of_a_model_that_is_made_as_a_whole() {
    shell.write(
        "models/sales.sql",
        """
        -- materialized: full
        select country, if(country = 'IT', max(amount), sum(amount)) as amount, count(*) as orders
        from stg group by country
        """);
    night(3).exits(Exit.OK);
    withItaly(4);
    night(4).exits(Exit.OK);
    withItaly(5);

    night(5).exits(Exit.HELD);

    assertThat(shell.ok("incidents", "1").out()).contains("differs in amount");
    assertThat(shell.value("select orders from sales where country = 'IT'")).isEqualTo("1");
  }

  @Test
  void keep_says_yes_to_what_a_later_day_has_shown() {
    edit(
        "select id, country, case when country = 'IT' then amount * 2 else amount end as amount, day");
    night(3).exits(Exit.OK);
    withItaly(4);
    night(4).exits(Exit.HELD);

    shell.ok("keep", "stg", "--why", "Italy pays twice");

    night(4).exits(Exit.OK);
    assertThat(stg()).isEqualTo("9 rows of 26.00");
    withItaly(5);
    night(5).exits(Exit.OK);
  }

  @Test
  void what_an_edit_did_to_days_before_it_was_seen_by_whoever_ran_it() {
    withItaly(2);
    shell.ok("run", "--interval", SmallShop.day(2));
    edit(
        "select id, country, case when country = 'IT' then amount * 2 else amount end as amount, day");
    var said = shell.ok("run", "--interval", SmallShop.day(3));
    assertThat(said.out() + said.err()).contains("differs in amount");
    withItaly(4);
    night(4).exits(Exit.OK);
  }

  @Test
  void an_edit_that_is_taken_back_before_it_showed_is_not_asked_about() {
    edit(
        "select id, country, case when country = 'IT' then amount * 2 else amount end as amount, day");
    night(3).exits(Exit.OK);
    withItaly(4);
    night(4).exits(Exit.HELD);

    edit("select id, country, amount, day");
    night(4).exits(Exit.OK);

    assertThat(stg()).isEqualTo("9 rows of 21.00");
  }

  private void withItaly(int day) {
    SmallShop.longAgo(
        shell.write(
            SmallShop.landing(day),
            SmallShop.good(day) + day + "3,IT,5.00," + SmallShop.day(day) + "\n"));
  }

  @Test
  void a_yes_to_an_edit_is_none_to_going_back_to_it_later() {
    edit("select id, country, amount * 2 as amount, day");
    shell.ok("keep", "stg", "--why", "amounts are for two");
    night(3).exits(Exit.OK);
    edit("select id, country, amount, day");
    shell.ok("keep", "stg", "--why", "they are not");
    night(4).exits(Exit.OK);

    edit("select id, country, amount * 3 as amount, day");
    shell.ok("keep", "stg", "--why", "for three");
    night(5).exits(Exit.OK);
    edit("select id, country, amount * 2 as amount, day");
    SmallShop.longAgo(shell.write(SmallShop.landing(6), SmallShop.good(6)));
    night(6).exits(Exit.HELD);
  }

  @Test
  void who_keeps_one_edit_says_nothing_about_another() {
    shell.write("models/other.sql", other("amount"));
    shell.ok("run", "--again", "--interval", SmallShop.day(2));
    clock.pass(Duration.ofMinutes(1));
    edit("select id, country, amount * 2 as amount, day");
    shell.write("models/other.sql", other("amount * 5 as amount"));
    night(3).exits(Exit.HELD);

    shell.run("answer", "1", "keep", "--why", "the first").exits(Exit.HELD);

    assertThat(shell.value("select max(amount) from other")).isEqualTo("2.50");
  }

  private static String other(String amount) {
    return "-- materialized: interval by day\nselect id, " + amount + ", day\n" + WHERE;
  }

  @Test
  void an_edit_that_cannot_be_compared_waits_as_well() {
    shell.write(SmallShop.SOURCE, SmallShop.source().replace("  amount:", "  total:"));
    SmallShop.longAgo(
        shell.write(SmallShop.landing(3), SmallShop.good(3).replace("amount", "total")));
    edit("select id, country, total as amount, day");
    night(3).exits(Exit.HELD);
    assertThat(stg()).isEqualTo("4 rows of 8.00");
  }

  @Test
  void approving_publishes_by_the_model_as_it_was() {
    SmallShop.append(folder.resolve(STG), "  and id % 10 = 1\n");
    night(3).exits(Exit.HELD);

    shell.ok("approve", "1");

    assertThat(stg()).isEqualTo("6 rows of 12.00");
    assertThat(SmallShop.read(folder.resolve(STG)))
        .as("the edit stays where its author left it")
        .contains("id % 10");
  }

  @Test
  void a_held_edit_stays_held_the_night_after_though_other_tables_were_published_by_its_code() {
    shell.write("models/other.sql", "select count(*) as n from raw_orders\n");
    edit("select id, country, amount * 2 as amount, day");
    night(3).exits(Exit.HELD);
    night(4).exits(Exit.HELD);
    assertThat(stg()).isEqualTo("4 rows of 8.00");
  }

  @Test
  void a_person_who_runs_it_is_told_and_gets_it() {
    edit("select id, country, amount * 2 as amount, day");
    clock.pass(Duration.ofMinutes(1));
    var out = shell.ok("run", "--interval", SmallShop.day(3));
    assertThat(out.out() + out.err()).contains("differs in amount");
    assertThat(stg()).isEqualTo("6 rows of 16.00");

    night(4).exits(Exit.OK);
    assertThat(stg()).isEqualTo("8 rows of 24.00");
  }

  @Test
  void a_project_may_publish_by_every_edit() {
    SmallShop.append(folder.resolve("prunella.yaml"), "edits: warn\n");
    edit("select id, country, amount * 2 as amount, day");
    night(3).exits(Exit.OK);
    assertThat(stg()).isEqualTo("6 rows of 16.00");
  }

  @Test
  void only_models_can_be_kept() {
    assertThat(shell.run("keep", "stq", "--why", "typo").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'stg'?");
  }
}
