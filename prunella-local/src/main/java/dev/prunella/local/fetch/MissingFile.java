package dev.prunella.local.fetch;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.DidYouMean;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Says which file was expected where, and what lies there instead. */
final class MissingFile {
  private static final int MOST_NAMES = 20_000;
  private static final int NEIGHBOURS = 3;

  private final FilePattern pattern;
  private final List<Path> others;

  /**
   * @param others what matches and is no file
   */
  MissingFile(FilePattern pattern, List<Path> others) {
    this.pattern = pattern;
    this.others = others;
  }

  Fault fault() {
    var expected = pattern.expected();
    var fault =
        Fault.of(
            Kind.MISSING,
            (pattern.isGlob() ? "no file matches " : "there is no file ")
                + expected
                + surroundings(),
            "deliver the file and run it again; if an interval may be without a file, say"
                + " on_empty: allow");
    return fault.with("expected", expected.toString());
  }

  private String surroundings() {
    if (!others.isEmpty()) {
      return "; "
          + pattern.name(others.getFirst())
          + " is a pipe, a socket or a device, which is not read";
    }
    var folder = pattern.folder();
    if (!Files.isDirectory(folder)) {
      return "; the folder " + firstMissing(folder) + " does not exist";
    }
    var names = names(folder);
    if (names.isEmpty()) {
      return "; the folder is empty";
    }
    var wanted = String.valueOf(pattern.expected().getFileName());
    var near = pattern.isGlob() ? List.<String>of() : near(names, wanted);
    return near.isEmpty()
        ? "; there are: " + String.join(", ", names.stream().limit(NEIGHBOURS).toList())
        : "; did you mean " + String.join(", ", near) + "?";
  }

  private static Path firstMissing(Path folder) {
    var missing = folder;
    for (var above = folder.getParent();
        above != null && !Files.isDirectory(above);
        above = above.getParent()) {
      missing = above;
    }
    return missing;
  }

  /** The name that is most like it first, then those that stand beside it in order. */
  private static List<String> near(SortedSet<String> names, String wanted) {
    var rest = new TreeSet<>(names);
    var near = new ArrayList<String>();
    for (int i = 0; i < NEIGHBOURS; i++) {
      var next = DidYouMean.among(rest, wanted);
      if (next.isEmpty()) {
        break;
      }
      near.add(next.get());
      rest.remove(next.get());
    }
    return List.copyOf(near);
  }

  private static SortedSet<String> names(Path folder) {
    var names = new TreeSet<String>();
    try (var entries = Files.list(folder)) {
      entries.limit(MOST_NAMES).map(path -> String.valueOf(path.getFileName())).forEach(names::add);
      return names;
    } catch (IOException e) {
      throw new FetchFailed(FileFetcher.unreadable(folder.toString(), e));
    }
  }
}
