package dev.prunella.local.code;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.ignore.IgnoreNode;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a folder's {@code .gitignore} on top of those of the folders above it, as
 * gitignore(5) has it. Rules of the machine, such as {@code core.excludesFile}, do not count: two
 * people must get the same tree.
 */
final class Ignores {
  static final String FILE = ".gitignore";
  private static final long MOST_BYTES = 1 << 20;

  static final Ignores NONE = new Ignores(null, Path.of(""), new IgnoreNode());

  private final @Nullable Ignores above;
  private final Path folder;
  private final IgnoreNode rules;

  private Ignores(@Nullable Ignores above, Path folder, IgnoreNode rules) {
    this.above = above;
    this.folder = folder;
    this.rules = rules;
  }

  /** These rules and those of a folder further down. */
  Ignores in(Path further) throws IOException {
    var file = further.resolve(FILE);
    // As git does, a linked file of rules is not followed.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return this;
    }
    if (Files.size(file) > MOST_BYTES) {
      throw CodeErrors.refused(
          file + " is larger than " + MOST_BYTES + " bytes, too large for rules; shorten it");
    }
    var node = new IgnoreNode();
    try (var in = Files.newInputStream(file)) {
      node.parse(in);
    }
    return new Ignores(this, further, node);
  }

  /** Whether a file is ignored; the folders above it are not asked about. */
  boolean ignore(Path path, boolean isFolder) {
    for (@Nullable Ignores at = this; at != null && at.above != null; at = at.above) {
      var relative = Paths.slashed(at.folder.relativize(path));
      var said = Optional.ofNullable(at.rules.checkIgnored(relative, isFolder));
      if (said.isPresent()) {
        return said.get();
      }
    }
    return false;
  }
}
