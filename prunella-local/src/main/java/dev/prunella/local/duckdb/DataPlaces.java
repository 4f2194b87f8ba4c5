package dev.prunella.local.duckdb;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the data files of a lake may lie. Who may write a table names its files, and we read them
 * with our own rights: so only those are read that lie below the warehouse, or below what its owner
 * has allowed besides.
 */
public final class DataPlaces {
  private final List<String> roots;

  /** Folders of this machine and prefixes such as {@code s3://bucket/path}. */
  public DataPlaces(List<String> roots) {
    this.roots = roots.stream().map(DataPlaces::withoutSlash).toList();
  }

  /** For people. */
  @Override
  public String toString() {
    return String.join(" or ", roots);
  }

  boolean hold(String location) {
    return roots.stream().anyMatch(root -> isBelow(root, location));
  }

  private static boolean isBelow(String root, String location) {
    Optional<Path> folder = folder(root);
    Optional<Path> file = LocalFiles.pathOf(location);
    if (folder.isPresent() && file.isPresent()) {
      return isBelow(folder.get(), normal(file.get()));
    }
    String there = plain(location);
    return folder.isEmpty()
        && file.isEmpty()
        && there.startsWith(plain(root) + "/")
        && Arrays.stream(there.split("/", -1)).noneMatch(".."::equals);
  }

  /** The warehouse may have been opened under another name than the one its files were given. */
  private static boolean isBelow(Path folder, Path file) {
    return file.startsWith(folder)
        || LocalFiles.realPath(file).startsWith(LocalFiles.realPath(folder));
  }

  private static Optional<Path> folder(String root) {
    return root.contains("://") && !root.startsWith("file:")
        ? Optional.empty()
        : Optional.of(normal(LocalFiles.pathOf(root).orElseGet(() -> Path.of(root))));
  }

  private static Path normal(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** Iceberg's S3 client takes three schemes for one. */
  private static String plain(String location) {
    return location.replaceFirst("^s3[an]://", "s3://");
  }

  private static String withoutSlash(String root) {
    return root.replaceFirst("(?<=.)/+$", "");
  }
}
