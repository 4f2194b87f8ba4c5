package dev.prunella.bench.heal.ground;

import dev.prunella.refs.DidYouMean;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The grounds that come with the program: {@code healbench/grounds}, packaged as resources. */
final class BuiltIns {
  static final List<String> NAMES = List.of("orders", "shop", "weather");

  private static final String ROOT = "/dev/prunella/bench/heal/grounds/";

  private BuiltIns() {}

  static void copy(String name, Path target) throws IOException {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "there is no ground '"
              + name
              + "'"
              + DidYouMean.among(NAMES, name)
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse("; there are " + String.join(", ", NAMES)));
    }
    var from = BuiltIns.class.getResource(ROOT + name + "/" + GroundFile.NAME);
    if (from == null) {
      throw new IOException("this program was built without the ground '" + name + "'");
    }
    try {
      var uri = from.toURI();
      if (uri.getScheme().equals("jar")) {
        var place = uri.getRawSchemeSpecificPart();
        var jar = Path.of(URI.create(place.substring(0, place.indexOf("!/"))));
        // By path and not by address: each such file system is its own, and may be open twice.
        try (var files = FileSystems.newFileSystem(jar)) {
          copy(files.getPath(ROOT + name), target);
        }
      } else {
        copy(Path.of(uri).resolveSibling(""), target);
      }
    } catch (URISyntaxException e) {
      throw new IOException("the ground '" + name + "' cannot be found in this program", e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (var file : TextFiles.below(from)) {
      var target = to.resolve(from.relativize(file).toString());
      Files.createDirectories(target.resolveSibling(""));
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
