package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.About;
import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.fault.Kind.Unplayable;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
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
        About.REFERENCE,
        Wanted.NOTHING,
        false,
        (plan, stage) -> {
          var file = stage.any(references(stage, plan));
          var source = sourceOf(stage, file);
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

            @Override
            public void mend(Stage on) throws IOException {
              on.world().putRight(file, on.tick());
            }
          };
        });
  }

  /** The file of the reference that the plan names, or all of them. */
  private static List<Path> references(Stage stage, Planned plan) throws IOException {
    var references = new ArrayList<Path>();
    try (Stream<Path> files = Files.walk(stage.world().project())) {
      files
          .filter(f -> f.toString().endsWith(".csv") && f.toString().contains("/reference/"))
          .sorted()
          .forEach(references::add);
    }
    if (plan.at().isPresent()) {
      for (var file : List.copyOf(references)) {
        if (!sourceOf(stage, file).equals(plan.at().get())) {
          references.remove(file);
        }
      }
    }
    return references;
  }

  /** The table that is loaded from a file, by the ground's own name. */
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
              .map(stage::logical)
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
