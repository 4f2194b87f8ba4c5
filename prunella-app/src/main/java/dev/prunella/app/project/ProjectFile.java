package dev.prunella.app.project;

import dev.prunella.local.LakeConfig;
import dev.prunella.local.LakeConfig.Refs;
import dev.prunella.local.Secrets;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads {@code prunella.yaml}, and reports everything that is wrong with it at once. */
public final class ProjectFile {
  /** Nobody writes more by hand; a larger file is some other file. */
  private static final int MOST_BYTES = 1 << 20;

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,99}");
  private static final String DEFAULT_LAKE = ".prunella/lake";
  private static final Pattern SECRET_KEY =
      Pattern.compile("(?i).*(password|secret|token|credential|account-key).*");

  private final Path folder;
  private final Problems problems;

  private ProjectFile(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
    this.problems = new Problems(Project.FILE);
  }

  /**
   * Reads the file of a project's folder.
   *
   * @throws ProjectProblems when anything in it is wrong
   */
  public static Project read(Path folder) {
    return new ProjectFile(folder).read();
  }

  private Project read() {
    var root = compose(text());
    var top = Fields.of(root, "", problems);
    var name = top.text("name").orElse("");
    if (!top.has("name")) {
      problems.add(1, "'name' is missing");
    } else if (!NAME.matcher(name).matches()) {
      problems.add(
          top.line("name"), "'name' is made of letters, digits, space and . _ -, up to 100");
    }
    var lake = lake(top);
    top.refuseOthers(List.of("name", "lake"));
    problems.throwIfAny();
    return new Project(folder, name, lake);
  }

  private LakeConfig lake(Fields top) {
    var value = top.node("lake");
    if (value.isEmpty()) {
      return LakeConfig.in(folder.resolve(DEFAULT_LAKE));
    }
    if (value.get() instanceof ScalarNode) {
      var path = top.text("lake").orElse("");
      if (path.contains("://")) {
        problems.add(
            top.line("lake"),
            "'lake' is a folder; for a database or object store write {refs: ..., warehouse: ...}");
        return LakeConfig.in(folder);
      }
      return LakeConfig.in(path(top.line("lake"), path));
    }
    var fields = Fields.of(value.get(), "lake", problems);
    var defaults = LakeConfig.in(folder.resolve(DEFAULT_LAKE));
    var refs = fields.text("refs").map(r -> refs(fields.line("refs"), r)).orElse(defaults.refs());
    var warehouse =
        fields
            .text("warehouse")
            .map(w -> w.contains("://") ? w : path(fields.line("warehouse"), w).toString())
            .orElse(defaults.warehouse());
    var io = fields.node("io").map(this::io).orElse(Map.of());
    fields.refuseOthers(List.of("refs", "warehouse", "io"));
    return new LakeConfig(refs, warehouse, io, defaults.scratch());
  }

  private Refs refs(int line, String value) {
    if (!value.startsWith("jdbc:") && !value.contains("://")) {
      return new Refs.Sqlite(path(line, value));
    }
    if (!value.startsWith("jdbc:postgresql:")) {
      problems.add(line, "'lake.refs' is a file or jdbc:postgresql://..., not another database");
    }
    var password = Pattern.compile("[?&]password=([^&]*)").matcher(value);
    if (password.find() && !Secrets.isWellFormed(password.group(1))) {
      problems.add(line, "a password is never written here; say password=secret:env/NAME");
    }
    if (value.matches("jdbc:postgresql://[^/?]*:[^/?@]*@.*")) {
      problems.add(
          line, "a password is never written here; say ?user=...&password=secret:env/NAME");
    }
    return new Refs.Postgres(value);
  }

  private Map<String, String> io(Node node) {
    var fields = Fields.of(node, "lake.io", problems);
    var io = new LinkedHashMap<String, String>();
    for (var key : fields.names()) {
      var value = fields.text(key).orElse("");
      if (Secrets.isReference(value) && !Secrets.isWellFormed(value)) {
        problems.add(
            fields.line(key), "a secret reference looks like secret:env/NAME or secret:file/PATH");
      } else if (SECRET_KEY.matcher(key).matches() && !Secrets.isReference(value)) {
        problems.add(
            fields.line(key), "'lake.io." + key + "' is a secret; write secret:env/NAME instead");
      }
      io.put(key, value);
    }
    return io;
  }

  private Path path(int line, String text) {
    try {
      return folder.resolve(text).normalize();
    } catch (IllegalArgumentException e) {
      problems.add(line, "'" + text + "' is no path: " + e.getMessage());
      return folder;
    }
  }

  private String text() {
    var file = folder.resolve(Project.FILE);
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new ProjectProblems(
            List.of(
                Project.FILE + " is larger than " + MOST_BYTES + " bytes: is it the right file?"));
      }
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new ProjectProblems(List.of(Project.FILE + " is not UTF-8 text"));
    } catch (IOException e) {
      throw new ProjectProblems(List.of(file + " cannot be read: " + e.getMessage()));
    }
  }

  private @Nullable Node compose(String text) {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(10);
    options.setNestingDepthLimit(20);
    options.setAllowDuplicateKeys(false);
    try {
      return new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      var mark = Optional.ofNullable(e.getProblemMark());
      throw new ProjectProblems(
          List.of(
              Project.FILE
                  + ":"
                  + mark.map(m -> m.getLine() + 1).orElse(1)
                  + ": "
                  + e.getProblem()));
    } catch (YAMLException e) {
      throw new ProjectProblems(List.of(Project.FILE + ": " + e.getMessage()));
    }
  }
}
