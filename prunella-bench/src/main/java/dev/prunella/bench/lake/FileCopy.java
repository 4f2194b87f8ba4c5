package dev.prunella.bench.lake;

import dev.prunella.bench.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The plain way to a private copy: copying a table's files. The baseline for a branch. */
final class FileCopy {
  private FileCopy() {}

  static Map<String, Object> report(
      BenchLake bench, Map<String, String> tables, Path folder, int rounds) throws Exception {
    var out = new LinkedHashMap<String, Object>();
    for (var table : tables.entrySet()) {
      var from =
          Path.of(bench.load("main", table.getValue()).location().replaceFirst("^file:", ""));
      var times = new Samples();
      for (int i = 0; i < rounds; i++) {
        var to = folder.resolve("copy-" + table.getKey() + "-" + i);
        times.time(() -> copy(from, to));
        delete(to);
      }
      var summary = times.summary();
      summary.put("bytes", size(from));
      out.put("file_copy_" + table.getKey(), summary);
    }
    return out;
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : all(from)) {
      var target = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.copy(file, target);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    for (Path file : all(folder).reversed()) {
      Files.delete(file);
    }
  }

  private static long size(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : all(folder)) {
      bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  private static List<Path> all(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.sorted(Comparator.naturalOrder()).toList();
    }
  }
}
