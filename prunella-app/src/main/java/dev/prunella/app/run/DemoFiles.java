package dev.prunella.app.run;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The project of the demo, which comes with the program. */
public final class DemoFiles {
  private static final String ROOT = "/demo/retail";

  private DemoFiles() {}

  /** Copies the project into a folder, which is made; files that are there are left alone. */
  public static void copyTo(Path folder) throws IOException {
    try {
      var from = DemoFiles.class.getResource(ROOT + "/prunella.yaml");
      if (from == null) {
        throw new IOException("this program was built without the demo's files");
      }
      var uri = from.toURI();
      if (uri.getScheme().equals("jar")) {
        var jar = URI.create(uri.toString().substring(0, uri.toString().indexOf('!')));
        try (var files = FileSystems.newFileSystem(jar, Map.of())) {
          copy(files.getPath(ROOT), folder);
        }
      } else {
        copy(Path.of(uri).resolveSibling(""), folder);
      }
    } catch (URISyntaxException e) {
      throw new IOException("the demo's files cannot be found", e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (var walk = Files.walk(from)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (var file : files) {
      var target = to.resolve(from.relativize(file).toString());
      if (!Files.exists(target)) {
        Files.createDirectories(target.resolveSibling(""));
        Files.copy(file, target);
        // A file that was written just now may be unfinished, and a run would wait for it.
        Files.setLastModifiedTime(target, Files.getLastModifiedTime(file));
      }
    }
  }
}
