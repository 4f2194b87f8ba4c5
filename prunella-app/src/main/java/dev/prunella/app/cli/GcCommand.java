package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.gc.FileSort;
import dev.prunella.local.gc.GarbageCollection;
import dev.prunella.local.gc.GcOptions;
import dev.prunella.local.gc.GcProgress;
import dev.prunella.local.gc.GcReport;
import dev.prunella.local.gc.GcResult;
import dev.prunella.local.raw.RawReport;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella gc}. */
@Command(
    name = "gc",
    description = {
      "Free files, also raw ones, that no branch, no tag and no retained commit needs.",
      "Safe beside writers. Files younger than some days stay, for writers that are not ours."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella gc --dry-run        what it would free",
      "  prunella gc",
      "JSON fields: dryRun, files, bytes, objects, garbage: [table, sort, files, bytes], young: {files, bytes},",
      "foreign, failed, raw: {garbage: {objects, bytes}, leftovers, kept, young, unreadableNames}, olderThan,",
      "writersAtWork."
    })
final class GcCommand extends LakeCommand {
  @Option(
      names = {"-n", "--dry-run"},
      description = "Say what it would free, and delete nothing.")
  boolean dryRun;

  record Count(long files, long bytes) {
    static Count of(GcReport.Count count) {
      return new Count(count.files(), count.bytes());
    }
  }

  record Heap(long objects, long bytes) {
    static Heap of(RawReport.Heap heap) {
      return new Heap(heap.objects(), heap.bytes());
    }
  }

  record Raw(Heap garbage, Heap leftovers, Heap kept, Heap young, List<String> unreadableNames) {
    static Raw of(RawReport r, List<String> odd) {
      return new Raw(
          Heap.of(r.garbage()), Heap.of(r.leftovers()), Heap.of(r.kept()), Heap.of(r.young()), odd);
    }
  }

  record Garbage(String table, FileSort sort, long files, long bytes) {}

  record View(
      boolean dryRun,
      long files,
      long bytes,
      long objects,
      List<Garbage> garbage,
      Count young,
      Count foreign,
      Count failed,
      @Nullable Raw raw,
      Instant olderThan,
      List<String> writersAtWork) {
    static View of(GcReport r) {
      return new View(
          r.dryRun(),
          r.total().files(),
          r.total().bytes(),
          r.objects(),
          r.garbage().stream()
              .map(g -> new Garbage(g.table(), g.sort(), g.count().files(), g.count().bytes()))
              .toList(),
          Count.of(r.young()),
          Count.of(r.foreign()),
          Count.of(r.failed()),
          r.raw().map(raw -> Raw.of(raw, r.rawOdd())).orElse(null),
          r.olderThan(),
          r.atWork().stream().map(l -> l.holder()).toList());
    }
  }

  @Override
  Exit run(LocalLake lake, Console console) {
    if (!dryRun) {
      // What only they needed is garbage from now on.
      for (var sandbox : SandboxCommand.of(lake).collect(author())) {
        console.note("the time of sandbox " + sandbox.name() + " was over: it is dropped");
      }
    }
    var collection =
        new GarbageCollection(
            lake.lake().store(),
            lake.io(),
            lake.config().warehouse(),
            lake.clock(),
            GcOptions.DEFAULT,
            Optional.of(lake.config().scratch().resolve("gc.journal")),
            Optional.of(lake.config().raw()).filter(Files::isDirectory).map(folder -> lake.raw()));
    if (dryRun) {
      return answer(console, View.of(collection.dryRun(GcProgress.SILENT)));
    }
    return switch (collection.run(GcProgress.SILENT)) {
      case GcResult.Collected(var report) -> answer(console, View.of(report));
      case GcResult.Busy(var by) ->
          throw new Failure(
              Exit.BUSY,
              "too-busy",
              "another collection is at work: " + by.holder(),
              "try again when it is done");
    };
  }

  private static Exit answer(Console console, View view) {
    console.answer(view, () -> tell(console, view));
    return Exit.OK;
  }

  private static void tell(Console console, View view) {
    var verb = view.dryRun() ? "would free " : "freed ";
    console.line(
        verb
            + Words.count(view.files(), "file")
            + ", "
            + Words.size(view.bytes())
            + (view.objects() == 0
                ? ""
                : ", and " + Words.count(view.objects(), "object") + " of the ref store"));
    var grid = new Grid(console, "table", "sort", "files", "size");
    for (var g : view.garbage()) {
      grid.row(
          Grid.text(g.table()),
          Grid.text(g.sort().name().toLowerCase(Locale.ROOT)),
          Grid.number(g.files()),
          Grid.right(Words.size(g.bytes())));
    }
    grid.print("  ");
    if (view.raw() != null) {
      tellRaw(console, verb, view.raw());
    }
    if (view.young().files() > 0) {
      console.line(
          console.paint(
              Ink.DIM,
              Words.count(view.young().files(), "file")
                  + " that nothing needs stay for now: a writer may be at work on them"));
    }
    if (view.failed().files() > 0) {
      console.note(
          Words.count(view.failed().files(), "file")
              + " could not be deleted; the next collection tries again");
    }
    view.writersAtWork().forEach(w -> console.line("  at work: " + Words.safe(w)));
  }

  private static void tellRaw(Console console, String verb, Raw raw) {
    long freed = raw.garbage().objects() + raw.leftovers().objects();
    if (freed + raw.kept().objects() + raw.young().objects() > 0) {
      console.line(
          verb
              + Words.count(freed, "raw object")
              + ", "
              + Words.size(raw.garbage().bytes() + raw.leftovers().bytes())
              + "; "
              + raw.kept().objects()
              + " stay, "
              + Words.size(raw.kept().bytes()));
    }
    if (!raw.unreadableNames().isEmpty()) {
      console.note(
          "no raw object is freed while history has names that are no hashes: "
              + Words.safe(raw.unreadableNames().getFirst()));
    }
  }
}
