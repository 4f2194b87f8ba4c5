package dev.prunella.local.gc;

import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two spellings of a location mean one file.
 *
 * <p>In doubt they do: a needed file that is listed in another spelling (a symbolic link in the
 * warehouse's path, {@code s3a} for {@code s3}, letters percent-encoded, composed, or of another
 * case) must not be taken for garbage, and the price is at most a little garbage kept. Thread-safe.
 */
final class Locations {
  private static final int CACHED_DIRECTORIES = 20_000;
  private static final Pattern OTHER_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://");
  private static final Pattern LEADING = Pattern.compile("^/+");
  private static final Pattern S3 = Pattern.compile("^s3[an]:");
  private static final Pattern SLASHES = Pattern.compile("(?<!:)//+");

  private final String root;
  private final String spelledRoot;
  private final Map<Path, Path> realDirectories =
      new LinkedHashMap<>(1024, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Path> eldest) {
          return size() > CACHED_DIRECTORIES;
        }
      };

  /** The warehouse's root as it is configured. */
  Locations(String root) {
    this.spelledRoot = withoutTrailingSlash(root);
    this.root = canonical(spelledRoot + "/x").replaceFirst("/x$", "");
    if (this.root.isEmpty() || this.root.matches("[a-z0-9]+:/*")) {
      throw new LakeException(
          Problem.BAD_REQUEST, "'" + root + "' is too wide to be a lake's warehouse");
    }
  }

  /** The root to list: nothing beside it that merely begins with the same letters. */
  String listing() {
    return spelledRoot + "/";
  }

  /** The location of a path inside the warehouse, as the warehouse's root is spelled. */
  String at(String relative) {
    return spelledRoot + "/" + relative;
  }

  /** What stands for a file; a file is needed if one of its fingerprints is. */
  List<ObjectId> fingerprints(String location) {
    var raw = fingerprint(location);
    return decoded(location).map(d -> List.of(raw, fingerprint(d))).orElse(List.of(raw));
  }

  boolean same(String one, String other) {
    return !Collections.disjoint(fingerprints(one), fingerprints(other));
  }

  /** The path below the warehouse's root; empty when the file lies elsewhere. */
  Optional<String> inside(String location) {
    var path = canonical(location);
    return path.length() > root.length() + 1 && path.startsWith(root + "/")
        ? Optional.of(path.substring(root.length() + 1))
        : Optional.empty();
  }

  /** The path on this machine, if it is one of this machine's files. */
  static Optional<Path> local(String location) {
    try {
      if (location.startsWith("file:")) {
        return Optional.of(Path.of(LEADING.matcher(location.substring(5)).replaceFirst("/")));
      }
      return OTHER_SCHEME.matcher(location).lookingAt()
          ? Optional.empty()
          : Optional.of(Path.of(location));
    } catch (InvalidPathException e) {
      throw new LakeException(
          Problem.STORAGE_FAILED,
          "'" + location + "' cannot be a file's name on this machine; is the locale UTF-8?",
          e);
    }
  }

  private ObjectId fingerprint(String location) {
    var folded = Normalizer.normalize(canonical(location), Normalizer.Form.NFC);
    return ObjectId.of(folded.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
  }

  private String canonical(String location) {
    return local(location)
        .map(path -> real(path.toAbsolutePath().normalize()).toString())
        .orElseGet(() -> SLASHES.matcher(S3.matcher(location).replaceFirst("s3:")).replaceAll("/"));
  }

  /** The path with links in its directories resolved; its own name stays. */
  private Path real(Path path) {
    var parent = path.getParent();
    var name = path.getFileName();
    return parent == null || name == null ? path : realDirectory(parent).resolve(name);
  }

  private Path realDirectory(Path directory) {
    synchronized (realDirectories) {
      var known = realDirectories.get(directory);
      if (known != null) {
        return known;
      }
    }
    var missing = new ArrayList<Path>();
    var at = directory;
    @Nullable Path real = null;
    while (real == null) {
      try {
        real = at.toRealPath();
      } catch (NoSuchFileException e) {
        var parent = at.getParent();
        var name = at.getFileName();
        if (parent == null || name == null) {
          throw new UncheckedIOException(e);
        }
        missing.add(name);
        at = parent;
      } catch (IOException e) {
        throw new LakeException(
            Problem.STORAGE_FAILED, "the directory '" + at + "' cannot be looked at", e);
      }
    }
    for (var name : missing.reversed()) {
      real = real.resolve(name);
    }
    if (missing.isEmpty()) {
      synchronized (realDirectories) {
        realDirectories.put(directory, real);
      }
    }
    return real;
  }

  private static Optional<String> decoded(String location) {
    if (location.indexOf('%') < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(URLDecoder.decode(location.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      // A lone percent sign is part of the name.
      return Optional.empty();
    }
  }

  private static String withoutTrailingSlash(String location) {
    return location.replaceFirst("/+$", "");
  }
}
