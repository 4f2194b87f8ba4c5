package dev.prunella.app.cli;

import dev.prunella.app.serve.ServeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code prunella serve} that is to do a command, and what shows it who asks. The token comes
 * from the environment or from a file, never from the command line, which others can see.
 */
final class RemoteServer {
  static final String VARIABLE = "PRUNELLA_SERVER";
  static final String TOKEN = "PRUNELLA_TOKEN";

  private static final String EXAMPLE = "--server http://127.0.0.1:8080";
  private static final String MAKE =
      "prunella token create NAME --role ROLE, in the project's folder there; set " + TOKEN;
  private static final Pattern TOKEN_SHAPE = Pattern.compile("[\\x21-\\x7e]{1,400}");
  private static final int MOST_BYTES = 4096;

  private final URI uri;
  private final String token;

  private RemoteServer(URI uri, String token) {
    this.uri = uri;
    this.token = token;
  }

  /**
   * The one that the options or the environment name; empty if none is.
   *
   * @throws Failure if the address or the token is none, or the token would be seen on its way
   */
  static Optional<RemoteServer> named(Common common, Surroundings surroundings) {
    var fromEnvironment = surroundings.environment().getOrDefault(VARIABLE, "").strip();
    var address = common.server == null ? fromEnvironment : common.server.strip();
    if (address.isEmpty() && common.server == null) {
      if (common.serverToken != null || common.serverPlain) {
        throw Failure.usage("--server-token and --server-plain go with --server", EXAMPLE);
      }
      return Optional.empty();
    }
    var uri = address(address);
    if (uri.getScheme().equals("http")
        && !common.serverPlain
        && !ServeConfig.isLocal(uri.getHost())) {
      throw new Failure(
          Exit.REFUSED,
          "plain-http",
          uri.getHost()
              + " is another machine, and by http:// everybody on the way would see the token",
          "name it by https://, or say --server-plain if the way is safe");
    }
    return Optional.of(new RemoteServer(uri, token(common.serverToken, surroundings)));
  }

  private static URI address(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw bad("that is no address");
    }
    var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (uri.getUserInfo() != null || String.valueOf(uri.getRawAuthority()).contains("@")) {
      throw bad(
          "it holds a name or a password, which everybody sees; the token goes into " + TOKEN);
    }
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw bad("it begins with neither http:// nor https://");
    }
    if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw bad("it is more or less than http://HOST:PORT");
    }
    var path = String.valueOf(uri.getRawPath()).replaceFirst("/+$", "");
    return URI.create(scheme + "://" + uri.getRawAuthority() + path);
  }

  /** The address itself is not repeated: it may hold what should not be seen. */
  private static Failure bad(String why) {
    return Failure.usage("the server's address: " + why, EXAMPLE);
  }

  private static String token(@Nullable Path file, Surroundings surroundings) {
    var token =
        file == null
            ? surroundings.environment().getOrDefault(TOKEN, "").strip()
            : read(surroundings.folder().resolve(file));
    if (token.isEmpty()) {
      throw new Failure(Exit.USAGE, "no-token", "a server wants a token, and there is none", MAKE);
    }
    if (!TOKEN_SHAPE.matcher(token).matches()) {
      throw new Failure(Exit.USAGE, "bad-token", "what is given as the token is none", MAKE);
    }
    return token;
  }

  private static String read(Path file) {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new Failure(
          Exit.NOT_FOUND, "no-token", file + " cannot be read: " + e.getMessage(), MAKE, e);
    }
  }

  URI at(String path) {
    return URI.create(uri + path);
  }

  String token() {
    return token;
  }

  /** The address; never the token. */
  @Override
  public String toString() {
    return uri.toString();
  }
}
