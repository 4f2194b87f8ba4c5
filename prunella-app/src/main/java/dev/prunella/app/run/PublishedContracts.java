package dev.prunella.app.run;

import dev.prunella.app.contract.ContractFile;
import dev.prunella.app.contract.ContractReader;
import dev.prunella.app.project.FileKind;
import dev.prunella.app.project.Project;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.Contract;
import dev.prunella.local.LocalLake;
import dev.prunella.local.code.CodeFiles;
import dev.prunella.local.code.CodeStore;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Ref;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** The contracts that main's readers rely on: those of the code that was published last. */
public final class PublishedContracts {
  /** A larger file was never read as a contract. */
  private static final int MOST_BYTES = 1 << 20;

  private PublishedContracts() {}

  /** Those of a project that may never have run; nothing is made on the disk for it. */
  public static List<Contract> of(Project project, LocalLake lake) {
    return at(project, lake.lake().head(Ref.MAIN));
  }

  /** Those of the code that a commit was made with; none where it names no code. */
  public static List<Contract> at(Project project, Commit commit) {
    var git = project.folder().resolve(".prunella").resolve("code.git");
    if (!Files.isDirectory(git)) {
      return List.of();
    }
    try (var code = CodeStore.open(project.folder(), git, new ProjectScope())) {
      return at(commit, code);
    }
  }

  static List<Contract> at(Commit commit, CodeStore code) {
    return commit.code().map(tree -> in(code.read(tree))).orElse(List.of());
  }

  private static List<Contract> in(CodeFiles files) {
    var found = new ArrayList<Contract>();
    for (var file : files.list()) {
      var path = file.path();
      if (FileKind.of(path).filter(FileKind.CONTRACT::equals).isEmpty()) {
        continue;
      }
      var bytes = files.read(path);
      if (bytes.length <= MOST_BYTES) {
        // It was sound when it was published; a later version of this program may see it otherwise.
        var text = new String(bytes, StandardCharsets.UTF_8);
        ContractReader.read(path, text, new Problems().in(path))
            .map(ContractFile::contract)
            .ifPresent(found::add);
      }
    }
    return found;
  }
}
