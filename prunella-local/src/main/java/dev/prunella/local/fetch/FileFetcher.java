package dev.prunella.local.fetch;

import dev.prunella.pipeline.Arrivals.Arrival;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.StepTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies files into the raw store, and tells when one changed under its hands. */
final class FileFetcher {
  /** What tools put behind a name while they write. */
  private static final List<String> UNFINISHED =
      List.of(".tmp", ".part", ".partial", ".filepart", ".crdownload", ".inprogress", "._COPYING_");

  /** An older one was left behind, and nobody is writing. */
  private static final Duration STALE = Duration.ofMinutes(10);

  private final Path project;
  private final RawBytes raw;
  private final Clock clock;
  private final FetchLimits limits;

  FileFetcher(Path project, RawBytes raw, Clock clock, FetchLimits limits) {
    this.project = project.toAbsolutePath().normalize();
    this.raw = raw;
    this.clock = clock;
    this.limits = limits;
  }

  /** How a file was, to be compared with how it is later. */
  private record Look(long bytes, Instant written) {
    static Look at(Path file) throws IOException {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Look(attributes.size(), attributes.lastModifiedTime().toInstant());
    }
  }

  Batch fetch(StepTask task, Source.Declared source, Source.Files from, FetchWatch watch) {
    var pattern = FilePattern.of(project, from.pattern(), task.interval(), task.zone());
    var found = pattern.matches(limits);
    var files = found.files();
    for (var other : found.others()) {
      watch.step().log(pattern.name(other) + " is a pipe, a socket or a device: passed over");
    }
    boolean mayBeEmpty = source.onEmpty() == Source.OnEmpty.ALLOW;
    if (files.isEmpty() && !mayBeEmpty) {
      throw new FetchFailed(new MissingFile(pattern, found.others()).fault());
    }
    var parts = new ArrayList<Batch.Part>();
    for (var file : files) {
      var part = keep(pattern, file, watch);
      if (part.bytes() > 0) {
        parts.add(part);
      } else {
        watch.step().log(part.name() + " is empty");
      }
    }
    if (parts.isEmpty() && !mayBeEmpty) {
      throw new FetchFailed(
          Kind.NO_ROWS,
          pattern.name(files.getFirst())
              + (files.size() == 1 ? " is empty" : " and all that match with it are empty"),
          "deliver the file again; if an interval may be without rows, say on_empty: allow");
    }
    return new Batch(parts, clock.instant());
  }

  private Batch.Part keep(FilePattern pattern, Path file, FetchWatch watch) {
    var name = pattern.name(file);
    try {
      var before = Look.at(file);
      var unfinished = unfinishedSibling(file);
      if (unfinished.isPresent()) {
        throw stillWritten(name, unfinished.get() + " lies beside it");
      }
      Batch.Part part;
      // A read from a disk that does not answer ends with its channel.
      try (var channel = FileChannel.open(file, StandardOpenOption.READ);
          var _ = watch.during(() -> closed(channel));
          var in = Channels.newInputStream(channel)) {
        part = raw.keep(name, watch.guard(in, e -> unreadable(name, e)));
      }
      var after = Look.at(file);
      if (!before.equals(after) || part.bytes() != after.bytes()) {
        throw stillWritten(
            name,
            "it had %,d bytes before it was read and %,d after, %,d were read"
                .formatted(before.bytes(), after.bytes(), part.bytes()));
      }
      return part;
    } catch (IOException e) {
      throw new FetchFailed(unreadable(name, e));
    }
  }

  private static void closed(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a file could not be closed", e);
    }
  }

  /**
   * Whether what matches is other than what was loaded; see {@link Touched}.
   *
   * @param brought whether only what has been brought since counts
   */
  boolean areOthers(
      Source.Files source,
      Optional<DataInterval> interval,
      ZoneId zone,
      Batch loaded,
      boolean brought) {
    try {
      var there = new ArrayList<Path>();
      for (var file :
          FilePattern.of(project, source.pattern(), interval, zone).matches(limits).files()) {
        if (Files.size(file) > 0) {
          there.add(file);
        }
      }
      var since = Touched.since(loaded, limits.quiet());
      return !there.isEmpty() && since.areOthers(there) && !(brought && since.areSomeOf(there));
    } catch (FetchFailed | IOException e) {
      // A run will try, and tell what is wrong.
      return false;
    }
  }

  private static FetchFailed stillWritten(String name, String why) {
    return new FetchFailed(
        Fault.of(
                Kind.MISSING,
                name + " is still being written: " + why,
                "run it again when the file is complete; a writer should write under another name"
                    + " and rename at the end")
            .with("unfinished", "true"));
  }

  private Optional<String> unfinishedSibling(Path file) throws IOException {
    for (var ending : UNFINISHED) {
      var sibling = file.resolveSibling(file.getFileName() + ending);
      if (Files.exists(sibling)
          && Look.at(sibling).written().isAfter(Instant.now(clock).minus(STALE))) {
        return Optional.of(String.valueOf(sibling.getFileName()));
      }
    }
    return Optional.empty();
  }

  static Fault unreadable(String name, IOException e) {
    if (e instanceof AccessDeniedException || String.valueOf(e.getMessage()).contains("denied")) {
      return Fault.of(
          Kind.ACCESS_DENIED,
          name + " may not be read by the user '" + System.getProperty("user.name") + "'",
          "let that user read it");
    }
    if (e instanceof NoSuchFileException) {
      return Fault.of(
          Kind.MISSING, name + " was taken away while it was being read", "run it again");
    }
    return Fault.of(
        Kind.SOURCE_FAILED,
        name + " cannot be read: " + Quoted.line(String.valueOf(e.getMessage())),
        "look at the disk or network folder it lies on");
  }

  Arrival arrival(Source.Files source, DataInterval interval, ZoneId zone) {
    try {
      var pattern = FilePattern.of(project, source.pattern(), Optional.of(interval), zone);
      var files = pattern.matches(limits).files();
      for (var file : files) {
        if (isStillWritten(file, Look.at(file))) {
          return Arrival.UNFINISHED;
        }
      }
      return files.isEmpty() ? Arrival.ABSENT : Arrival.ARRIVED;
    } catch (FetchFailed e) {
      return curedByWaiting(e.fault());
    } catch (IOException e) {
      return curedByWaiting(unreadable(source.pattern(), e));
    }
  }

  /** What waiting does not cure is told by the run, which therefore must begin. */
  private static Arrival curedByWaiting(Fault fault) {
    return fault.kind() == Kind.MISSING ? Arrival.ABSENT : Arrival.ARRIVED;
  }

  /** A time ahead of ours comes from another clock and says nothing. */
  private boolean isStillWritten(Path file, Look look) throws IOException {
    var now = clock.instant();
    boolean justNow = look.written().isAfter(now.minus(limits.quiet()));
    return (justNow && !look.written().isAfter(now)) || unfinishedSibling(file).isPresent();
  }
}
