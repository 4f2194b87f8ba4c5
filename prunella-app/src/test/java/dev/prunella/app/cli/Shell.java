package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** Runs the command in process, in a folder, as a user called ana. */
final class Shell {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final Path folder;
  final Map<String, String> environment = new HashMap<>();
  Clock clock = Clock.systemUTC();
  boolean terminal;
  String input = "";

  Shell(Path folder) {
    this.folder = folder;
  }

  /** A shell in a fresh project. */
  static Shell inProject(Path folder) {
    var shell = new Shell(folder);
    shell.ok("init", "--name", "shop");
    return shell;
  }

  record Answer(int exit, String out, String err) {
    Answer exits(Exit wanted) {
      assertThat(exit).as("%s%n%s", out, err).isEqualTo(wanted.code());
      return this;
    }

    JsonNode json() {
      return parse(out);
    }

    JsonNode error() {
      return parse(err).path("error");
    }

    private static JsonNode parse(String text) {
      try {
        return MAPPER.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError("no JSON: " + text, e);
      }
    }
  }

  Answer run(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    var surroundings =
        new Surroundings(
            folder,
            environment,
            "ana",
            terminal,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            clock,
            ZoneOffset.UTC);
    int exit =
        Prunella.commandLine(surroundings, args)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(args);
    assertThat(err.toString()).doesNotContain("\tat ");
    return new Answer(exit, out.toString(), err.toString());
  }

  /** Runs what must succeed, without a word on standard error. */
  Answer ok(String... args) {
    var answer = run(args).exits(Exit.OK);
    assertThat(answer.err()).isEmpty();
    return answer;
  }

  Path write(String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The classic: four orders with a key, on main. */
  Shell withOrders() {
    write(
        "orders.csv",
        """
        order_id,day,country,amount
        1,2026-11-20,JP,10.50
        2,2026-11-20,DE,20.00
        3,2026-11-21,JP,7.25
        4,2026-11-21,FR,99.90
        """);
    ok("table", "import", "orders.csv", "--key", "order_id");
    return this;
  }

  /** The only value of a query. */
  String value(String query, String... more) {
    var args = new String[more.length + 4];
    args[0] = "sql";
    args[1] = query;
    args[2] = "--format";
    args[3] = "csv";
    System.arraycopy(more, 0, args, 4, more.length);
    return ok(args).out().lines().skip(1).findFirst().orElseThrow();
  }

  String head(String ref) {
    return ok("log", ref, "-n", "1", "--json").json().at("/commits/0/commit").asText();
  }
}
