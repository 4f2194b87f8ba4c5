package dev.prunella.app.project;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.local.LakeConfig;
import dev.prunella.local.LakeConfig.Refs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Where the lake lies, as {@code prunella.yaml} says it. */
final class LakeReader {
  private static final Pattern PASSWORD = Pattern.compile("[?&]password=([^&]*)");

  private final Path folder;
  private final Problems.Of problems;

  private LakeReader(Path folder, Problems.Of problems) {
    this.folder = folder;
    this.problems = problems;
  }

  static LakeConfig read(Fields top, Path folder, Problems.Of problems) {
    return new LakeReader(folder, problems).lake(top);
  }

  private LakeConfig lake(Fields top) {
    var defaults = LakeConfig.in(folder.resolve(Shapes.DEFAULT_LAKE));
    if (top.text("lake").isPresent()) {
      var path = top.text("lake").get();
      return path.contains("://") ? defaults : LakeConfig.in(path(top.line("lake"), path));
    }
    var fields = top.mapping("lake");
    if (fields.isEmpty()) {
      return defaults;
    }
    var lake = fields.get();
    return new LakeConfig(
        lake.text("refs").map(r -> refs(lake.line("refs"), r)).orElse(defaults.refs()),
        lake.text("warehouse")
            .map(w -> w.contains("://") ? w : path(lake.line("warehouse"), w).toString())
            .orElse(defaults.warehouse()),
        lake.mapping("io").map(this::io).orElse(Map.of()),
        defaults.scratch());
  }

  private Refs refs(int line, String value) {
    if (!value.startsWith("jdbc:") && !value.contains("://")) {
      return new Refs.Sqlite(path(line, value));
    }
    if (!value.startsWith("jdbc:postgresql:")) {
      problems.add(line, "'lake.refs' is a file or jdbc:postgresql://..., not another database");
    }
    var password = PASSWORD.matcher(value);
    if (password.find() && !SecretRules.isReference(password.group(1))) {
      problems.add(line, "a password is never written here; say password=secret:env/NAME");
    }
    if (value.matches("jdbc:postgresql://[^/?]*:[^/?@]*@.*")) {
      problems.add(
          line, "a password is never written here; say ?user=...&password=secret:env/NAME");
    }
    return new Refs.Postgres(value);
  }

  private Map<String, String> io(Fields fields) {
    var io = new LinkedHashMap<String, String>();
    for (var key : fields.names()) {
      var value = fields.text(key).orElse("");
      SecretRules.named("lake.io." + key, fields.line(key), key, value, problems);
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
}
