package dev.prunella.bench.heal.world;

import dev.prunella.app.run.Workspace;
import dev.prunella.bench.heal.ground.Ground;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;

/** By what a world is made: this program's own classes, and a ground's files. */
final class MadeBy {
  /** One class of each part of the program. */
  private static final List<Class<?>> PARTS =
      List.of(Ref.class, LocalLake.class, Workspace.class, MadeBy.class);

  private MadeBy() {}

  /** Another text for another program or another ground. */
  static String key(Ground ground) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var places = new TreeSet<Path>();
      for (var part : PARTS) {
        places.add(Path.of(part.getProtectionDomain().getCodeSource().getLocation().toURI()));
      }
      for (var place : places) {
        add(digest, place);
      }
      add(digest, ground.folder());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | URISyntaxException e) {
      throw new IllegalStateException("the program's own classes cannot be told", e);
    }
  }

  private static void add(MessageDigest digest, Path place) throws IOException {
    try (var walk = Files.walk(place)) {
      for (var file : walk.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(place.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        var bytes = Files.readAllBytes(file);
        digest.update(Integer.toString(bytes.length).getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(bytes);
      }
    }
  }
}
