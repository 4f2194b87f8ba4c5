package dev.prunella.app.cli;

import dev.prunella.app.diagnose.Corpus;
import dev.prunella.app.diagnose.DbtFailures;
import dev.prunella.app.diagnose.LogText;
import dev.prunella.connect.dbt.DbtException;
import dev.prunella.connect.dbt.DbtManifest;
import dev.prunella.connect.dbt.DbtRunResults;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella diagnose}. */
@Command(
    name = "diagnose",
    description = {
      "Say why something failed: from a log, an error message or dbt's run_results.json.",
      "It needs no lake and no project, changes nothing, and obeys nothing that the text says."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella diagnose task.log",
      "  kubectl logs etl-7 | prunella diagnose -",
      "  prunella diagnose target/run_results.json",
      "  prunella diagnose failures.jsonl --jsonl      a line {\"id\", \"text\"} each, answered by a line each",
      "JSON fields: class (infrastructure, code, data, transient_third_party, unknown), cause, confidence, remedy, words,",
      "evidence, against, alternatives, places, codes, lines, signature; of dbt: failed, skipped, diagnoses."
    })
final class DiagnoseCommand extends ProjectCommand {
  private static final int LOOKED_AT = 16 << 10;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The log, or dbt's run_results.json; - or nothing reads standard input.")
  @Nullable Path file;

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description = "dbt's manifest.json; else the one beside run_results.json, if there is one.")
  @Nullable Path manifest;

  @Option(names = "--jsonl", description = "Read and write one JSON object a line.")
  boolean jsonl;

  @Override
  public Integer call() throws IOException {
    var console = console();
    if (file == null && surroundings().terminal()) {
      throw Failure.usage(
          "there is nothing to diagnose",
          "prunella diagnose FILE, or paste after: prunella diagnose -");
    }
    if (file == null || file.toString().equals("-")) {
      return diagnose(surroundings().in(), "standard input", Optional.empty(), console).code();
    }
    var path = resolve(file);
    requireFile(path);
    try (var in = Files.newInputStream(path)) {
      return diagnose(in, path.toString(), Optional.of(path), console).code();
    }
  }

  private Exit diagnose(InputStream from, String name, Optional<Path> path, Console console)
      throws IOException {
    if (jsonl) {
      return lines(from, console);
    }
    var in = new BufferedInputStream(from, LOOKED_AT);
    in.mark(LOOKED_AT);
    var first = new String(in.readNBytes(LOOKED_AT), StandardCharsets.UTF_8).strip();
    in.reset();
    if (first.isEmpty()) {
      throw new Failure(
          Exit.USAGE, "empty", name + " is empty", "give it the log or the error's message");
    }
    return manifest != null || isResults(first) ? dbt(in, path, console) : text(in, name, console);
  }

  /** dbt writes its metadata first, and in it the name of its schema. */
  private static boolean isResults(String first) {
    return first.startsWith("{") && first.contains("schemas.getdbt.com/dbt/run-results/");
  }

  private Exit lines(InputStream in, Console console) throws IOException {
    var outcome =
        new DiagnoseLines(Corpus.diagnoser(), Prunella.of(spec).redaction()::redact)
            .answer(in, console.out());
    if (outcome.bad() > 0) {
      console.warn(
          Words.count(outcome.bad(), "line")
              + " of "
              + Words.count(outcome.lines())
              + " could not be read; each is answered with an error and its number");
    }
    return Exit.OK;
  }

  private Exit text(InputStream in, String name, Console console) throws IOException {
    var text =
        LogText.read(in)
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.USAGE,
                        "not-text",
                        name + " is a binary file, not text",
                        "give it the log or the error's message"));
    var diagnosis = Corpus.diagnoser().diagnose(redacted(text));
    console.answer(
        DiagnoseViews.view(diagnosis, null),
        () -> new DiagnosePrinter(console).print(diagnosis, null));
    return Exit.OK;
  }

  private Exit dbt(InputStream in, Optional<Path> path, Console console) throws IOException {
    var results = DbtRunResults.read(in);
    var failures = DbtFailures.of(results, manifest(path, console));
    var diagnoser = Corpus.diagnoser();
    var diagnoses =
        failures.nodes().stream().map(node -> diagnoser.diagnose(redacted(node.text()))).toList();
    var views =
        java.util.stream.IntStream.range(0, diagnoses.size())
            .mapToObj(i -> DiagnoseViews.view(diagnoses.get(i), failures.nodes().get(i)))
            .toList();
    console.answer(
        new DiagnoseViews.BuildView(views.size(), failures.skipped(), views),
        () -> {
          var printer = new DiagnosePrinter(console);
          for (int i = 0; i < diagnoses.size(); i++) {
            printer.print(diagnoses.get(i), failures.nodes().get(i));
          }
          console.line(
              console.paint(
                  Ink.DIM,
                  diagnoses.isEmpty()
                      ? "nothing failed in this build"
                      : Words.count(diagnoses.size(), "node")
                          + " failed, "
                          + Words.count(failures.skipped())
                          + " skipped because of "
                          + (diagnoses.size() == 1 ? "it" : "them")));
        });
    return Exit.OK;
  }

  /** A manifest that was named must be readable; one that lies beside only helps. */
  private Optional<DbtManifest> manifest(Optional<Path> results, Console console)
      throws IOException {
    if (manifest != null) {
      var named = resolve(manifest);
      requireFile(named);
      return Optional.of(read(named));
    }
    var beside = results.map(r -> r.resolveSibling("manifest.json")).filter(Files::isRegularFile);
    if (beside.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(read(beside.get()));
    } catch (DbtException e) {
      console.warn("without files and owners: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static DbtManifest read(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return DbtManifest.read(in);
    }
  }

  private static void requireFile(Path path) {
    if (Files.isDirectory(path)) {
      var results = path.resolve("run_results.json");
      throw new Failure(
          Exit.USAGE,
          "is-a-folder",
          path + " is a folder",
          Files.isRegularFile(results)
              ? "prunella diagnose " + Words.shell(results.toString())
              : "name a file in it");
    }
    if (!Files.exists(path)) {
      throw new Failure(
          Exit.NOT_FOUND,
          "no-such-file",
          "there is no file " + path,
          "name a log, or - to read standard input");
    }
  }

  private String redacted(String text) {
    return Prunella.of(spec).redaction().redact(text);
  }
}
