package dev.prunella.bench.heal.world;

import dev.prunella.bench.TemporaryFolder;
import dev.prunella.bench.heal.ground.Feed;
import dev.prunella.bench.heal.ground.Generator;
import dev.prunella.bench.heal.world.Answer.Answering;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Brings rows to where a project looks for them: into its files, or to its server. Days are counted
 * from the first of the history.
 */
record Deliveries(Path project, Generator generator, SourceServer server) {
  /** How old a file is when its interval comes up: a younger one might still be written. */
  private static final Duration AGE = Duration.ofMinutes(40);

  /** The bytes that a feed's rows make. */
  byte[] bytes(Feed feed, String rows) throws IOException, SQLException {
    var name =
        switch (feed.delivery()) {
          case Feed.Delivery.File(String pattern) ->
              pattern.substring(pattern.lastIndexOf('/') + 1).replace("{interval}", "rows");
          case Feed.Delivery.Http _ -> "rows.json";
        };
    try (var folder = TemporaryFolder.in(Optional.empty())) {
      var file = folder.path().resolve(name);
      generator.write(rows, file);
      return Files.readAllBytes(file);
    }
  }

  /** Brings bytes as they are. */
  void bring(Feed feed, int day, byte[] bytes) throws IOException {
    switch (feed.delivery()) {
      case Feed.Delivery.File _ ->
          put(generator.file(feed, project, day).orElseThrow(), day, bytes);
      case Feed.Delivery.Http _ -> serve(feed, day, Answering.always(Answer.json(bytes)));
    }
  }

  /** Writes a file as something that came a while before its interval comes up. */
  void put(Path file, int day, byte[] bytes) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, FileTime.from(World.morning(generator.date(day)).minus(AGE)));
  }

  /** From now on the server answers so for a day. */
  void serve(Feed feed, int day, Answering answering) {
    server.serve(generator.path(feed, day).orElseThrow(), answering);
  }
}
