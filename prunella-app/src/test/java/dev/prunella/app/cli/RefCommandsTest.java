package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefCommandsTest {
  @TempDir Path folder = Path.of("");
  private Shell shell = new Shell(Path.of(""));

  @BeforeEach
  void open() {
    shell = Shell.inProject(folder);
  }

  @Test
  void initMakesAProjectOnceAndLeavesItAloneAfterwards() throws IOException {
    var before = Files.readString(folder.resolve("prunella.yaml"));
    assertThat(shell.ok("init").out()).startsWith("already a project: ");
    assertThat(Files.readString(folder.resolve("prunella.yaml"))).isEqualTo(before);
    assertThat(folder.resolve(".prunella/lake/lake.db")).exists();
    assertThat(folder.resolve(".prunella/.gitignore")).hasContent("*");
    assertThat(shell.run("init", "--name", "other").exits(Exit.REFUSED).err())
        .contains("already the project 'shop'");
    assertThat(shell.run("init", "inner").exits(Exit.REFUSED).err())
        .contains("lies inside the project");
  }

  @Test
  void initNamesTheProjectAfterItsFolder() {
    var other = new Shell(folder.resolveSibling(folder.getFileName() + "-outside"));
    var view = other.ok("init", "it's \"ünïcode\"", "--json").json();
    assertThat(view.path("name").asText()).isEqualTo("it-s -ünïcode-");
    assertThat(view.path("created").asBoolean()).isTrue();
  }

  @Test
  void branchesAreCreatedListedRenamedAndDeleted() {
    assertThat(shell.ok("branch", "create", "fix/a 'b' ü").out())
        .startsWith("created branch fix/a");
    shell.ok("branch", "rename", "fix/a 'b' ü", "done");
    var names =
        shell.ok("branch", "list", "--json").json().path("branches").findValuesAsText("name");
    assertThat(names).containsExactly("done", "main");
    assertThat(shell.ok("branch", "list").out().lines().toList())
        .hasSize(3)
        .first()
        .asString()
        .matches("branch +commit +when +by +message");
    var stood = shell.ok("branch", "delete", "done", "--json").json().path("commit").asText();
    assertThat(
            shell
                .ok("branch", "create", "again", "--at", stood, "--json")
                .json()
                .path("commit")
                .asText())
        .isEqualTo(stood);
  }

  @Test
  void mainIsProtected() {
    assertThat(shell.run("branch", "delete", "main").exits(Exit.REFUSED).err())
        .contains("'main' is protected");
    assertThat(shell.run("branch", "rename", "main", "x").exits(Exit.REFUSED).err())
        .contains("work on a branch and merge it");
  }

  @Test
  void takenAndImpossibleAndUnknownNamesAreRefused() {
    shell.ok("branch", "create", "fix");
    assertThat(shell.run("branch", "create", "fix").exits(Exit.REFUSED).err())
        .contains("there is already a branch or tag 'fix'");
    assertThat(shell.run("branch", "create", "a..b").exits(Exit.USAGE).err())
        .contains("which revisions need");
    assertThat(shell.run("branch", "create", "\u001b[31mred").exits(Exit.USAGE).err())
        .doesNotContain("\u001b");
    assertThat(shell.run("branch", "delete", "fxi").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'fix'?");
    assertThat(shell.run("branch", "create", "b", "--at", "mian").exits(Exit.NOT_FOUND).err())
        .contains("did you mean 'main'?");
  }

  @Test
  void tagsStayPut() {
    shell.withOrders();
    var view = shell.ok("tag", "create", "v1", "--json").json();
    shell.write("more.csv", "order_id,day,country,amount\n5,2026-11-22,JP,1\n");
    shell.ok("table", "import", "more.csv", "orders", "--append");
    assertThat(shell.ok("tag", "list", "--json").json().at("/tags/0/commit"))
        .isEqualTo(view.path("commit"));
    assertThat(shell.value("select count(*) from orders", "--at", "v1")).isEqualTo("4");
    assertThat(shell.run("merge", "main", "--into", "v1").exits(Exit.USAGE).err())
        .contains("'v1' is a tag, not a branch");
    assertThat(shell.run("branch", "delete", "v1").exits(Exit.USAGE).err()).contains("is a tag");
    shell.ok("tag", "delete", "v1");
    assertThat(shell.ok("tag", "list").out()).startsWith("no tags yet");
  }

  @Test
  void theAuthorIsNamedByOptionThenEnvironmentThenAccount() {
    shell.withOrders();
    shell.environment.put("PRUNELLA_USER", "nightly");
    shell.ok("table", "drop", "orders");
    shell.ok("rollback", "main", "--as", "bob");
    assertThat(shell.ok("log", "--json").json().path("commits").findValuesAsText("author"))
        .containsExactly("bob", "nightly", "ana", "prunella");
  }

  @Test
  void theProjectIsNamedByOptionThenEnvironmentThenFound() throws IOException {
    var below = new Shell(Files.createDirectories(folder.resolve("a/b")));
    below.ok("branch", "list");
    var outside =
        new Shell(Files.createDirectories(folder.resolveSibling("out-" + folder.getFileName())));
    outside.run("branch", "list").exits(Exit.NOT_FOUND);
    outside.ok("branch", "list", "--project", folder.toString());
    outside.environment.put("PRUNELLA_PROJECT", folder.toString());
    outside.ok("--json", "branch", "list");
  }
}
