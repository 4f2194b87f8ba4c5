package dev.prunella.app.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The project's bearer tokens, in a file that only its owner reads and that holds their hashes. It
 * is read anew for each question, so that a token that was revoked is refused from then on, also by
 * a server that runs. Thread-safe, and safe beside other processes.
 */
public final class Tokens {
  /** Longest that a token may be good for. */
  public static final int MOST_DAYS = 3650;

  private static final int MOST = 1000;
  private static final long MOST_BYTES = 1 << 20;
  private static final String PREFIX = "prn_";
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_.@+-]{0,79}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Clock clock;
  private final SecureRandom random;
  private volatile @Nullable Known newest;

  /** Which file it was: a change by us is always another one. */
  private record Seen(String key, FileTime modified, long size) {}

  private record Known(Seen of, List<Token> tokens) {}

  private Tokens(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
    this.random = new SecureRandom();
  }

  /** Those of a project. */
  public static Tokens in(Path projectFolder, Clock clock) {
    return new Tokens(
        projectFolder.resolve(".prunella").resolve("access").resolve("tokens.json"), clock);
  }

  /**
   * Makes a token. What it answers is shown once and kept nowhere.
   *
   * @throws LakeException if the name is none, or taken by a token that is good
   */
  public String create(String name, Role role, Duration goodFor, String by) {
    if (!NAME.matcher(name).matches()) {
      throw bad("'" + name + "' is no name for a token: up to 80 letters, digits, _ . @ + -");
    }
    if (goodFor.isNegative()
        || goodFor.isZero()
        || goodFor.compareTo(Duration.ofDays(MOST_DAYS)) > 0) {
      throw bad("a token is good for 1 to " + MOST_DAYS + " days");
    }
    var secret = PREFIX + Secret.fresh(random);
    var now = clock.instant();
    changed(
        tokens -> {
          if (tokens.stream().anyMatch(t -> t.name().equals(name) && t.isGood(now))) {
            throw bad(
                "there is a token '%s' already. Try: prunella token revoke %s"
                    .formatted(name, name));
          }
          tokens.removeIf(t -> t.name().equals(name));
          if (tokens.size() >= MOST) {
            throw bad("there are " + MOST + " tokens already: revoke some");
          }
          tokens.add(new Token(name, role, Secret.hash(secret), now, by, now.plus(goodFor)));
        });
    return secret;
  }

  /** Whether there was one of that name. */
  public boolean revoke(String name) {
    var gone = new boolean[1];
    changed(tokens -> gone[0] = tokens.removeIf(t -> t.name().equals(name)));
    return gone[0];
  }

  /** All that are kept, also those that are not good any more, in the order they were made. */
  public List<Token> list() {
    return read();
  }

  /** The one that somebody shows, where it is good. */
  public Optional<Token> find(String secret) {
    if (!secret.startsWith(PREFIX) || secret.length() > 100) {
      return Optional.empty();
    }
    return byHash(Secret.hash(secret));
  }

  Optional<Token> byHash(String hash) {
    var now = clock.instant();
    return read().stream().filter(t -> t.hash().equals(hash) && t.isGood(now)).findFirst();
  }

  private interface Change {
    void of(List<Token> tokens);
  }

  private synchronized void changed(Change change) {
    try {
      Files.createDirectories(
          file.getParent(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try (var channel =
              FileChannel.open(
                  file.resolveSibling("tokens.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        var tokens = new ArrayList<>(read());
        change.of(tokens);
        write(tokens);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the tokens in " + file + " cannot be kept: " + e, e);
    }
  }

  private void write(List<Token> tokens) throws IOException {
    var root = JSON.createObjectNode();
    var all = root.putArray("tokens");
    for (var token : tokens) {
      all.addObject()
          .put("name", token.name())
          .put("role", token.role().word())
          .put("sha256", token.hash())
          .put("created", token.created().toString())
          .put("by", token.by())
          .put("expires", token.expires().toString());
    }
    // Beside it and then in its place: whoever reads sees all of the old or all of the new.
    var fresh =
        Files.createTempFile(
            file.getParent(),
            "tokens",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(fresh, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What is there now, and what it said if it is the very file that was read last. */
  private List<Token> read() {
    try {
      var is = Files.readAttributes(file, BasicFileAttributes.class);
      if (is.size() > MOST_BYTES) {
        throw bad(file + " is too large to be a list of tokens");
      }
      var seen = new Seen(String.valueOf(is.fileKey()), is.lastModifiedTime(), is.size());
      var known = newest;
      if (known == null || !known.of().equals(seen)) {
        known = new Known(seen, parsed());
        newest = known;
      }
      return known.tokens();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (JsonProcessingException | DateTimeParseException e) {
      throw bad(file + " is no list of tokens any more. Try: remove it, and make new ones");
    } catch (IOException e) {
      throw new UncheckedIOException("the tokens in " + file + " cannot be read: " + e, e);
    }
  }

  private List<Token> parsed() throws IOException {
    var tokens = new ArrayList<Token>();
    for (var one : JSON.readTree(Files.readString(file)).path("tokens")) {
      tokens.add(token(one));
    }
    return List.copyOf(tokens);
  }

  private Token token(JsonNode one) {
    var role = one.path("role").asText();
    return new Token(
        one.path("name").asText(),
        Role.parse(role).orElseThrow(() -> bad(file + ": " + Role.unknown(role))),
        one.path("sha256").asText(),
        Instant.parse(one.path("created").asText()),
        one.path("by").asText(),
        Instant.parse(one.path("expires").asText()));
  }

  private static LakeException bad(String message) {
    return new LakeException(Problem.BAD_REQUEST, message);
  }
}
