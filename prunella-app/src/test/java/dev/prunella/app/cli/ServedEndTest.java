package dev.prunella.app.cli;

import static dev.prunella.app.cli.ServedWords.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.app.api.Commands;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.project.WorkInProgress;
import dev.prunella.app.run.PublishedCode;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.Cancellation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that a server runs ends when that is wanted, also where no query of it is at work. */
class ServedEndTest {
  @TempDir Path folder = Path.of("");

  private Commands.Work admit(String... words) {
    return ServedWords.admit(
        Prunella.served(Clock.systemUTC(), ProjectFile.read(folder), true), words);
  }

  @Test
  void whatAsksOnlyJournalsAndFilesEndsToo() throws Exception {
    var here = SmallShop.in(folder, 1);
    here.write(SmallShop.landing(1), "id,country,amount,day\n11,DE,much,2026-11-01\n");
    SmallShop.longAgo(folder.resolve(SmallShop.landing(1)));
    here.run("run", "-i", SmallShop.day(1)).exits(Exit.HELD);
    here.run("heal");
    here.ok("incidents", "1");
    Files.createDirectories(folder.resolve("knowledge"));
    here.ok("knowledge", "add", "w", "--title", "A note", "--source", "raw_orders", "--ask", "ben");
    for (var words :
        List.of(List.of("policy", "test"), List.of("knowledge", "test"), List.of("validate"))) {
      var command = words.toArray(String[]::new);
      var whole = run(admit(command));
      assertThat(whole.exit()).as("%s: %s", words, whole.err()).isZero();
      var work = admit(command);
      work.interrupt();
      var ended = run(work);
      assertThat(ended.exit()).as("%s", words).isEqualTo(Exit.INTERRUPTED.code());
      assertThat(ended.out()).as("half an answer looks like a whole one").isEmpty();
      assertThat(ended.err()).contains("ended before it was done");
    }
  }

  @Test
  void filesThatAreBeingReadAreReadNoFurther() {
    SmallShop.in(folder, 1);
    var cancellation = new Cancellation();
    var checking =
        new WorkInProgress(
            folder,
            project -> new Secrets(Map.of(), project.folder(), new Redaction()),
            Clock.systemUTC(),
            (project, lake) -> {
              // The lake is open, and no model is read yet.
              cancellation.cancel();
              return PublishedCode.of(project, lake);
            });
    assertThatThrownBy(() -> checking.check(cancellation))
        .isInstanceOf(CancellationException.class);
  }
}
