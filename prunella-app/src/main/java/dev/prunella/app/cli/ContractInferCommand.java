package dev.prunella.app.cli;

import dev.prunella.app.contract.ContractFile;
import dev.prunella.app.contract.Inference;
import dev.prunella.app.contract.NewContract;
import dev.prunella.local.LocalLake;
import dev.prunella.local.contract.FirstLook;
import dev.prunella.local.engine.OriginColumns;
import dev.prunella.local.engine.Written;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella contract infer}. */
@Command(
    name = "infer",
    description = {
      "Make a first contract of what a table looks like now, for you to edit.",
      "It is printed, or written to a file that is not there yet; no file is ever changed.",
      "Of a table by interval no key is promised before five intervals are there."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella contract infer orders",
      "  prunella contract infer orders -o contracts/orders.odcs.yaml",
      "JSON fields: table, commit, rows, contract (the text), file."
    })
final class ContractInferCommand extends LakeCommand {
  @Parameters(paramLabel = "TABLE", description = "Such as orders or sales.orders.")
  String table = "";

  @Option(
      names = "--at",
      paramLabel = "REV",
      defaultValue = Ref.MAIN,
      description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
  String at = Ref.MAIN;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "A new file, such as contracts/orders.odcs.yaml.")
  @Nullable Path output;

  record View(String table, String commit, long rows, String contract, @Nullable String file) {}

  @Override
  Exit run(LocalLake lake, Console console) throws IOException {
    if (output != null && !ContractFile.isOne(output.toString())) {
      throw Failure.usage(
          "'" + output + "' is no file for a contract", "name it contracts/NAME.odcs.yaml");
    }
    var key = Tables.name(table);
    var commit = lake.lake().resolve(at);
    var found = Tables.require(lake, commit, key);
    var columns =
        found.schema().columns().stream().filter(c -> !OriginColumns.has(c.name())).toList();
    var look = FirstLook.at(lake, found, columns);
    var text =
        Inference.contract(
            TableName.of(key),
            look,
            List.copyOf(found.schema().identifierFieldNames()),
            Written.intervals(found, Inference.LEAST_INTERVALS),
            Optional.empty());
    if (output != null) {
      write(resolve(output), text);
    }
    var written = output == null ? null : output.toString();
    console.answer(
        new View(key.toString(), commit.id().hex(), look.rows(), text, written),
        () -> {
          if (written == null) {
            text.lines().forEach(line -> console.line(Words.safe(line)));
          } else {
            console.line("wrote " + Words.safe(written));
            console.next("edit it, then prunella validate && prunella check " + key);
          }
        });
    return Exit.OK;
  }

  private static void write(Path file, String text) throws IOException {
    try {
      NewContract.write(file, text);
    } catch (FileAlreadyExistsException e) {
      throw new Failure(
          Exit.REFUSED,
          "file-exists",
          file + " exists already, and a contract is changed by people only",
          "print the new one without -o, and compare: prunella contract diff",
          e);
    }
  }
}
