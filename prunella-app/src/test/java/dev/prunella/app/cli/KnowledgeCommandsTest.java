package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notes are written, tried and looked through by a person. */
class KnowledgeCommandsTest {
  private static final String WINDOW = "daily 02:47-03:12 Europe/London";

  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(folder);

  @BeforeEach
  void open() {
    shell = new Shell(folder);
    shell.clock = new SettableClock(Instant.parse("2026-11-22T06:00:00Z"));
    folder("sources", "models", "knowledge");
    shell.write("prunella.yaml", "name: shop\n");
    shell.write(
        "sources/prices.yaml",
        """
        source: partner_prices
        http: {url: "https://api.partner.example/v1/prices"}
        columns: {id: long, amount: double, day: date}
        """);
    shell.write("models/sums.sql", "select sum(amount) as total from partner_prices\n");
    shell.ok("init");
  }

  private void folder(String... names) {
    try {
      for (var name : names) {
        Files.createDirectories(folder.resolve(name));
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String text(String note) throws IOException {
    return Files.readString(folder.resolve("knowledge").resolve(note + ".md"));
  }

  private Shell.Answer add(String name, String... more) {
    var args = new String[more.length + 5];
    args[0] = "knowledge";
    args[1] = "add";
    args[2] = name;
    args[3] = "--title";
    args[4] = "The partner: answers at night";
    System.arraycopy(more, 0, args, 5, more.length);
    return shell.run(args);
  }

  @Test
  void aNoteThatIsAddedIsUnderstoodAndNeverWrittenOver() throws IOException {
    add("window", "--source", "partner_prices", "--retry-window", WINDOW, "--review", "2027-06-01")
        .exits(Exit.OK);
    var first = text("window");
    var note = shell.ok("knowledge", "list", "--json").json().at("/notes/0");
    assertThat(note.path("title").asText()).isEqualTo("The partner: answers at night");
    assertThat(note.path("words").asText()).isEqualTo("retry within " + WINDOW);
    assertThat(note.path("standing").asText()).isEqualTo("holds");
    assertThat(note.path("review").asText()).isEqualTo("2027-06-02T00:00:00Z");
    assertThat(note.path("owner").asText()).isEqualTo("ana");
    assertThat(shell.ok("knowledge", "lint").out()).contains("nothing wrong");

    add("window", "--source", "partner_prices", "--ask", "ben").exits(Exit.REFUSED);
    assertThat(text("window")).isEqualTo(first);
  }

  @Test
  void aSecretIsNamedAndNeverWrittenDown() throws IOException {
    var source = new String[] {"--source", "partner_prices", "--send-header", "X-Api-Key"};
    var value = "key-5uP9x2Qm7Zt4Lw8R";
    for (var wrong : new String[] {value, "secret:env/" + value, "secret:vault/" + value}) {
      var refused = add("key", source[0], source[1], source[2], source[3], "--secret", wrong);
      assertThat(refused.exits(Exit.USAGE).err())
          .contains("'header.secret' is a reference such as secret:env/NAME")
          .doesNotContain(value);
    }
    shell.write(
        "prunella.yaml",
        "name: shop\nnotes_may_send: {\"https://a.example/x\": [" + value + "]}\n");
    assertThat(shell.run("validate").exits(Exit.USAGE).err() + shell.run("validate").out())
        .contains("is a reference such as secret:env/NAME", "addresses without a path")
        .doesNotContain(value);
    shell.write(
        "prunella.yaml",
        "name: shop\nnotes_may_send: {\"https://api.partner.example\": \"secret:env/PARTNER_KEY\"}\n");

    add("key", source[0], source[1], source[2], source[3], "--secret", "secret:env/PARTNER_KEY")
        .exits(Exit.OK);

    assertThat(shell.ok("knowledge", "list").out())
        .contains("send the header X-Api-Key with secret:env/PARTNER_KEY");
    assertThat(shell.ok("knowledge", "lint", "--json").json().at("/found/0/kind").asText())
        .as("it says nothing but that nobody will review it")
        .isEqualTo("endless");
    assertThat(text("key")).contains("do: send_header");
  }

  @Test
  void whatWouldNotBeUnderstoodIsNotWritten() {
    assertThat(add("a", "--source", "partner_price", "--ask", "ben").exits(Exit.USAGE).err())
        .contains("did you mean 'partner_prices'?");
    assertThat(add("a", "--source", "sums", "--ask", "ben").exits(Exit.USAGE).err())
        .contains("there is no source 'sums'");
    assertThat(add("a", "--table", "sums", "--retry-window", "at night").exits(Exit.USAGE).err())
        .contains("is a window such as");
    assertThat(add("a", "--ask", "ben").exits(Exit.USAGE).err()).contains("'scope' names nothing");
    assertThat(add("../../evil", "--table", "sums", "--ask", "ben").exits(Exit.USAGE).err())
        .contains("no name for a note");
    assertThat(
            add("a", "--table", "sums", "--ask", "ben", "--maintenance", WINDOW)
                .exits(Exit.USAGE)
                .err())
        .contains("a note does one thing");
    assertThat(folder.resolve("knowledge")).isEmptyDirectory();
  }

  @Test
  void atATerminalWhatIsMissingIsAskedFor() throws IOException {
    shell.terminal = true;
    shell.environment.put("NO_COLOR", "1");
    shell.input = "Ben knows the partner\npartner_prices\n\n\nben@shop.example\n2027-01-31\n";
    shell.run("knowledge", "add").exits(Exit.OK);
    assertThat(text("ben-knows-the-partner"))
        .contains("do: ask", "ask: ben@shop.example", "review: 2027-01-31");
    assertThat(shell.ok("validate").out()).contains("valid");
  }

  @Test
  void examplesAreProvedByWhatTheHealerGoesBy() {
    var note =
        """
        ---
        title: answers at night
        scope: {systems: [api.partner.example], signature: "503"}
        do: retry_later
        window: daily 02:47-03:12 Europe/London
        review: 2027-06-01
        example:
          table: partner_prices
          failure: "the server answered 503 Service Unavailable"
          at: 2026-03-28T23:30:00Z
          expect: 2026-03-29T01:47:00Z
        ---
        """;
    shell.write("knowledge/window.md", note);
    assertThat(shell.ok("knowledge", "test").out()).contains("as expected");

    shell.write(
        "knowledge/window.md", note.replace("expect: 2026-03-29T01", "expect: 2026-03-29T02"));
    assertThat(shell.run("knowledge", "test", "window").exits(Exit.HELD).out())
        .contains("expected 2026-03-29T02:47:00Z, and it is 2026-03-29T01:47:00Z");

    shell.write("knowledge/window.md", note.replace("answered 503", "answered 404"));
    assertThat(
            shell
                .run("knowledge", "test", "--json")
                .exits(Exit.HELD)
                .json()
                .at("/notes/0/got")
                .asText())
        .contains("not about that");
  }

  @Test
  void aConversionIsTriedByTheRatesThatMainHas() {
    shell.write("fx.csv", "currency,date,rate\nJPY,2026-11-20,151.2\n");
    shell.ok("table", "import", "fx.csv");
    var note =
        """
        ---
        title: prices may come in yen
        scope: {tables: [partner_prices]}
        do: convert
        convert: {column: amount, at: day, with: fx, divide_by: rate}
        review: 2027-06-01
        example: {table: partner_prices, value: 15120, unit: JPY, day: 2026-11-20, expect: 100.00}
        ---
        """;
    shell.write("knowledge/yen.md", note);
    assertThat(shell.ok("knowledge", "test").out()).contains("as expected: 100.00");
    shell.write("knowledge/yen.md", note.replace("2026-11-20,", "2026-11-21,"));
    assertThat(shell.run("knowledge", "test").exits(Exit.HELD).out()).contains("has no rate");
    shell.write("knowledge/yen.md", note.replace("divide_by: rate", "divide_by: rates"));
    assertThat(shell.run("validate").exits(Exit.USAGE).out())
        .contains("knowledge/yen.md:5: fx has no column 'rates'; did you mean 'rate'?");
  }

  @Test
  void overlapsAndEndlessNotesAreTold() {
    for (var name : new String[] {"one", "other"}) {
      add(name, "--table", "partner_*", "--ask", "ben").exits(Exit.OK);
    }
    add("nothing", "--table", "no_such_*", "--ask", "ben", "--until", "2027-01-01").exits(Exit.OK);
    assertThat(shell.run("knowledge", "lint").exits(Exit.HELD).out())
        .contains(
            "one.md: overlap: it says the same as knowledge/other.md about partner_prices",
            "one.md: endless",
            "nothing.md: about nothing: no table of the project is in its scope (no_such_*)");
    assertThat(shell.run("knowledge", "show", "onee").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'one'?");
  }
}
