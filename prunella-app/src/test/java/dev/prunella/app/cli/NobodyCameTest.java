package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What went wrong while no schedule was there to see it: runs by hand, and hands on main. */
class NobodyCameTest {
  @TempDir Path folder = Path.of("");

  private Shell shell = new Shell(folder);

  @BeforeEach
  void start() {
    shell = SmallShop.in(folder, 4);
    shell.ok("run", "-i", SmallShop.day(1));
  }

  @Test
  void aRunThatFailedBeforeOthersCameThroughIsAnIncident() {
    var good = SmallShop.good(2);
    SmallShop.longAgo(shell.write(SmallShop.landing(2), good.replace("1.50", "much")));
    shell.run("run", "-i", SmallShop.day(2)).exits(Exit.HELD);
    shell.ok("run", "-i", SmallShop.day(3));

    shell.run("heal").exits(Exit.HELD);

    assertThat(shell.ok("incidents", "--json").json().path("incidents")).hasSize(1);
    assertThat(shell.ok("incidents", "1").out()).contains(SmallShop.day(2));
  }

  @Test
  void whatALaterRunHasMadeIsNone() {
    var good = SmallShop.good(2);
    SmallShop.longAgo(shell.write(SmallShop.landing(2), good.replace("1.50", "much")));
    shell.run("run", "-i", SmallShop.day(2)).exits(Exit.HELD);
    SmallShop.longAgo(shell.write(SmallShop.landing(2), good));
    shell.ok("run", "-i", SmallShop.day(2));

    assertThat(shell.ok("heal").out()).contains("no incident is open");
  }

  /** Who has replaced a table may have meant it: a run by hand says so, and is not kept from it. */
  @Test
  void aRunByHandTellsOfRowsThatAreGone() {
    replaceByOne();

    assertThat(shell.run("run", "-i", SmallShop.day(2)).exits(Exit.OK).err())
        .contains("stg may lack rows that runs had published")
        .contains("prunella heal");
  }

  @Test
  void whoHealsBuildsOnNoRowsThatAreGone() {
    replaceByOne();
    var before = shell.value("select sum(orders) from sales");

    var answer = shell.run("run", "-i", SmallShop.day(2), "--heal").exits(Exit.HELD);

    assertThat(answer.err()).contains("nothing is run until INC-1 is answered");
    assertThat(shell.value("select sum(orders) from sales")).isEqualTo(before);
    shell.ok("answer", "1", "approve", "--why", "it was a slip");
    shell.ok("run", "-i", SmallShop.day(2), "--heal");
    assertThat(shell.value("select sum(orders) from sales")).isEqualTo("4");
  }

  /** The rows are gone still, whatever a run has written beside them. */
  @Test
  void aRunByHandDoesNotAnswerTheQuestionAboutThem() {
    replaceByOne();
    shell.run("heal").exits(Exit.HELD);
    shell.run("run", "-i", SmallShop.day(2)).exits(Exit.OK);

    shell.run("heal").exits(Exit.HELD);

    assertThat(shell.ok("questions").out()).contains("INC-1");
    assertThat(shell.run("status").out()).contains("stg was changed by hand");
  }

  private void replaceByOne() {
    shell.write("one.csv", "id,country,amount,day\n99,DE,1.00,2026-11-01\n");
    shell.ok("table", "import", "one.csv", "stg", "--replace");
  }
}
