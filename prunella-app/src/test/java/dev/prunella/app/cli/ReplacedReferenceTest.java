package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reference that a source brings as a whole, and what may happen to it from load to load. */
class ReplacedReferenceTest {
  private static final int DAYS = 12;
  private static final int LANDS = 10;
  private static final String FILE = "reference/lands.csv";

  @TempDir Path folder = Path.of("");

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
  private Shell shell = new Shell(Path.of(""));

  private void days(IntFunction<String> reference) throws IOException {
    shell = SmallShop.in(folder, DAYS + 4);
    SmallShop.append(folder.resolve("prunella.yaml"), "mode: act\n");
    shell.clock = clock;
    Files.createDirectories(folder.resolve("reference"));
    shell.write(
        "sources/lands.yaml", "source: lands\nfiles: " + FILE + "\nowner: fin@shop.example\n");
    for (int day = 1; day <= DAYS; day++) {
      deliver(reference.apply(day));
      shell.ok("run", "--interval", SmallShop.day(day));
      clock.pass(Duration.ofMinutes(1));
    }
  }

  private void deliver(String reference) {
    SmallShop.longAgo(shell.write(FILE, reference));
  }

  private static String lands(IntFunction<String> region) {
    return IntStream.range(0, LANDS)
        .mapToObj(i -> "L" + i + "," + region.apply(i) + "\n")
        .collect(Collectors.joining("", "land,region\n", ""));
  }

  /** As in the night: nobody is there. */
  private Shell.Answer night(int day) {
    clock.pass(Duration.ofMinutes(1));
    return shell.run("run", "--heal", "--interval", SmallShop.day(DAYS + day), "--json");
  }

  private String regions() {
    return shell.value("select count(distinct region) || ' of ' || count(*) from lands");
  }

  @Test
  void aReferenceWithTheValuesOfOtherRowsIsHeldAndItsOwnerAskedOnce() throws IOException {
    days(_ -> lands(i -> "R" + i % 3));
    deliver(lands(i -> "R" + (i + 1) % 3));

    night(1).exits(Exit.HELD);

    assertThat(shell.value("select region from lands where land = 'L0'")).isEqualTo("R0");
    assertThat(shell.ok("questions").out()).contains("fin@shop.example").contains("keep");
    assertThat(shell.ok("incidents", "1").out()).contains("10 of the 10 rows that it had");

    assertThat(shell.run("status").out()).contains("asked").contains("fin@shop.example");
    assertThat(shell.run("status", "--json").json().at("/asked/0/table").asText())
        .isEqualTo("lands");

    shell.ok("answer", "1", "keep", "--why", "the regions were named anew");
    assertThat(shell.value("select region from lands where land = 'L0'")).isEqualTo("R1");
    night(2).exits(Exit.OK);
  }

  @Test
  void halfAReferenceIsHeld() throws IOException {
    days(_ -> lands(i -> "R" + i % 3));
    var whole = lands(i -> "R" + i % 3);
    deliver(whole.substring(0, whole.indexOf("L5")));
    night(1).exits(Exit.HELD);
    assertThat(regions()).isEqualTo("3 of 10");
  }

  @Test
  void mostOfASmallReferenceIsHeldThoughItsLossIsTwoRows() throws IOException {
    days(_ -> "land,region\nL0,R0\nL1,R1\nL2,R2\n");
    deliver("land,region\nL1,R1\n");
    night(1).exits(Exit.HELD);
    assertThat(regions()).isEqualTo("3 of 3");
  }

  @Test
  void aFewChangesAndNewRowsAreNoMatter() throws IOException {
    days(_ -> lands(i -> "R" + i % 3));
    deliver(lands(i -> i < 2 ? "R9" : "R" + i % 3) + "M1,R1\nM2,R1\nM3,R1\nM4,R1\n");
    night(1).exits(Exit.OK);
    assertThat(regions()).isEqualTo("4 of 14");
  }

  @Test
  void whatChangesWithEachLoadMayChange() throws IOException {
    days(day -> lands(i -> "rate of day " + day + " and " + i));
    deliver(lands(i -> "rate of another day and " + i));
    night(1).exits(Exit.OK);
    assertThat(shell.value("select region from lands where land = 'L0'"))
        .isEqualTo("rate of another day and 0");
  }

  @Test
  void theOneWhoIsThereIsWarnedAndMayKeepItBeforehandForTheNight() throws IOException {
    days(_ -> lands(i -> "R" + i % 3));
    deliver(lands(i -> "R" + (i + 1) % 3));
    night(1).exits(Exit.HELD);

    shell.ok("keep", "lands", "--why", "the regions were named anew");
    night(2).exits(Exit.OK);
    assertThat(shell.value("select region from lands where land = 'L0'")).isEqualTo("R1");
  }
}
