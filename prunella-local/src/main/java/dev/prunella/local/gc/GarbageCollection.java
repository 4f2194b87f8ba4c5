package dev.prunella.local.gc;

import dev.prunella.local.gc.GcProgress.Step;
import dev.prunella.local.gc.GcReport.Marked;
import dev.prunella.local.raw.RawStore;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Limits;
import dev.prunella.refs.Problem;
import dev.prunella.refs.RefStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Frees what no ref and no retained commit needs any more, beside writers at work.
 *
 * <p>Needed are: the heads of all refs; whatever refs pointed to within the retention, so that a
 * deleted branch can be brought back; all their ancestors, that is the full history; and every file
 * that the tables of these commits name, raw objects included. It can be killed at any moment and
 * run again.
 */
public final class GarbageCollection {
  /** In the root of a warehouse: says whose it is, and is no garbage and nobody else's file. */
  public static final String NAMEPLATE = "prunella-lake.txt";

  private static final int CACHED_OBJECTS = 20_000;

  private final RefStore store;
  private final SupportsPrefixOperations io;
  private final Locations locations;
  private final Clock clock;
  private final GcOptions options;
  private final Optional<Path> journalFile;
  private final Optional<RawStore> raw;

  /**
   * @param io must be able to list
   * @param warehouse the root below which tables lie; nothing outside is ever deleted
   * @param journalFile a file of this machine where each collection writes what it is about to
   *     delete
   */
  public GarbageCollection(
      RefStore store,
      FileIO io,
      String warehouse,
      Clock clock,
      GcOptions options,
      Optional<Path> journalFile) {
    this(store, io, warehouse, clock, options, journalFile, Optional.empty());
  }

  /**
   * Of the raw store as well.
   *
   * @param raw what sources brought; objects that retained snapshots name stay
   */
  public GarbageCollection(
      RefStore store,
      FileIO io,
      String warehouse,
      Clock clock,
      GcOptions options,
      Optional<Path> journalFile,
      Optional<RawStore> raw) {
    if (!(io instanceof SupportsPrefixOperations listing)) {
      throw new LakeException(
          Problem.UNSUPPORTED,
          io.getClass().getSimpleName() + " cannot list files, which a collection needs");
    }
    this.store = store;
    this.io = listing;
    this.locations = new Locations(warehouse);
    this.clock = clock;
    this.options = options;
    this.journalFile = journalFile;
    this.raw = raw;
  }

  /** What {@link #run} would do. */
  public GcReport dryRun(GcProgress progress) {
    return collect(Optional.empty(), progress::at);
  }

  public GcResult run(GcProgress progress) {
    return switch (Turn.take(store, clock)) {
      case Turn.Taken.Theirs(var lease) -> new GcResult.Busy(lease);
      case Turn.Taken.Ours(var turn) -> {
        try (turn;
            var journal =
                journalFile.map(f -> Journal.begin(f, clock.instant())).orElseGet(Journal::none)) {
          var report =
              collect(
                  Optional.of(journal),
                  (step, done) -> {
                    turn.renew();
                    progress.at(step, done);
                  });
          journal.end(clock.instant());
          yield new GcResult.Collected(report);
        }
      }
    };
  }

  private GcReport collect(Optional<Journal> journal, Turnstile turnstile) {
    // Before the refs are read: a writer that gives its lease back in between has committed.
    var watch = new WriterWatch(store, clock, options);
    var lake = new Lake(store, clock, new Limits(1, CACHED_OBJECTS, options.retention()));
    var folders = new TableFolders(locations);
    journal.ifPresent(j -> j.directories().forEach(folders::learn));
    var rawMark = new RawMark();
    var files = new TableFiles(io, locations, rawMark);
    try (var marker =
        new Marker(lake, files, folders, options.readers(), n -> turnstile.pass(Step.MARK, n))) {
      var mark = new LiveMark(store, marker, clock, options);
      mark.catchUp();
      new SpellingCheck(io, locations, files).requireSame();
      var objects = new ObjectSweep(store, lake, mark, folders, turnstile, options.batch());
      long deadObjects = journal.map(objects::sweep).orElseGet(objects::count);
      var sweep = new FileSweep(io, locations, folders, files, mark, turnstile, options.batch());
      var born = marker.born().minus(options.clockSlack());
      var tally = sweep.sweep(born, watch::look, journal);
      var needs = new RawSpared(rawMark, mark, watch::look, turnstile);
      var rawReport = raw.map(r -> r.sweep(needs, journal.isEmpty()));
      if (journal.isPresent()) {
        watch.writers().expired().forEach(lease -> store.dropLease(lease.id()));
      }
      return new GcReport(
          journal.isEmpty(),
          journal.map(Journal::interrupted).orElse(false),
          Duration.between(watch.started(), clock.instant()),
          new Marked(marker.commits(), files.metadataFiles(), files.manifests(), files.needed()),
          tally.listed(),
          tally.foreign(),
          tally.young(),
          tally.garbage(),
          tally.failed(),
          deadObjects,
          rawReport,
          rawMark.odd(),
          watch.cutoff(),
          watch.writers().atWork(),
          watch.writers().expired());
    }
  }
}
