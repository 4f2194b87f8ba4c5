package dev.prunella.app.rest;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.apache.iceberg.exceptions.NotAuthorizedException;
import org.jspecify.annotations.Nullable;

/**
 * Decides who comes in. Without tokens this machine is trusted, but not the web pages open on it: a
 * page can send requests to the loopback address, by its own name (DNS rebinding) or across
 * origins, and is told apart by the headers that browsers do not let it forge.
 */
final class Gate {
  private static final Pattern LOCAL =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?", Pattern.CASE_INSENSITIVE);
  private static final String SCHEME = "Bearer ";

  private final List<AccessToken> tokens;

  Gate(List<AccessToken> tokens) {
    this.tokens = tokens;
  }

  /** What the sender of a request may do; throws where it may not come in. */
  Grant admit(Context http) {
    return tokens.isEmpty() ? admitLocal(http) : admitToken(http.header("Authorization"));
  }

  private static Grant admitLocal(Context http) {
    var host = http.header("Host");
    if (host == null || !LOCAL.matcher(host).matches()) {
      throw new ForbiddenException(
          "this server has no token and answers to localhost only, not to '%s'", host);
    }
    if (http.header("Origin") != null) {
      throw new ForbiddenException("this server has no token and does not answer to web pages");
    }
    return new Grant("iceberg rest", Optional.empty(), true);
  }

  private Grant admitToken(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw new NotAuthorizedException("a bearer token is needed");
    }
    byte[] given = digest(header.substring(SCHEME.length()).strip());
    Optional<Grant> grant = Optional.empty();
    for (var token : tokens) {
      // All are compared, in constant time each, so that timing tells nothing.
      if (MessageDigest.isEqual(given, digest(token.secret()))) {
        grant = Optional.of(new Grant(token.name(), token.branch(), token.write()));
      }
    }
    return grant.orElseThrow(() -> new NotAuthorizedException("this token is not known here"));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What a client may do.
   *
   * @param branch the only branch that it may see; empty for all
   */
  record Grant(String name, Optional<String> branch, boolean write) {

    void requireBranch(String asked) {
      if (branch.isPresent() && !branch.get().equals(asked)) {
        throw new ForbiddenException(
            "this token is for branch '%s', not for '%s'", branch.get(), asked);
      }
    }

    void requireWrite() {
      if (!write) {
        throw new ForbiddenException("this token may read, and not write");
      }
    }
  }
}
