package dev.prunella.app.cli;

import dev.prunella.app.contract.ContractFile;
import dev.prunella.app.contract.ContractReader;
import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.PublishedCode;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.Contract;
import dev.prunella.contract.ContractChange;
import dev.prunella.contract.ContractDiff;
import dev.prunella.local.LocalLake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code prunella contract diff}. */
@Command(
    name = "diff",
    description = {
      "Say in words what changed from one contract to another, and what of it breaks those who rely on it.",
      "Each is a file, a folder of contracts, or a revision of the lake, whose code has them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella contract diff main contracts",
      "  prunella contract diff old.odcs.yaml contracts/orders.odcs.yaml",
      "JSON fields: breaking, changes: [table, column, effect, subject, change, place]."
    })
final class ContractDiffCommand extends LakeCommand {
  private static final int MOST_FILES = 5_000;
  private static final int MOST_BYTES = 1 << 20;
  private static final int DEEPEST = 20;

  @Parameters(index = "0", paramLabel = "A", description = "The earlier one.")
  String before = "";

  @Parameters(index = "1", paramLabel = "B", description = "The later one.")
  String after = "";

  record View(long breaking, List<Change> changes) {}

  record Change(
      String table,
      @org.jspecify.annotations.Nullable String column,
      ContractChange.Effect effect,
      ContractChange.Subject subject,
      String change,
      String place) {}

  @Override
  Exit run(LocalLake lake, Console console) throws IOException {
    var changes = ContractDiff.between(contracts(lake, before), contracts(lake, after));
    var view =
        new View(
            changes.stream().filter(ContractChange::breaks).count(),
            changes.stream()
                .map(
                    c ->
                        new Change(
                            c.table().toString(),
                            c.column().orElse(null),
                            c.effect(),
                            c.subject(),
                            c.sentence(),
                            c.place().toString()))
                .toList());
    console.answer(view, () -> tell(console, changes));
    return Exit.OK;
  }

  private static void tell(Console console, List<ContractChange> changes) {
    if (changes.isEmpty()) {
      console.line("no changes");
      return;
    }
    var grid = new Grid(console);
    for (var change : changes) {
      grid.row(
          Grid.text(
              change.breaks() ? "breaking" : "compatible", change.breaks() ? Ink.BAD : Ink.GOOD),
          Grid.text(change.toString()),
          Grid.text(change.place().toString(), Ink.DIM));
    }
    grid.print("");
  }

  private List<Contract> contracts(LocalLake lake, String named) throws IOException {
    var path = resolve(Path.of(named));
    if (Files.isRegularFile(path)) {
      return read(List.of(path));
    }
    if (Files.isDirectory(path)) {
      try (var files = Files.walk(path, DEEPEST)) {
        return read(
            files
                .filter(f -> ContractFile.isOne(f.toString()) && Files.isRegularFile(f))
                .limit(MOST_FILES)
                .sorted()
                .toList());
      }
    }
    if (ContractFile.isOne(named)) {
      throw new Failure(Exit.NOT_FOUND, "no-such-file", "there is no file " + path, null);
    }
    return PublishedCode.contracts(project(), lake.lake().resolve(named));
  }

  private List<Contract> read(List<Path> files) throws IOException {
    var problems = new Problems();
    var found = new ArrayList<Contract>();
    for (var file : files) {
      var shown = surroundings().folder().relativize(file).toString().replace('\\', '/');
      if (Files.size(file) > MOST_BYTES) {
        problems.in(shown).add(1, "the file is larger than " + MOST_BYTES + " bytes");
        continue;
      }
      var text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      ContractReader.read(shown, text, problems.in(shown))
          .map(ContractFile::contract)
          .ifPresent(found::add);
    }
    if (!problems.none()) {
      throw new ProjectProblems(problems.found().stream().map(Problems.Found::toString).toList());
    }
    return found;
  }
}
