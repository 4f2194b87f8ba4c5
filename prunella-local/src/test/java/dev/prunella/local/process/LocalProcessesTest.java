package dev.prunella.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.contract.CodePlace;
import dev.prunella.local.SomeTask;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.ChildProcesses.Ended;
import dev.prunella.pipeline.ChildProcesses.Program;
import dev.prunella.pipeline.ChildProcesses.Result;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalProcessesTest {
  private static final CodePlace PLACE = CodePlace.file("models/forecast.py");
  private static final long PLENTY = 2L << 30;

  @TempDir Path scratch = Path.of("");
  private final Bystander watch = new Bystander();
  private LocalProcesses processes = in(Path.of(""));
  private String folder = "";

  @BeforeEach
  void makeFolder() {
    processes = in(scratch);
    folder = processes.folder(SomeTask.of("sales.forecast"));
  }

  private static LocalProcesses in(Path scratch) {
    var ours = new HashMap<>(System.getenv());
    ours.put("PLANTED_PASSWORD", "swordfish-7731");
    ours.put("AWS_SECRET_ACCESS_KEY", "swordfish-7732");
    var bounds = new ProgramBounds(64 << 10, 8 << 20, Duration.ofMillis(300));
    var redaction = new Redaction();
    redaction.remember("hush-hush");
    return new LocalProcesses(scratch, ours, redaction, bounds);
  }

  /** Every process that a program here starts has the test's own folder as its working folder. */
  @AfterEach
  void nobodyIsLeft() throws IOException {
    var left = left();
    left.forEach(ProcessHandle::destroyForcibly);
    assertThat(left).isEmpty();
  }

  private List<ProcessHandle> left() throws IOException {
    var here = scratch.toRealPath();
    return ProcessHandle.allProcesses()
        .filter(p -> workingFolder(p).filter(f -> f.startsWith(here)).isPresent())
        .toList();
  }

  private static Optional<Path> workingFolder(ProcessHandle process) {
    try {
      return Optional.of(Files.readSymbolicLink(Path.of("/proc", "" + process.pid(), "cwd")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Test
  void programThatEndsWellLeavesItsResultInItsFolder() {
    assertThat(shell("echo working; echo 'a,b' > output.csv")).isEqualTo(new Ended.Well());
    assertThat(watch.lines()).containsExactly("working");
    assertThat(processes.result(folder, "output"))
        .isEqualTo(new Result.File(folder + "/output.csv"));
  }

  @Test
  void noResultIsNothingAndTwoAreNotGuessedBetween() throws Exception {
    assertThat(processes.result(folder, "output")).isEqualTo(new Result.Nothing());
    Files.writeString(Path.of(folder, "output.csv"), "a");
    Files.writeString(Path.of(folder, "output.parquet"), "a");
    assertThat(processes.result(folder, "output"))
        .isEqualTo(new Result.Several(List.of("output.parquet", "output.csv")));
  }

  @Test
  void foldersOfProcessesThatAreGoneAreRemovedAndNoOthers() throws Exception {
    var gone = new ProcessBuilder("true").start();
    gone.waitFor();
    var root = Path.of(folder).resolveSibling("");
    var here = ProgramFolders.in(root).host();
    var left = Files.createDirectories(root.resolve("slow-" + here + "-" + gone.pid() + "-9-1"));
    Files.writeString(left.resolve("rows.csv"), "a");
    var again =
        Files.createDirectory(
            root.resolve("slow-" + here + "-" + ProcessHandle.current().pid() + "-9-2"));
    var elsewhere = Files.createDirectory(root.resolve("slow-0badf00d-" + gone.pid() + "-9-3"));
    var unknown = Files.createDirectory(root.resolve("slow-4711"));

    in(scratch).folder(SomeTask.of("next"));

    assertThat(left).as("killed").doesNotExist();
    assertThat(again).as("its number was given to another process").doesNotExist();
    assertThat(List.of(Path.of(folder), elsewhere, unknown)).allMatch(Files::isDirectory);
  }

  @Test
  void linkIsNoResult() throws Exception {
    Files.createSymbolicLink(Path.of(folder, "output.csv"), Path.of("/etc/passwd"));
    assertThat(processes.result(folder, "output")).isEqualTo(new Result.Nothing());
  }

  @Test
  void statusAndLastWordsOfACrashAreTold() {
    var fault = fault(shell("echo first; echo no such market >&2; exit 3"));
    assertThat(fault.kind()).isEqualTo(Kind.PROCESS_FAILED);
    assertThat(fault.message())
        .isEqualTo("the program ended with status 3; it printed last: no such market");
    assertThat(fault.facts())
        .containsEntry("exit", "3")
        .containsEntry("output", "first\nno such market");
    assertThat(fault.place()).contains(PLACE);
  }

  @Test
  void signalIsNamed() {
    var fault = fault(shell("kill -SEGV $$"));
    assertThat(fault.kind()).isEqualTo(Kind.PROCESS_FAILED);
    assertThat(fault.facts()).containsEntry("signal", "SEGV").containsEntry("exit", "139");
  }

  @Test
  void killedProgramIsTakenForOutOfMemory() {
    var fault = fault(shell("kill -KILL $$"));
    assertThat(fault.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
    assertThat(fault.facts()).containsEntry("signal", "KILL");
  }

  @Test
  void hangingProgramIsEndedWithItsChildren() {
    long start = System.nanoTime();
    var fault = fault(shell("sleep 300 & sleep 300 & sleep 300", PLENTY, Duration.ofMillis(500)));
    assertThat(fault.kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(fault.message()).contains("after 500 ms");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void programThatIgnoresTheRequestToEndIsKilled() {
    var fault =
        fault(
            shell(
                "trap '' TERM; echo deaf; while true; do sleep 0.1; done",
                PLENTY,
                Duration.ofMillis(400)));
    assertThat(fault.kind()).isEqualTo(Kind.TIMED_OUT);
    assertThat(watch.lines()).containsExactly("deaf");
  }

  @Test
  void programThatIsAskedToEndMayCleanUp() {
    shell(
        "trap 'echo tidy; exit 1' TERM; while true; do sleep 0.05; done",
        PLENTY,
        Duration.ofMillis(400));
    assertThat(watch.lines()).contains("tidy");
  }

  @Test
  void cancellingEndsItSoon() throws Exception {
    var running = CompletableFuture.supplyAsync(() -> shell("echo on; sleep 300"));
    awaitLine("on");
    watch.cancel();
    assertThat(running.get(10, TimeUnit.SECONDS)).isInstanceOf(Ended.Badly.class);
  }

  @Test
  void orphanThatKeepsTheOutputOpenNeitherHangsUsNorStays() {
    long start = System.nanoTime();
    assertThat(shell("sleep 300 & echo done")).isEqualTo(new Ended.Well());
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(watch.lines()).containsExactly("done");
  }

  @Test
  void daemonThatLeftGroupAndFamilyIsFound() {
    assertThat(shell("(setsid sh -c 'sleep 300' &) ; sleep 0.3; echo done"))
        .isEqualTo(new Ended.Well());
  }

  @Test
  void guardThatTheProgramKilledIsNotMissed() {
    assertThat(shell("sleep 300 & trap '' TERM; kill -KILL $(pgrep -P $$ -x sh) ; echo done"))
        .isInstanceOf(Ended.class);
  }

  @Test
  void programThatClosesItsOutputIsStillAwaited() {
    assertThat(shell("exec >&- 2>&-; sleep 0.4; : > output.csv")).isEqualTo(new Ended.Well());
    assertThat(processes.result(folder, "output")).isInstanceOf(Result.File.class);
  }

  @Test
  void floodOfOutputIsReadToItsEndAndKeptInPart() {
    assertThat(shell("yes 0123456789012345678901234567890123456789 | head -c 100000000"))
        .isEqualTo(new Ended.Well());
    assertThat(watch.lines()).hasSizeBetween(1_000, 2_000);
    assertThat(watch.lines().getLast()).contains("no more is kept");
  }

  @Test
  void oneEndlessLineIsCut() {
    shell("head -c 1000000 /dev/zero | tr '\\0' x");
    assertThat(watch.lines()).hasSize(1);
    assertThat(watch.lines().getFirst())
        .hasSizeLessThan(4_100)
        .endsWith("(996000 more characters)");
  }

  @Test
  void bytesThatAreNoTextAreReplaced() {
    shell("printf 'caf\\303\\251 \\377 \\033[2Jgone\\n'");
    assertThat(watch.lines()).containsExactly("caf\u00e9 \uFFFD \uFFFD[2Jgone");
  }

  @Test
  void secretsInTheOutputAreMasked() {
    shell("echo hush-hush, it said");
    assertThat(watch.lines()).containsExactly("***, it said");
  }

  @Test
  void secretAtTheCutOfALongLineIsMaskedAsAWhole() {
    shell(
        "head -c 3995 /dev/zero | tr '\\0' x; echo hush-hush; head -c 3997 /dev/zero | tr '\\0' x; echo hush-hush");
    assertThat(watch.lines()).hasSize(2).noneMatch(line -> line.contains("hu"));
  }

  @Test
  void programEndsWithTheProcessThatStartedIt() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var parent =
        new ProcessBuilder(
                java,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DyingParent.class.getName(),
                scratch.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var out = parent.inputReader()) {
      assertThat(out.readLine()).isEqualTo("the program runs");
      assertThat(left()).isNotEmpty();
      parent.destroyForcibly().waitFor();
      for (int i = 0; i < 500 && !left().isEmpty(); i++) {
        Thread.sleep(10);
      }
      assertThat(left()).isEmpty();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  void inputIsClosed() {
    assertThat(shell("cat; echo read")).isEqualTo(new Ended.Well());
    assertThat(watch.lines()).containsExactly("read");
  }

  @Test
  void environmentHoldsWhatItMayAndNoSecret() {
    shell("env | sort");
    var names = new TreeSet<String>();
    watch.lines().forEach(line -> names.add(line.split("=", 2)[0]));
    names.removeAll(List.of("LC_ALL", "TZ", "_", "SHLVL", "OLDPWD"));
    assertThat(names)
        .containsExactly(
            "HOME",
            "LANG",
            "PATH",
            "PRUNELLA_OUTPUT",
            "PRUNELLA_PROCESS",
            "PWD",
            "PYTHONDONTWRITEBYTECODE",
            "PYTHONHASHSEED",
            "PYTHONUNBUFFERED",
            "TMPDIR");
    assertThat(watch.lines()).contains("HOME=" + folder).noneMatch(l -> l.contains("swordfish"));
  }

  @Test
  void argumentsAreNeverReadByAShell() {
    assertThat(run(List.of("printf", "%s\\n", "$(id); `id` \"x\" 'y' > z"), PLENTY))
        .isEqualTo(new Ended.Well());
    assertThat(watch.lines()).containsExactly("$(id); `id` \"x\" 'y' > z");
  }

  @Test
  void unknownProgramIsNamedWithThePathThatWasSearched() {
    var fault = fault(run(List.of("pyhton3", "step.py"), PLENTY));
    assertThat(fault.kind()).isEqualTo(Kind.PROCESS_FAILED);
    assertThat(fault.message())
        .startsWith("there is no program 'pyhton3'; looked for in ")
        .contains("/usr/bin");
    assertThat(fault.next()).isNotBlank();
  }

  @Test
  void folderThatGrowsWithoutEndIsNoticed() {
    var fault = fault(shell("while true; do head -c 1000000 /dev/zero >> big; sleep 0.02; done"));
    assertThat(fault.kind()).isEqualTo(Kind.DISK_FULL);
    assertThat(fault.message()).contains("8388608 are allowed");
  }

  @Test
  void foldersAreRemovedWithAllThatIsInThemAndNoOthers() throws Exception {
    var outside = Files.createDirectory(scratch.resolve("outside"));
    Files.writeString(outside.resolve("kept"), "x");
    shell("mkdir -p a/b; echo x > a/b/c; ln -s " + outside + " link");
    processes.remove(folder);
    assertThat(Path.of(folder)).doesNotExist();
    assertThat(outside.resolve("kept")).exists();
    assertThatThrownBy(() -> processes.remove(outside.toString()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void foldersOfOneTableAreDifferentAndBelowTheScratch() {
    var other = processes.folder(SomeTask.of("sales.forecast"));
    assertThat(other).isNotEqualTo(folder).startsWith(scratch.resolve("programs").toString());
  }

  private void awaitLine(String line) throws InterruptedException {
    for (int i = 0; i < 500 && !watch.lines().contains(line); i++) {
      Thread.sleep(10);
    }
    assertThat(watch.lines()).contains(line);
  }

  private Ended shell(String script) {
    return shell(script, PLENTY, Duration.ofSeconds(60));
  }

  private Ended shell(String script, long memory, Duration time) {
    return run(List.of("sh", "-c", script), Map.of(), memory, time);
  }

  private Ended run(List<String> command, long memory) {
    return run(command, Map.of(), memory, Duration.ofSeconds(60));
  }

  private Ended run(List<String> command, Map<String, String> files, long memory, Duration time) {
    return processes.run(
        new Program(
            command,
            folder,
            PLACE,
            files,
            Map.of("PRUNELLA_OUTPUT", "output.csv"),
            new StepLimits(memory, time, false)),
        watch);
  }

  private static Fault fault(Ended ended) {
    assertThat(ended).isInstanceOf(Ended.Badly.class);
    return ((Ended.Badly) ended).fault();
  }
}
