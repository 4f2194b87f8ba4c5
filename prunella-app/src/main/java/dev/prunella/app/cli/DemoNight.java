package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.run.Intervals;
import dev.prunella.app.run.Requests;
import dev.prunella.app.run.Workspace;
import dev.prunella.incident.IncidentState;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.RunListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The demo's last night: the tills write pence for pounds, no rule and no column is otherwise, and
 * nobody is there. The day's file is spoilt on purpose; its good copy lies beside it.
 */
final class DemoNight {
  private final Workspace workspace;
  private final Console console;
  private final RunChoice.Chosen chosen;
  private final Clock clock;
  private final String by;

  DemoNight(Workspace workspace, Console console, RunChoice.Chosen chosen, Clock clock, String by) {
    this.workspace = workspace;
    this.console = console;
    this.chosen = chosen;
    this.clock = clock;
    this.by = by;
  }

  /** Whether the night is still to come. */
  boolean isToCome(DataInterval last) {
    return Intervals.coverage(workspace, chosen.pipeline(), last::equals).of(last).isDue();
  }

  /** Spoils the day's file, runs it, and lets what is held be healed. */
  Optional<IncidentState> run(DataInterval last, Running running) throws IOException {
    var label = chosen.calendar().label(last);
    spoil(workspace.project().folder().resolve("landing").resolve(label + ".csv.gz"));
    var request =
        Requests.fresh(
            chosen.code(),
            chosen.pipeline(),
            chosen.graph(),
            Optional.of(last),
            false,
            clock.instant(),
            by,
            "prunella demo");
    var result = workspace.runner().run(request, RunListener.nobody(), running.cancellation());
    var healing = new Healing(workspace, clock);
    return healing
        .after(workspace.journal().state(result.run()))
        .map(id -> healing.heal(id, running.cancellation()));
  }

  /** Prices a hundred times as high; every other character stays. */
  private void spoil(Path file) throws IOException {
    var good = file.resolveSibling(file.getFileName() + ".good");
    if (Files.exists(good)) {
      return;
    }
    var spoilt = file.resolveSibling(file.getFileName() + ".part");
    try (var lease = workspace.lake().duckDb().lease();
        var statement = lease.connection().createStatement()) {
      statement.execute(
          "COPY (SELECT * REPLACE (CAST(CAST(CAST(UnitPrice AS DECIMAL(12, 3)) * 100 AS DECIMAL(12, 0)) AS VARCHAR) AS UnitPrice)"
              + " FROM read_csv("
              + Sql.literal(file.toString())
              + ", header = true, all_varchar = true, compression = 'gzip')) TO "
              + Sql.literal(spoilt.toString())
              + " (FORMAT csv, HEADER, COMPRESSION gzip)");
    } catch (SQLException e) {
      throw new IOException("the demo's last file cannot be spoilt: " + e.getMessage(), e);
    }
    Files.copy(file, good, StandardCopyOption.REPLACE_EXISTING);
    // As if it had come hours ago: a file of just now may still be growing.
    Files.setLastModifiedTime(spoilt, FileTime.from(clock.instant().minus(Duration.ofHours(2))));
    Files.move(spoilt, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What is about to happen. */
  void announce(DataInterval last) {
    console.line("");
    console.line(
        console.paint(Ink.STRONG, "the night of " + chosen.calendar().label(last))
            + ": the tills write pence for pounds. The schema is the same, every rule holds, and nobody is there");
  }
}
