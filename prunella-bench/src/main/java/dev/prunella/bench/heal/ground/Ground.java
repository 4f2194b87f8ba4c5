package dev.prunella.bench.heal.ground;

import dev.prunella.local.transfer.ColumnType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A folder with an ordinary project, a pool of real rows, and {@code ground.yaml}, which says how
 * days are made of them. Immutable.
 *
 * @param pipeline which of the project's pipelines is played
 * @param starts the first interval; intervals are days
 */
public record Ground(
    String name,
    Path folder,
    String pipeline,
    LocalDate starts,
    List<Feed> feeds,
    Vocabulary vocabulary) {

  public Ground {
    feeds = List.copyOf(feeds);
  }

  /**
   * What gets other names by seed, so that nothing is known by its name: for each name of a table
   * or column the others that it may get.
   */
  public record Vocabulary(Map<String, List<String>> tables, Map<String, List<String>> columns) {
    public Vocabulary {
      tables = copy(tables);
      columns = copy(columns);
    }

    private static Map<String, List<String>> copy(Map<String, List<String>> names) {
      return names.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> List.copyOf(e.getValue())));
    }
  }

  /**
   * Reads a ground's folder.
   *
   * @throws dev.prunella.app.project.ProjectProblems with everything that is wrong, by file and
   *     line
   * @throws IOException if a file cannot be read
   */
  public static Ground read(Path folder) throws IOException {
    return GroundFile.read(folder);
  }

  /**
   * Copies a ground that comes with the program into a folder, which is made, and reads it.
   *
   * @throws IllegalArgumentException if there is no such ground
   */
  public static Ground builtIn(String name, Path target) throws IOException {
    BuiltIns.copy(name, target);
    return read(target);
  }

  /** The grounds that come with the program, in order of name. */
  public static List<String> builtIns() {
    return BuiltIns.NAMES;
  }

  /** The columns of each source that declares them, with their types as DuckDB knows them. */
  public Map<String, Map<String, String>> columns() throws IOException {
    var columns = new TreeMap<String, Map<String, String>>();
    SourceFile.of(project())
        .forEach(
            (source, file) -> {
              var types = new LinkedHashMap<String, String>();
              file.columns()
                  .forEach(
                      (column, type) -> {
                        if (ColumnType.problem(column, type).isEmpty()) {
                          types.put(column, ColumnType.duckDb(column, type));
                        }
                      });
              columns.put(source, types);
            });
    return columns;
  }

  /** The tables that models make. */
  public List<String> models() throws IOException {
    var models = project().resolve("models");
    return Files.isDirectory(models)
        ? TextFiles.below(models).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".sql"))
            .map(name -> name.substring(0, name.length() - ".sql".length()))
            .sorted()
            .toList()
        : List.of();
  }

  /** The project's folder, with the names that the ground gives. */
  public Path project() {
    return folder.resolve("project");
  }
}
