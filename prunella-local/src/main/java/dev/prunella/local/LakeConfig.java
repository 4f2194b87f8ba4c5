package dev.prunella.local;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a lake lies.
 *
 * @param refs the database of refs and commits
 * @param warehouse the folder, or the URI (such as {@code s3://bucket/path}), under which tables
 *     keep their files
 * @param io properties for Iceberg's FileIO; a value may be a secret reference
 * @param scratch a folder for this machine's temporary files: spilled rows, copies of remote files
 */
public record LakeConfig(Refs refs, String warehouse, Map<String, String> io, Path scratch) {

  /** A database of refs. */
  public sealed interface Refs {
    /** A file of this machine; the default. */
    record Sqlite(Path file) implements Refs {}

    /**
     * A PostgreSQL server.
     *
     * @param url a JDBC URL; its {@code password} parameter may be a secret reference and is never
     *     shown
     */
    record Postgres(String url) implements Refs {}
  }

  public LakeConfig {
    io = Map.copyOf(io);
  }

  /** A lake that lies in one folder. */
  public static LakeConfig in(Path folder) {
    var absolute = folder.toAbsolutePath().normalize();
    return new LakeConfig(
        new Refs.Sqlite(absolute.resolve("lake.db")),
        absolute.resolve("warehouse").toString(),
        Map.of(),
        absolute.resolve("tmp"));
  }

  /** The folder of this machine's raw store: what sources brought, beside the temporary files. */
  public Path raw() {
    return scratch.resolveSibling("raw");
  }

  /** Whether the tables' files lie on this machine. */
  public boolean warehouseIsLocal() {
    return !warehouse.matches("[A-Za-z][A-Za-z0-9+.-]*://.*") || warehouse.startsWith("file:");
  }

  /** For people: where the refs are, without any password. */
  public String refsForPeople() {
    return switch (refs) {
      case Refs.Sqlite(var file) -> file.toString();
      case Refs.Postgres(var url) -> url.replaceFirst("\\?.*", "");
    };
  }
}
