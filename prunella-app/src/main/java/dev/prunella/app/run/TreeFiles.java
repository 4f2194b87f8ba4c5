package dev.prunella.app.run;

import dev.prunella.app.project.ProjectFiles;
import dev.prunella.local.code.CodeFile;
import dev.prunella.local.code.CodeFiles;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The project's files in a code tree. Links are not followed: they are no files here. */
record TreeFiles(Path folder, CodeFiles files) implements ProjectFiles {

  @Override
  public List<String> paths() {
    return files.list().stream()
        .filter(file -> file.kind() != CodeFile.Kind.LINK)
        .map(CodeFile::path)
        .toList();
  }

  @Override
  public byte[] read(String path, int mostBytes) {
    var bytes = files.read(path);
    return bytes.length > mostBytes ? Arrays.copyOf(bytes, mostBytes + 1) : bytes;
  }
}
