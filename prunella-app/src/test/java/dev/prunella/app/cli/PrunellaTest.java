package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PrunellaTest {

  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = new Shell(folder);
  }

  @Test
  void versionSaysTheNumberThatMavenBuilt() {
    assertThat(shell.ok("--version").out()).matches("prunella \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void helpGoesToStandardOutputAndListsTheExitCodes() {
    var help = shell.ok("--help").out();
    assertThat(help).startsWith("Usage: prunella");
    for (var exit : Exit.values()) {
      assertThat(help).containsPattern(" " + exit.code() + " +" + exit.meaning());
    }
  }

  @Test
  void everyCommandHasHelpWithAnExample() {
    var open = new ArrayDeque<Map.Entry<List<String>, CommandLine>>();
    var root = Prunella.commandLine(Surroundings.ofThisProcess());
    open.add(Map.entry(List.of(), root));
    int seen = 0;
    while (!open.isEmpty()) {
      var command = open.remove();
      for (var sub : command.getValue().getSubcommands().entrySet()) {
        if (List.of("help", "completion", "bench").contains(sub.getKey())) {
          continue;
        }
        var path = new ArrayList<>(command.getKey());
        path.add(sub.getKey());
        open.add(Map.entry(List.copyOf(path), sub.getValue()));
        seen++;
        path.add("--help");
        var help = shell.ok(path.toArray(String[]::new)).out();
        assertThat(help).as(path.toString()).contains("--json").contains("--project");
        if (sub.getValue().getSubcommands().isEmpty()) {
          assertThat(help).as(path.toString()).contains("Examples:").contains("JSON fields");
        }
      }
    }
    assertThat(seen).isGreaterThan(20);
  }

  @Test
  void mistypedCommandsAndOptionsAreGuessed() {
    assertThat(shell.run("brnch").exits(Exit.USAGE).err())
        .contains("has no command 'brnch'; did you mean 'branch'?")
        .contains("next:  prunella --help");
    assertThat(shell.run("branch", "lst").exits(Exit.USAGE).err()).contains("did you mean 'list'?");
    assertThat(shell.run("log", "--grahp").exits(Exit.USAGE).err())
        .contains("did you mean '--graph'?");
  }

  @Test
  void errorsAreJsonWhenJsonIsAskedFor() {
    var answer = shell.run("branch", "list", "--json").exits(Exit.NOT_FOUND);
    assertThat(answer.out()).isEmpty();
    assertThat(answer.error().path("code").asText()).isEqualTo("no-project");
    assertThat(answer.error().path("exit").asInt()).isEqualTo(4);
    assertThat(answer.error().path("next").asText()).contains("prunella init");
    assertThat(shell.run("--json", "nonsense").exits(Exit.USAGE).error().path("code").asText())
        .isEqualTo("bad-usage");
  }

  @Test
  void coloursAreForTerminalsAndCanBeDeclined() {
    shell.ok("init");
    assertThat(shell.ok("branch", "list").out()).doesNotContain("\u001b");
    shell.terminal = true;
    assertThat(shell.ok("branch", "list").out()).contains("\u001b[");
    shell.environment.put("NO_COLOR", "1");
    assertThat(shell.ok("branch", "list").out()).doesNotContain("\u001b");
  }

  @Test
  void completionIsAScriptForTheShell() {
    assertThat(shell.ok("completion").out()).startsWith("#!/usr/bin/env bash").contains("rollback");
  }
}
