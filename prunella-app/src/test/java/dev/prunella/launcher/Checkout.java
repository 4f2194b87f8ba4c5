package dev.prunella.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A pretended checkout in a folder of its own: the real scripts, a {@code mvnw} that only leaves
 * traces, and JDKs that print what they were asked to run.
 */
record Checkout(Path root, Path jdks) {

  record Outcome(int exit, String out, String err) {}

  private static final Path REAL = Path.of(System.getProperty("prunella.root"));
  private static final long PATIENCE_SECONDS = 60;

  /** {@code folder} gets a blank in its name: paths with blanks must work everywhere. */
  static Checkout in(Path folder) throws IOException {
    Path root = Files.createDirectories(folder.resolve("my checkout"));
    Path jdks = Files.createDirectories(folder.resolve("j dks"));
    for (String file : List.of("prunella", "mvnw", ".mvn/find-jdk.sh", ".mvn/ensure-built.sh")) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.copy(REAL.resolve(file), root.resolve(file));
    }
    Files.createDirectories(root.resolve("prunella-app/src/main"));
    Files.writeString(root.resolve("pom.xml"), "<project/>");
    Files.writeString(root.resolve("prunella-app/pom.xml"), "<project/>");
    return new Checkout(root, jdks);
  }

  /** A JDK whose java prints its version and its arguments, one a line. */
  Path jdk(String version) throws IOException {
    Path home = jdks.resolve("jdk-" + version);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
    for (String tool : List.of("java", "javac")) {
      script(
          home.resolve("bin").resolve(tool),
          """
          case "$*" in *AOTCacheOutput*) exit 1 ;; esac
          echo "%s of %s"
          for word in "$@"; do echo "$word"; done
          """
              .formatted(tool, version));
    }
    return home;
  }

  /**
   * Turns this checkout's launcher into one that stands in an unpacked distribution; returns its
   * path.
   */
  Path asDistribution() throws IOException {
    Path home = Files.createDirectories(root.resolveSibling("prunella-1.0"));
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("lib"));
    Files.copy(root.resolve("prunella"), home.resolve("bin/prunella"));
    Files.copy(root.resolve(".mvn/find-jdk.sh"), home.resolve("lib/find-jdk.sh"));
    Files.writeString(home.resolve("lib/prunella.jar"), "");
    return home.resolve("bin/prunella");
  }

  /** What the pretended Maven does when the launcher builds; it runs in the checkout's root. */
  void mavenDoes(String commands) throws IOException {
    script(root.resolve("mvnw"), commands);
  }

  Path jar() {
    return root.resolve("prunella-bench/target/prunella/lib/prunella.jar");
  }

  static void script(Path file, String commands) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + commands);
    if (!file.toFile().setExecutable(true)) {
      throw new IOException("cannot make executable: " + file);
    }
  }

  /**
   * The environment of a machine on whose PATH and in whose JAVA_HOME is {@code jdk}, and no other
   * JDK anywhere.
   */
  Map<String, String> onlyHas(Path jdk) {
    var environment = new HashMap<String, String>();
    environment.put("JAVA_HOME", jdk.toString());
    environment.put("PATH", jdk.resolve("bin") + ":/usr/bin:/bin");
    environment.put("HOME", jdks.toString());
    environment.put("PRUNELLA_JDK_FOLDERS", jdks.resolve("none/*").toString());
    return environment;
  }

  /** As {@link #onlyHas}, and every JDK made here can also be found by looking around. */
  Map<String, String> offers(Path jdk) {
    var environment = onlyHas(jdk);
    environment.put("PRUNELLA_JDK_FOLDERS", jdks.resolve("none/*") + ":" + jdks.resolve("*"));
    return environment;
  }

  static Outcome run(Map<String, String> environment, Path folder, String... command)
      throws IOException, InterruptedException {
    return finish(start(environment, folder, command));
  }

  static Process start(Map<String, String> environment, Path folder, String... command)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The scripts say little, so their output fits into the pipes and can be read at the end. */
  static Outcome finish(Process process) throws IOException, InterruptedException {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("still running after " + PATIENCE_SECONDS + " s: " + process.info());
      }
      return new Outcome(
          process.exitValue(),
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
          new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }
}
