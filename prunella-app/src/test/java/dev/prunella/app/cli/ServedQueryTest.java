package dev.prunella.app.cli;

import static dev.prunella.app.cli.ServedWords.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.api.Commands;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.steer.Queries;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A query that a server runs is given no more than any other query that comes to it. */
@Timeout(120)
class ServedQueryTest {
  private static final String LONG =
      "select sum(sin(a.i) * b.i) from range(10000000) a(i), range(10000000) b(i)";

  @TempDir Path folder = Path.of("");
  private Commands.Program program =
      (_, _) -> {
        throw new AssertionError("no project yet");
      };

  @BeforeEach
  void project() {
    Shell.inProject(folder);
    program = Prunella.served(Clock.systemUTC(), ProjectFile.read(folder), true);
  }

  private Commands.Work admit(String... words) {
    return ServedWords.admit(program, words);
  }

  @Test
  void rowsAreBoundedWhateverIsAskedFor() {
    var said =
        run(admit("sql", "-n", "2000000", "--format", "csv", "select i from range(5000) r(i)"));
    assertThat(said.exit()).isZero();
    assertThat(said.out().lines()).hasSize(1 + Queries.MOST_ROWS);
    assertThat(said.err()).contains("only the first 1,000 rows").doesNotContain("--limit");
  }

  @Test
  void charactersAreBoundedInEachFormat() {
    var query = "select repeat('x', 500000) as t from range(50) r(i)";
    for (var format : List.of("table", "csv", "json")) {
      var said = run(admit("sql", "--format", format, query));
      assertThat(said.exit()).isZero();
      assertThat(said.out().lines().filter(line -> line.contains("xxx"))).as(format).hasSize(4);
      assertThat(said.err()).contains("2,000,000 characters");
    }
    assertThat(run(admit("sql", "--json", query)).out()).contains("\"truncated\" : true");
  }

  @Test
  void rowsThatDifferAreBoundedToo() {
    var shell = new Shell(folder);
    var numbers = new StringBuilder("n\n");
    IntStream.rangeClosed(1, Queries.MOST_ROWS + 500).forEach(i -> numbers.append(i).append('\n'));
    shell.write("numbers.csv", numbers.toString());
    shell.ok("table", "import", "numbers.csv");
    var words =
        new String[] {"diff", "main~1", "main", "numbers", "--rows", "-n", "9000", "--json"};
    assertThat(shell.ok(words).json().at("/tables/0/rows/shown")).hasSize(Queries.MOST_ROWS + 500);
    var said = new Shell.Answer(0, run(admit(words)).out(), "");
    assertThat(said.json().at("/tables/0/rows/added").asInt()).isEqualTo(Queries.MOST_ROWS + 500);
    assertThat(said.json().at("/tables/0/rows/shown")).hasSize(Queries.MOST_ROWS);
  }

  @Test
  void queriesShareTheirPlacesWithThoseThatComeOtherwise() {
    try (var _ = Queries.enter();
        var _ = Queries.enter()) {
      var said = run(admit("sql", "select 1"));
      assertThat(said.exit()).isEqualTo(Exit.BUSY.code());
      assertThat(said.err()).contains("other queries are at work");
    }
    assertThat(run(admit("sql", "select 1")).exit()).isZero();
  }

  @Test
  void aQueryEndsWhenItsEndIsWanted() throws Exception {
    var work = admit("sql", LONG);
    var said = CompletableFuture.supplyAsync(() -> run(work));
    Thread.sleep(2000);
    assertThat(said).isNotDone();
    work.interrupt();
    assertThat(said.get(20, TimeUnit.SECONDS).exit()).isEqualTo(Exit.INTERRUPTED.code());
  }

  @Test
  void itsEndMayBeWantedBeforeItBegins() {
    var work = admit("sql", LONG);
    work.interrupt();
    assertThat(run(work).exit()).isEqualTo(Exit.INTERRUPTED.code());
  }
}
