package dev.prunella.app.project;

import dev.prunella.app.policy.PolicyFile;
import dev.prunella.app.policy.PolicyReader;
import dev.prunella.app.yaml.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code policy.yaml} as it was found.
 *
 * @param isThere whether there is such a file
 * @param file what it says; empty when it is not there, or anything is wrong with it
 * @param problems sentences, each with the line
 */
public record PolicyInFolder(boolean isThere, Optional<PolicyFile> file, List<String> problems) {
  public PolicyInFolder {
    problems = List.copyOf(problems);
  }

  /** As it lies in a project's folder now. */
  public static PolicyInFolder of(Path folder) {
    var files = new FolderFiles(folder);
    var problems = new Problems();
    var path = folder.resolve(PolicyFile.NAME);
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return new PolicyInFolder(false, Optional.empty(), List.of());
    }
    try {
      if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        // Code trees have no links: what it points to would never be kept with the runs.
        return new PolicyInFolder(
            true, Optional.empty(), List.of(PolicyFile.NAME + " is no plain file"));
      }
      var at = problems.in(PolicyFile.NAME);
      return found(
          FileText.read(files, PolicyFile.NAME, at)
              .flatMap(file -> PolicyReader.read(file.text(), at)),
          problems);
    } catch (IOException e) {
      throw new UncheckedIOException(PolicyFile.NAME + " cannot be read", e);
    }
  }

  /** As a code tree has it. */
  public static PolicyInFolder of(Optional<String> text) {
    var problems = new Problems();
    return text.map(t -> found(PolicyReader.read(t, problems.in(PolicyFile.NAME)), problems))
        .orElseGet(() -> new PolicyInFolder(false, Optional.empty(), List.of()));
  }

  private static PolicyInFolder found(Optional<PolicyFile> file, Problems problems) {
    return new PolicyInFolder(
        true,
        problems.none() ? file : Optional.empty(),
        problems.found().stream().map(Object::toString).toList());
  }
}
