package dev.prunella.launcher;

import static dev.prunella.launcher.Checkout.run;
import static dev.prunella.launcher.Checkout.script;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MavenWrapperTest {

  private static final String ARCHIVE =
      "/repo/org/apache/maven/apache-maven/9.9.9/apache-maven-9.9.9-bin.tar.gz";

  private Path folder;
  private Checkout checkout;
  private HttpServer server;
  private final AtomicInteger fetches = new AtomicInteger();
  private byte[] archive;
  private Map<String, String> environment;

  @BeforeEach
  void serveAnArchive(@TempDir Path temporary) throws Exception {
    folder = temporary;
    assumeTrue(
        Files.exists(Path.of("/usr/bin/curl")) || Files.exists(Path.of("/usr/bin/wget")),
        "neither curl nor wget is here");
    checkout = Checkout.in(folder);
    archive = archive();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        ARCHIVE,
        exchange -> {
          fetches.incrementAndGet();
          exchange.sendResponseHeaders(200, archive.length);
          try (var body = exchange.getResponseBody()) {
            body.write(archive);
          }
        });
    server.start();

    Path jdk = checkout.jdk("25.0.3");
    script(jdk.resolve("bin/mvn"), "echo 'Apache Maven 3.6.3 (too old)'\n");
    environment = checkout.onlyHas(jdk);
    environment.put("MVNW_REPOURL", "http://127.0.0.1:" + server.getAddress().getPort() + "/repo/");
    pin(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(archive)));
  }

  @AfterEach
  void stopServing() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void fetchesThePinnedMavenOnceWhereTheInstalledOneIsTooOld() throws Exception {
    for (int i = 0; i < 2; i++) {
      var outcome = mvnw("-v", "two words");
      assertThat(outcome.err().contains("fetching 9.9.9 once")).isEqualTo(i == 0);
      assertThat(outcome.exit()).isZero();
      assertThat(outcome.out())
          .isEqualTo("pinned -v two words with " + environment.get("JAVA_HOME") + "\n");
    }
    assertThat(fetches).hasValue(1);
  }

  @Test
  void refusesAnArchiveWithAnotherChecksum() throws Exception {
    pin("0".repeat(128));

    var outcome = mvnw("-v");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).contains("SHA-512").contains("nothing was installed");
    try (var left = Files.list(checkout.jdks().resolve(".m2/wrapper/dists"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void anArchiveThatCannotBeFetchedNamesTheWayOut() throws Exception {
    environment.put("MVNW_REPOURL", environment.get("MVNW_REPOURL") + "nowhere");

    var outcome = mvnw("-v");

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).contains("could not fetch").contains("set MVNW_REPOURL");
  }

  @Test
  void anInstalledMavenThatIsNewEnoughIsTaken() throws Exception {
    script(
        Path.of(environment.get("JAVA_HOME"), "bin/mvn"),
        """
        [ "$1" = --version ] && echo 'Apache Maven 3.8.7' && exit
        echo "installed $*"
        """);

    assertThat(mvnw("verify").out()).isEqualTo("installed verify\n");
    assertThat(fetches).hasValue(0);
  }

  @Test
  void whatTheLauncherHasCompiledUncheckedIsCompiledAgain() throws Exception {
    script(
        Path.of(environment.get("JAVA_HOME"), "bin/mvn"),
        "[ \"$1\" = --version ] && echo 'Apache Maven 3.8.7'\n");
    Path unchecked = classes("prunella-app");
    Path checked = classes("prunella-core");
    Path mark = checkout.root().resolve("prunella-app/target/unchecked");
    Files.writeString(mark, "");

    mvnw("package", "-Dcompiler.checks=-XDunchecked");
    assertThat(unchecked).exists();
    assertThat(mark).exists();

    mvnw("verify");
    assertThat(unchecked).doesNotExist();
    assertThat(mark).doesNotExist();
    assertThat(checked).exists();

    Files.writeString(checkout.root().resolve("prunella-core/target/suspect"), "");
    mvnw("verify");
    assertThat(checked).doesNotExist();
  }

  private Path classes(String module) throws IOException {
    Path classes = checkout.root().resolve(module + "/target/classes");
    Files.createDirectories(classes);
    return Files.writeString(classes.resolve("Some.class"), "");
  }

  private Checkout.Outcome mvnw(String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = checkout.root().resolve("mvnw").toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(environment, folder, command);
  }

  private void pin(String sha512) throws IOException {
    Path properties = checkout.root().resolve(".mvn/wrapper/maven-wrapper.properties");
    Files.createDirectories(properties.getParent());
    Files.writeString(
        properties,
        """
        mavenVersion=9.9.9
        distributionUrl=http://127.0.0.1:9/not-asked
        distributionSha512Sum=%s
        """
            .formatted(sha512));
  }

  private byte[] archive() throws Exception {
    Path packing = Files.createDirectory(folder.resolve("packing"));
    script(packing.resolve("apache-maven-9.9.9/bin/mvn"), "echo \"pinned $* with $JAVA_HOME\"\n");
    var packed =
        run(
            Map.of("PATH", "/usr/bin:/bin"),
            packing,
            "tar",
            "-czf",
            "maven.tar.gz",
            "apache-maven-9.9.9");
    assertThat(packed.exit()).as(packed.err()).isZero();
    return Files.readAllBytes(packing.resolve("maven.tar.gz"));
  }
}
