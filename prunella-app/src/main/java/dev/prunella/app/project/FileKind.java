package dev.prunella.app.project;

import dev.prunella.app.contract.ContractFile;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a file of a project is, told by its path. */
public enum FileKind {
  PROJECT,
  SOURCE,
  SQL,
  PYTHON,
  COMMAND,
  /** What dbt has compiled; it lies elsewhere, and is in the code tree under this name. */
  DBT,
  /** What tables promise. */
  CONTRACT,
  /** A visible change of one interval. */
  CORRECTION,
  /** Known, and read by others: knowledge, policy. */
  KEPT;

  static final List<String> TOP_FILES = List.of(Project.FILE, "policy.yaml");
  static final List<String> TOP_FOLDERS =
      List.of("sources", "models", "contracts", "corrections", "knowledge");

  /** Empty for a file that means nothing to the pipelines. */
  public static Optional<FileKind> of(String path) {
    if (path.equals(Project.FILE)) {
      return Optional.of(PROJECT);
    }
    if (path.equals(DbtPlace.IN_TREE)) {
      return Optional.of(DBT);
    }
    if (isAmongContracts(path) && ContractFile.isOne(path)) {
      return Optional.of(CONTRACT);
    }
    if (path.equals("policy.yaml") || isAmongContracts(path) || below(path, "knowledge")) {
      return Optional.of(KEPT);
    }
    var name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (name.startsWith(".")) {
      return Optional.empty();
    }
    if (below(path, "corrections")) {
      return isYaml(name) ? Optional.of(CORRECTION) : Optional.empty();
    }
    if (below(path, "sources")) {
      return isYaml(name) ? Optional.of(SOURCE) : Optional.empty();
    }
    if (!below(path, "models")) {
      return Optional.empty();
    }
    if (name.endsWith(".sql")) {
      return Optional.of(SQL);
    }
    if (name.endsWith(".py")) {
      return Optional.of(PYTHON);
    }
    return name.endsWith(".cmd.yaml") || name.endsWith(".cmd.yml")
        ? Optional.of(COMMAND)
        : Optional.empty();
  }

  /** Whether a folder may hold files that mean something. */
  public static boolean isFolderOfCode(String folder) {
    return TOP_FOLDERS.stream().anyMatch(top -> folder.equals(top) || below(folder, top));
  }

  /** The file's name without what tells its kind: the table of a model. */
  String stem(String path) {
    var name = path.substring(path.lastIndexOf('/') + 1);
    int ending =
        switch (this) {
          case SQL -> ".sql".length();
          case PYTHON -> ".py".length();
          case COMMAND -> name.length() - name.toLowerCase(Locale.ROOT).lastIndexOf(".cmd.");
          case PROJECT, SOURCE, DBT, CONTRACT, CORRECTION, KEPT -> 0;
        };
    return name.substring(0, name.length() - ending);
  }

  /** Whether a path lies where contracts do. */
  static boolean isAmongContracts(String path) {
    return below(path, "contracts");
  }

  private static boolean below(String path, String folder) {
    return path.startsWith(folder + "/");
  }

  private static boolean isYaml(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }
}
