package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.fault.Kind.Unplayable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** References that are wrong: files of the project that are loaded as a whole. */
final class ReferenceKinds {
  private ReferenceKinds() {}

  static List<Kind> all() {
    return List.of(
        reference(
            "reference-wrong", "a reference has the values of other rows", ReferenceKinds::rotated),
        reference("reference-missing", "a reference lacks rows", ReferenceKinds::thinned));
  }

  private static Kind reference(String name, String says, UnaryOperator<List<String>> change) {
    return new Kind(
        name,
        Layer.SOURCE,
        Failure.DATA,
        says,
        Set.of(),
        false,
        (_, stage) -> {
          var file = stage.any(references(stage));
          var source = stage.logical(sourceOf(stage, file));
          return new Fault() {
            @Override
            public String told() {
              return says + ": " + file.getFileName();
            }

            @Override
            public Set<String> affects() {
              return Set.of(source);
            }

            @Override
            public void before(Stage on, int tick) throws IOException {
              if (tick == 0) {
                var lines = Files.readAllLines(file);
                var changed = new ArrayList<>(lines.subList(0, 1));
                changed.addAll(change.apply(lines.subList(1, lines.size())));
                on.world()
                    .put(
                        file,
                        (String.join("\n", changed) + "\n").getBytes(StandardCharsets.UTF_8),
                        on.tick());
              }
            }
          };
        });
  }

  private static List<Path> references(Stage stage) throws IOException {
    try (Stream<Path> files = Files.walk(stage.world().project())) {
      return files
          .filter(f -> f.toString().endsWith(".csv") && f.toString().contains("/reference/"))
          .sorted()
          .toList();
    }
  }

  private static String sourceOf(Stage stage, Path file) throws IOException {
    var name = stage.world().project().relativize(file).toString();
    try (Stream<Path> files = Files.walk(stage.world().project().resolve("sources"))) {
      for (var source : files.filter(Files::isRegularFile).sorted().toList()) {
        var lines = Files.readAllLines(source);
        if (lines.contains("files: " + name)) {
          return lines.stream()
              .filter(l -> l.startsWith("source: "))
              .map(l -> l.substring("source: ".length()))
              .findFirst()
              .orElseThrow();
        }
      }
    }
    throw new Unplayable("no source reads " + name);
  }

  /** Each row has the last value of the next. */
  private static List<String> rotated(List<String> rows) {
    var out = new ArrayList<String>();
    for (int i = 0; i < rows.size(); i++) {
      var next = rows.get((i + 1) % rows.size());
      out.add(
          rows.get(i).substring(0, rows.get(i).lastIndexOf(',') + 1)
              + next.substring(next.lastIndexOf(',') + 1));
    }
    return out;
  }

  private static List<String> thinned(List<String> rows) {
    return rows.subList(0, rows.size() / 2);
  }
}
