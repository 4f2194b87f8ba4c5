package dev.prunella.local.code;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;

/** A project in a folder, and a store for its code. */
final class CodeProject {
  /** So far ahead that files written just now are settled, and so are not read again. */
  static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

  final Path folder;
  final Path gitFolder;

  CodeProject(Path folder) {
    this.folder = folder;
    this.gitFolder = folder.resolve(".prunella/code.git");
  }

  CodeProject with(String path, String content) {
    return with(path, content.getBytes(StandardCharsets.UTF_8));
  }

  CodeProject with(String path, byte[] content) {
    try {
      var file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CodeStore store() {
    return CodeStore.open(folder, gitFolder, CodeScope.EVERYTHING);
  }

  CodeTree snapshot() {
    return snapshot(CodeLimits.DEFAULT);
  }

  CodeTree snapshot(CodeLimits limits) {
    try (var store = CodeStore.open(folder, gitFolder, CodeScope.EVERYTHING, limits, LATER)) {
      return store.snapshot();
    }
  }

  List<String> paths(CodeTree tree) {
    try (var store = store()) {
      return store.read(tree.id()).list().stream().map(CodeFile::path).toList();
    }
  }

  byte[] bytes(CodeTree tree, String path) {
    try (var store = store()) {
      return store.read(tree.id()).read(path);
    }
  }

  /** Commits all that git would, in a repository that is made around it. */
  static String commit(Path workTree, String message) throws GitAPIException {
    try (var git = Git.init().setDirectory(workTree.toFile()).setInitialBranch("work").call()) {
      git.add().addFilepattern(".").call();
      git.add().addFilepattern(".").setUpdate(true).call();
      return git.commit()
          .setMessage(message)
          .setAuthor("ann", "ann@acme.example")
          .setCommitter("ann", "ann@acme.example")
          .setSign(false)
          .call()
          .name();
    }
  }

  /** Every file below a folder with its bytes and times, to see that nothing was touched. */
  static Map<String, String> everythingIn(Path folder) {
    var all = new TreeMap<String, String>();
    try (var walk = Files.walk(folder)) {
      for (var path : walk.toList()) {
        all.put(
            path.toString(),
            Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS)
                + (Files.isRegularFile(path)
                    ? " " + java.util.Arrays.hashCode(Files.readAllBytes(path))
                    : ""));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
