package dev.prunella.app.project;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** The small working project that {@code prunella init} writes, and the schemas beside it. */
public final class Example {
  private static final Path SCHEMAS = Path.of(".prunella", "schema");
  private static final List<String> FILES =
      List.of(
          "sources/orders.yaml",
          "models/staging/stg_orders.sql",
          "models/marts/daily_revenue.sql",
          "landing/2026-01-01.csv",
          "landing/2026-01-02.csv",
          "landing/2026-01-03.csv",
          "README.md");

  private Example() {}

  /** The example's {@code prunella.yaml}. */
  public static String projectFile(String name) throws IOException {
    return resource("prunella.yaml").replace("@NAME@", quoted(name));
  }

  /** A {@code prunella.yaml} that says no more than it must. */
  public static String emptyProjectFile(String name) {
    return """
        # yaml-language-server: $schema=.prunella/schema/prunella.schema.json
        # What this project is called, and where its lake lies. Everything but the name has a default.
        name: %s
        lake: .prunella/lake
        """
        .formatted(quoted(name));
  }

  /**
   * A {@code prunella.yaml} for a dbt project.
   *
   * @param path of its folder
   * @param manifest from that folder; the usual one is left out
   */
  public static String dbtProjectFile(
      String name, String path, String manifest, boolean fullRefresh) {
    return emptyProjectFile(name)
        + """

        # The dbt project stays as it is, and is read in place: run `dbt compile` there when it has changed.
        dbt:
          path: %s
        """
            .formatted(quoted(path))
        + (manifest.equals(Settings.Dbt.USUAL_MANIFEST)
            ? ""
            : "  manifest: %s\n".formatted(quoted(manifest)))
        + (fullRefresh ? "  full_refresh: true\n" : "");
  }

  /** Writes everything but {@code prunella.yaml}; what is there already is left alone. */
  public static void write(Path folder, String name) throws IOException {
    for (var file : FILES) {
      writeNew(folder.resolve(file), resource(file).replace("@TITLE@", oneLine(name)));
    }
    writeNew(folder.resolve(".gitignore"), resource("gitignore"));
  }

  /** Writes the schemas to which YAML files refer in their first line; old ones are replaced. */
  public static void writeSchemas(Path folder) throws IOException {
    var target = Files.createDirectories(folder.resolve(SCHEMAS));
    for (Map.Entry<String, String> schema : Shapes.schemas().entrySet()) {
      var file = target.resolve(schema.getKey());
      if (!Files.exists(file) || !Files.readString(file).equals(schema.getValue())) {
        Files.writeString(file, schema.getValue());
      }
    }
  }

  private static void writeNew(Path file, String text) throws IOException {
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Example.class.getResourceAsStream("example/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file example/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private static String quoted(String text) {
    boolean plain =
        text.matches("[A-Za-z][A-Za-z0-9._-]*")
            && !text.matches("(?i)true|false|null|yes|no|on|off|y|n");
    return plain
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
