package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.access.Role;
import dev.prunella.app.access.Tokens;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.serve.ServeConfig;
import dev.prunella.app.site.Site;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A project that is served, and shells elsewhere whose commands it does. */
final class ServedShop implements AutoCloseable {
  final Site site;
  private final Path folder;
  private final Clock clock;
  private final Workspace workspace;

  ServedShop(Path folder, Clock clock, boolean readOnly) {
    this.folder = folder;
    this.clock = clock;
    workspace =
        Workspace.open(
            ProjectFile.read(folder),
            new Secrets(Map.of(), folder, new Redaction()),
            new Workspace.Host("test", Map.of(), clock, _ -> {}));
    site =
        Site.open(
            workspace,
            new Site.Config(
                "127.0.0.1",
                0,
                "test",
                "tester",
                readOnly,
                Prunella.served(clock, workspace.project(), readOnly),
                List.of(),
                ServeConfig.Bounds.DEFAULT,
                _ -> {},
                said -> assertThat(said).as("what the server says").isEmpty()),
            clock,
            Pause.ofThisMachine());
  }

  String token(String name, Role role) {
    return Tokens.in(folder, clock).create(name, role, Duration.ofDays(1), "tester");
  }

  /** A shell in another folder, whose commands this server does for somebody. */
  Shell elsewhere(Path otherFolder, String name, Role role) {
    return elsewhere(otherFolder, site.uri(), token(name, role), clock);
  }

  static Shell elsewhere(Path folder, String address, String token, Clock clock) {
    var shell = new Shell(folder);
    shell.clock = clock;
    shell.environment.put("PRUNELLA_SERVER", address);
    shell.environment.put("PRUNELLA_TOKEN", token);
    shell.environment.put("PRUNELLA_USER", "mallory");
    return shell;
  }

  @Override
  public void close() {
    site.close();
    workspace.close();
  }
}
