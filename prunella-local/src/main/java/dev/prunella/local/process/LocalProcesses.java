package dev.prunella.local.process;

import dev.prunella.local.secrets.Redaction;
import dev.prunella.pipeline.ChildProcesses;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs programs as processes of this machine, each in a folder of its own below a scratch folder.
 * Thread-safe.
 *
 * <p>The memory limit is the system's bound on address space and holds for each process by itself,
 * not for all that a program starts. Where the system knows no such bound, as on macOS, there is
 * none, and the program's log says so.
 */
public final class LocalProcesses implements ChildProcesses {
  private static final Logger LOG = LoggerFactory.getLogger(LocalProcesses.class);

  /** What a program may know of our own environment; anything else could be a secret. */
  private static final List<String> PASSED_ON = List.of("PATH", "LANG", "LC_ALL", "TZ");

  private static final String USUAL_PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final List<String> ENDINGS = List.of(".parquet", ".csv", ".jsonl", ".json");
  private static final int LONGEST_NAME = 60;

  private final Path root;
  private final Map<String, String> ours;
  private final Redaction redaction;
  private final ProgramBounds bounds;
  private final ProgramFolders folders;
  private final AtomicBoolean swept = new AtomicBoolean();

  /**
   * Programs below a scratch folder.
   *
   * @param scratch of the lake
   * @param environment this process's own, from which a few harmless names are passed on
   * @param redaction masks secrets in a line of output, should a program have found one
   */
  public LocalProcesses(
      Path scratch, Map<String, String> environment, Redaction redaction, ProgramBounds bounds) {
    this.root = scratch.toAbsolutePath().normalize().resolve("programs");
    this.folders = ProgramFolders.in(root);
    this.ours = Map.copyOf(environment);
    this.redaction = redaction;
    this.bounds = bounds;
  }

  @Override
  public String folder(StepTask task) {
    var name = task.table().toString().replaceAll("[^A-Za-z0-9_-]", "_");
    var start = name.substring(0, Math.min(LONGEST_NAME, name.length()));
    try {
      Files.createDirectories(root);
      if (swept.compareAndSet(false, true)) {
        folders.abandoned().forEach(folder -> remove(folder.toString()));
      }
      // For this user only: it holds the rows of tables.
      return Files.createTempDirectory(root, folders.prefix(start)).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a folder for a program in " + root, e);
    }
  }

  @Override
  public Ended run(Program program, StepWatch watch) {
    var folder = Path.of(program.folder());
    var mark = UUID.randomUUID().toString();
    var environment = environment(program, folder, mark);
    var path = environment.getOrDefault("PATH", USUAL_PATH);
    var executable = program.command().getFirst();
    if (!SearchPath.finds(path, executable, folder)) {
      return new Ended.Badly(SearchPath.notFound(path, executable).at(program.place()));
    }
    try {
      for (var file : program.files().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
      Files.createDirectories(Path.of(environment.get("TMPDIR")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the program's files into " + folder, e);
    }
    var output = new Output(bounds.logBytes(), redaction::redact, watch);
    try (var running = RunningProgram.start(program, folder, environment, mark, bounds)) {
      var end = running.await(output, watch);
      return new Verdict(program, folder, output.tail()).on(end);
    } catch (IOException e) {
      return new Ended.Badly(
          Fault.of(
                  Kind.PROCESS_FAILED,
                  "'" + executable + "' could not be started: " + e.getMessage(),
                  "look whether this user may run it, and whether processes or memory are short")
              .at(program.place()));
    }
  }

  private Map<String, String> environment(Program program, Path folder, String mark) {
    var environment = new TreeMap<String, String>();
    environment.put("PATH", USUAL_PATH);
    environment.put("LANG", "C.UTF-8");
    for (var name : PASSED_ON) {
      var value = ours.get(name);
      if (value != null) {
        environment.put(name, value);
      }
    }
    // What it prints last before it crashes must be seen, and a set's order must not vary by run.
    environment.put("PYTHONUNBUFFERED", "1");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("PYTHONHASHSEED", "0");
    environment.putAll(program.environment());
    environment.put("HOME", folder.toString());
    environment.put("TMPDIR", folder.resolve("tmp").toString());
    environment.put(Leftovers.MARK, mark);
    return environment;
  }

  @Override
  public Result result(String folder, String name) {
    var found = new ArrayList<String>();
    for (var ending : ENDINGS) {
      // A link could lead to a file that the program did not write.
      if (Files.isRegularFile(Path.of(folder, name + ending), LinkOption.NOFOLLOW_LINKS)) {
        found.add(name + ending);
      }
    }
    return switch (found.size()) {
      case 0 -> new Result.Nothing();
      case 1 -> new Result.File(folder + File.separator + found.getFirst());
      default -> new Result.Several(found);
    };
  }

  @Override
  public void remove(String folder) {
    var path = Path.of(folder).toAbsolutePath().normalize();
    if (!root.equals(path.getParent())) {
      throw new IllegalArgumentException(folder + " is not a program's folder");
    }
    List<Path> content;
    try (Stream<Path> walk = Files.walk(path)) {
      // Deepest first; links are not followed.
      content = walk.sorted(Comparator.reverseOrder()).toList();
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("the program's folder {} could not be removed: {}", folder, e.getMessage());
      return;
    }
    for (var one : content) {
      try {
        Files.deleteIfExists(one);
      } catch (IOException e) {
        LOG.warn("{} could not be removed: {}", one, e.getMessage());
      }
    }
  }
}
