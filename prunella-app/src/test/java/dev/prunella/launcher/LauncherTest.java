package dev.prunella.launcher;

import static dev.prunella.launcher.Checkout.finish;
import static dev.prunella.launcher.Checkout.run;
import static dev.prunella.launcher.Checkout.start;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LauncherTest {

  private static final String BUILDS =
      """
      echo built >>builds
      sleep 1
      mkdir -p prunella-bench/target/prunella/lib
      : >prunella-bench/target/prunella/lib/prunella.jar
      """;

  /** Java, as far as start-up caches go. */
  private static final String MAKES_CACHES =
      """
      for word in "$@"; do
        case $word in
          -XX:AOTCacheOutput=*) echo cache >"${word#*=}"; exit 0 ;;
          -XX:AOTCache=*) echo "uses $word" ;;
        esac
      done
      """;

  private Path folder;
  private Checkout checkout;

  @BeforeEach
  void makeCheckout(@TempDir Path temporary) throws IOException {
    folder = temporary;
    checkout = Checkout.in(folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prunella", "mvnw"})
  void withoutAFittingJdkOneSentenceSaysWhatIsNeededAndWhereItLooked(String script)
      throws Exception {
    Path old = checkout.jdk("17.0.15");

    var outcome = run(checkout.onlyHas(old), folder, checkout.root().resolve(script).toString());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err())
        .startsWith(script + ": a JDK of version 25 or newer is needed")
        .contains("JAVA_HOME (" + old + " is Java 17.0.15)")
        .contains("PATH (" + old.toRealPath() + " is Java 17.0.15)")
        .contains(checkout.jdks().resolve("none/*").toString())
        .contains("set JAVA_HOME");
  }

  @Test
  void picks25Over17() throws Exception {
    checkout.jdk("25.0.3");
    checkout.jdk("1.8.0_402");

    var outcome = distribution(checkout.offers(checkout.jdk("17.0.15")), "log");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.out()).startsWith("java of 25.0.3\n");
  }

  @Test
  void javaHomeComesFirst() throws Exception {
    checkout.jdk("25.0.3");

    assertThat(distribution(checkout.offers(checkout.jdk("26-ea")), "log").out())
        .startsWith("java of 26-ea\n");
  }

  @Test
  void amongSeveralThatFitTheOldestWins() throws Exception {
    checkout.jdk("31");
    checkout.jdk("25.0.1");
    checkout.jdk("27.0.2");

    assertThat(distribution(checkout.offers(checkout.jdk("17")), "log").out())
        .startsWith("java of 25.0.1\n");
  }

  @Test
  void argumentsArriveUnchanged() throws Exception {
    var outcome =
        distribution(checkout.onlyHas(checkout.jdk("25")), "sql", "select  '*'", "", "$HOME");

    assertThat(outcome.out())
        .endsWith("dev.prunella.app.cli.Prunella\nsql\nselect  '*'\n\n$HOME\n");
  }

  @Test
  void worksThroughSymbolicLinksFromAnyFolder() throws Exception {
    Path launcher = checkout.asDistribution();
    Path far = Files.createSymbolicLink(folder.resolve("far"), launcher);
    Files.createSymbolicLink(folder.resolve("near"), far.getFileName());

    var outcome = run(checkout.onlyHas(checkout.jdk("25")), folder, "./near", "log");

    assertThat(outcome.out()).contains("/prunella-1.0/lib/prunella.jar\n");
  }

  @Test
  void aFolderThatWasMovedMakesACacheOfItsOwn() throws Exception {
    Path jdk = checkout.jdk("25");
    Checkout.script(jdk.resolve("bin/java"), MAKES_CACHES);
    Path there = checkout.asDistribution().resolve("../..").normalize();
    var environment = checkout.onlyHas(jdk);
    String here = run(environment, folder, there + "/bin/prunella", "log").out();
    assertThat(here).startsWith("uses -XX:AOTCache=" + there);
    assertThat(run(environment, folder, there + "/bin/prunella", "log").err()).isEmpty();

    Path moved = Files.move(there, folder.resolve("moved"));

    var first = run(environment, folder, moved + "/bin/prunella", "log");
    assertThat(first.err()).isEqualTo("prunella: preparing quick starts, once ...\n");
    assertThat(first.out()).startsWith("uses -XX:AOTCache=" + moved);
    assertThat(Path.of(first.out().strip().substring("uses -XX:AOTCache=".length())).getFileName())
        .isNotEqualTo(Path.of(here.strip().substring("uses -XX:AOTCache=".length())).getFileName());
  }

  @Test
  void aCacheThatIsOlderThanAJarIsMadeAgain() throws Exception {
    Path jdk = checkout.jdk("25");
    Checkout.script(jdk.resolve("bin/java"), MAKES_CACHES);
    Path launcher = checkout.asDistribution();
    var environment = checkout.onlyHas(jdk);
    run(environment, folder, launcher.toString(), "log");
    assertThat(run(environment, folder, launcher.toString(), "log").err()).isEmpty();

    Path lib = launcher.resolve("../../lib").normalize();
    Path jar = Files.writeString(lib.resolve("prunella.jar"), "packaged again");
    try (var files = Files.list(lib)) {
      for (var cache : files.filter(f -> f.toString().endsWith(".aot")).toList()) {
        var before = Files.getLastModifiedTime(jar).toInstant().minusSeconds(60);
        Files.setLastModifiedTime(cache, FileTime.from(before));
      }
    }

    assertThat(run(environment, folder, launcher.toString(), "log").err()).contains("quick starts");
    assertThat(run(environment, folder, launcher.toString(), "log").err()).isEmpty();
  }

  @Test
  void helpHasACacheOfItsOwnAndWhatFailsLeavesNone() throws Exception {
    Path jdk = checkout.jdk("25");
    Checkout.script(
        jdk.resolve("bin/java"),
        """
        for word in "$@"; do
          case $word in
            -XX:AOTCacheOutput=*) echo part >"${word#*=}"; case $* in *--help*) exit 0 ;; esac; exit 1 ;;
            -XX:AOTCache=*) echo "uses $word" ;;
          esac
        done
        """);
    Path launcher = checkout.asDistribution();
    var environment = checkout.onlyHas(jdk);

    assertThat(run(environment, folder, launcher.toString(), "log", "--help").out())
        .contains("-help.aot");
    assertThat(run(environment, folder, launcher.toString()).err()).isEmpty();
    assertThat(run(environment, folder, launcher.toString(), "log").out()).doesNotContain("uses");
    assertThat(run(environment, folder, launcher.toString(), "log").err()).isEmpty();
  }

  @Test
  void buildsOnceAndAgainOnlyWhenSourcesChange() throws Exception {
    checkout.mavenDoes(BUILDS);

    assertThat(fromSource("log").err()).contains("building, the first time").contains("done in");
    assertThat(fromSource("log").err()).isEmpty();
    assertThat(builds()).isEqualTo(1);

    Path source = Files.writeString(checkout.root().resolve("prunella-app/src/main/New.java"), "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofSeconds(1))));
    assertThat(fromSource("log").err()).contains("sources changed");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void whatItCompiledIsMarkedForThoseWhoLookForMistakes() throws Exception {
    Path old = checkout.root().resolve("prunella-core/target/classes/Old.class");
    Files.createDirectories(old.getParent());
    Files.writeString(old, "");
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    checkout.mavenDoes(
        BUILDS
            + """
              echo "$*" >arguments
              mkdir -p prunella-app/target/classes
              touch -d "10 seconds" prunella-app/target/classes/New.class
              """);

    fromSource("log");

    assertThat(checkout.root().resolve("arguments")).content().contains(" -Dcompiler.checks=");
    assertThat(checkout.root().resolve("prunella-app/target/unchecked")).exists();
    assertThat(checkout.root().resolve("prunella-core/target/unchecked")).doesNotExist();
    assertThat(checkout.root().resolve("prunella-app/target/suspect")).doesNotExist();
  }

  @Test
  void whatABuildThatWasKilledHasCompiledIsSuspect() throws Exception {
    checkout.mavenDoes("mkdir -p prunella-app/target/classes\nkill -9 $PPID\n");

    fromSource("log");

    assertThat(checkout.root().resolve("prunella-app/target/suspect")).exists();
  }

  @Test
  void twoLaunchersAtOnceBuildOnce() throws Exception {
    checkout.mavenDoes(BUILDS);
    Map<String, String> environment = checkout.onlyHas(checkout.jdk("25"));
    String launcher = checkout.root().resolve("prunella").toString();

    List<Process> both =
        List.of(
            start(environment, folder, launcher, "log"),
            start(environment, folder, launcher, "log"));

    for (Process one : both) {
      assertThat(finish(one).out()).startsWith("java of 25\n").endsWith("\nlog\n");
    }
    assertThat(builds()).isEqualTo(1);
    assertThat(checkout.root().resolve(".mvn/build.lock")).doesNotExist();
  }

  @Test
  void theLockOfADeadLauncherIsBroken() throws Exception {
    checkout.mavenDoes(BUILDS);
    Process dead = start(Map.of(), folder, "/bin/sh", "-c", "exit 0");
    dead.waitFor();
    Path lock = checkout.root().resolve(".mvn/build.lock");
    Files.createSymbolicLink(lock, Path.of(Long.toString(dead.pid())));

    assertThat(fromSource("log").out()).startsWith("java of 25\n");

    assertThat(Files.isSymbolicLink(lock)).isFalse();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aFailedBuildShowsItsLogAndTheNextStartTriesAgain() throws Exception {
    checkout.mavenDoes("echo '[ERROR] Orders.java:7: missing semicolon'\nexit 1\n");

    var failed = fromSource("log");

    assertThat(failed.exit()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.err())
        .contains("missing semicolon")
        .contains(checkout.root().resolve("prunella-bench/target/prunella/build.log").toString());

    checkout.mavenDoes(BUILDS);
    assertThat(fromSource("log").exit()).isZero();
  }

  @Test
  void aLauncherStoppedWhileItBuildsStopsMavenAndLeavesNoLock() throws Exception {
    checkout.mavenDoes("echo $$ >maven.pid\nexec sleep 50\n");
    Process launcher =
        start(
            checkout.onlyHas(checkout.jdk("25")),
            folder,
            checkout.root().resolve("prunella").toString());
    Path pidFile = checkout.root().resolve("maven.pid");
    Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
    while ((Files.notExists(pidFile) || Files.size(pidFile) == 0)
        && Instant.now().isBefore(deadline)) {
      Thread.sleep(20);
    }
    long maven = Long.parseLong(Files.readString(pidFile).strip());

    launcher.toHandle().destroy(); // Process.destroy() would close the pipes as well

    assertThat(finish(launcher).exit()).isEqualTo(130);
    assertThat(Files.isSymbolicLink(checkout.root().resolve(".mvn/build.lock"))).isFalse();
    assertThat(ProcessHandle.of(maven).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private Checkout.Outcome distribution(Map<String, String> environment, String... arguments)
      throws Exception {
    return run(environment, folder, command(checkout.asDistribution(), arguments));
  }

  private Checkout.Outcome fromSource(String... arguments) throws Exception {
    return run(
        checkout.onlyHas(checkout.jdk("25")),
        folder,
        command(checkout.root().resolve("prunella"), arguments));
  }

  private int builds() throws IOException {
    return Files.readAllLines(checkout.root().resolve("builds")).size();
  }

  private static String[] command(Path script, String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = script.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return command;
  }
}
