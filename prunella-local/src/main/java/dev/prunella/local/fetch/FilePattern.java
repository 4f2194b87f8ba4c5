package dev.prunella.local.fetch;

import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault.Kind;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/**
 * A source's files for one interval.
 *
 * @param text what the user wrote, with the interval filled in; glob characters of the interval's
 *     own text are escaped
 * @param mayLeave whether it is an absolute path, which may lead anywhere
 */
record FilePattern(Path project, String text, boolean mayLeave) {

  static FilePattern of(
      Path project, String pattern, Optional<DataInterval> interval, ZoneId zone) {
    var text = IntervalText.fill(pattern, interval, zone, FilePattern::literal);
    try {
      boolean absolute = text.startsWith("/") || Path.of(plain(text)).isAbsolute();
      if (!absolute && !project.resolve(plain(text)).normalize().startsWith(project)) {
        throw leaves(pattern, "the project's folder");
      }
      return new FilePattern(project, text, absolute);
    } catch (InvalidPathException e) {
      throw new FetchFailed(
          Kind.FAILED, "'" + pattern + "' is no path: " + e.getReason(), "correct files: ...");
    }
  }

  private static FetchFailed leaves(String what, String folder) {
    return new FetchFailed(
        Kind.REFUSED,
        what + " leads out of " + folder,
        "copy the files into the project, or declare them by their absolute path");
  }

  private static String literal(String text) {
    return text.replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0");
  }

  private static String plain(String text) {
    return text.replaceAll("\\\\(.)", "$1");
  }

  private static boolean isGlob(String part) {
    return part.replaceAll("\\\\.", "").matches(".*[*?\\[{].*");
  }

  /** The whole path of the one file that is meant, or of the pattern. */
  Path expected() {
    return project.resolve(plain(text)).normalize();
  }

  boolean isGlob() {
    return isGlob(text) && !Files.exists(expected());
  }

  /** The folder from which on a glob begins; for a file the folder it lies in. */
  Path folder() {
    var parts = text.split("/", -1);
    var fixed = new ArrayList<String>();
    for (int i = 0; i < parts.length - 1 && !isGlob(parts[i]); i++) {
      fixed.add(plain(parts[i]));
    }
    var path = String.join("/", fixed);
    return project.resolve(text.startsWith("/") ? "/" + path : path).normalize();
  }

  /** For people: from the project where it lies there. */
  String name(Path file) {
    var path = file.normalize();
    return !mayLeave && path.startsWith(project)
        ? project.relativize(path).toString().replace('\\', '/')
        : path.toString();
  }

  /**
   * What matches.
   *
   * @param files by name
   * @param others that are no files: pipes, sockets, devices; to read one might never end
   */
  record Found(List<Path> files, List<Path> others) {
    static final Found NOTHING = new Found(List.of(), List.of());
  }

  /** All that matches. */
  Found matches(FetchLimits limits) {
    var found = isGlob() ? glob(limits) : one();
    for (var file : found.files()) {
      checkInside(file);
    }
    return found;
  }

  private Found one() {
    var file = expected();
    if (Files.isDirectory(file)) {
      throw new FetchFailed(
          Kind.MISSING,
          file + " is a folder, a file is expected",
          "name the files in it, as in " + plain(text).replaceAll("/+$", "") + "/*.csv");
    }
    if (Files.isRegularFile(file)) {
      return new Found(List.of(file), List.of());
    }
    return Files.exists(file) ? new Found(List.of(), List.of(file)) : Found.NOTHING;
  }

  private void checkInside(Path file) {
    if (mayLeave) {
      return;
    }
    try {
      if (!file.toRealPath().startsWith(project.toRealPath())) {
        throw leaves(name(file) + " is a link that", "the project's folder");
      }
    } catch (IOException e) {
      throw new FetchFailed(FileFetcher.unreadable(name(file), e));
    }
  }

  private Found glob(FetchLimits limits) {
    var start = folder();
    if (!Files.isDirectory(start)) {
      return Found.NOTHING;
    }
    checkInside(start);
    var search = new Search(start, matchers(start), limits);
    try {
      Files.walkFileTree(start.toRealPath(), search);
    } catch (IOException e) {
      throw new FetchFailed(FileFetcher.unreadable(name(start), e));
    }
    search.found.sort(Comparator.comparing(Path::toString));
    return new Found(List.copyOf(search.found), List.copyOf(search.others));
  }

  /** {@code **}{@code /} stands for no folder as well, as people expect it. */
  private List<PathMatcher> matchers(Path start) {
    int depth = start.getNameCount() - project.getNameCount();
    var rest = text;
    if (mayLeave) {
      depth = start.getNameCount();
      rest = text.replaceFirst("^/+", "");
    }
    for (int i = 0; i < depth; i++) {
      rest = rest.replaceFirst("^(?:\\./)*[^/]*/+", "");
    }
    try {
      var files = FileSystems.getDefault();
      return List.of(
          files.getPathMatcher("glob:" + rest),
          files.getPathMatcher("glob:" + rest.replace("**/", "")));
    } catch (PatternSyntaxException e) {
      throw new FetchFailed(
          Kind.FAILED,
          "'" + text + "' is no pattern for files: " + e.getDescription(),
          "correct it; a { or [ needs its closing bracket");
    }
  }

  /** Looks through a folder; folders that are links are not entered. */
  private final class Search extends SimpleFileVisitor<Path> {
    private final Path start;
    private final List<PathMatcher> matchers;
    private final FetchLimits limits;
    private final List<Path> found = new ArrayList<>();
    private final List<Path> others = new ArrayList<>();
    private int seen;

    Search(Path start, List<PathMatcher> matchers, FetchLimits limits) throws FetchFailed {
      this.start = start;
      this.matchers = matchers;
      this.limits = limits;
    }

    private void count() {
      if (++seen > limits.mostEntries()) {
        throw tooMany("there are more than " + limits.mostEntries() + " files below " + start);
      }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      count();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      count();
      var relative = start.toRealPath().relativize(file);
      if (!Files.isDirectory(file) && matchers.stream().anyMatch(m -> m.matches(relative))) {
        if (found.size() + others.size() == limits.mostFiles()) {
          throw tooMany("more than " + limits.mostFiles() + " files match " + text);
        }
        (Files.isRegularFile(file) ? found : others).add(start.resolve(relative));
      }
      return FileVisitResult.CONTINUE;
    }

    private static FetchFailed tooMany(String what) {
      return new FetchFailed(
          Kind.SOURCE_FAILED, what, "write a narrower pattern, or put files into folders by date");
    }
  }
}
