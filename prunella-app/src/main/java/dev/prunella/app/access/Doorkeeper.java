package dev.prunella.app.access;

import dev.prunella.app.access.Sessions.Session;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows who comes, by what they show. Thread-safe. */
public final class Doorkeeper {
  private static final String SCHEME = "Bearer ";

  private final Tokens tokens;
  private final Sessions sessions;
  private final LoginLinks links;

  public Doorkeeper(Tokens tokens, Clock clock) {
    this.tokens = tokens;
    this.sessions = new Sessions(clock);
    this.links = new LoginLinks(clock);
  }

  /** Who somebody is. */
  public sealed interface Known {
    /** Shows nothing. */
    record Nobody() implements Known {}

    /** Shows something that is not good, or not any more. */
    record Stranger() implements Known {}

    record By(Principal who, Optional<Session> session) implements Known {
      /** Whether it holds what only our pages hold; a bearer token needs no such proof. */
      public boolean proves(@Nullable String proof) {
        return session
            .map(
                s ->
                    proof != null
                        && MessageDigest.isEqual(
                            s.proof().getBytes(StandardCharsets.UTF_8),
                            proof.getBytes(StandardCharsets.UTF_8)))
            .orElse(true);
      }
    }
  }

  /**
   * Knows somebody by a request's header and cookie. Whoever shows a token is known by that alone.
   *
   * @param authorization the header of that name
   * @param cookie what our cookie holds
   */
  public Known know(@Nullable String authorization, @Nullable String cookie) {
    if (authorization != null) {
      return bearer(authorization)
          .flatMap(tokens::find)
          .<Known>map(
              t ->
                  new Known.By(
                      new Principal(t.name(), t.role(), Principal.By.TOKEN), Optional.empty()))
          .orElseGet(Known.Stranger::new);
    }
    if (cookie == null || cookie.isEmpty()) {
      return new Known.Nobody();
    }
    return sessions
        .find(cookie)
        .filter(s -> s.token().map(hash -> tokens.byHash(hash).isPresent()).orElse(true))
        .<Known>map(s -> new Known.By(s.who(), Optional.of(s)))
        .orElseGet(Known.Stranger::new);
  }

  private static Optional<String> bearer(String authorization) {
    return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? Optional.of(authorization.substring(SCHEME.length()).strip())
        : Optional.empty();
  }

  /** What stands in a link by which somebody logs in once. */
  public String link(String name, Role role) {
    return links.create(name, role);
  }

  /** Logs in by a link; what the cookie is to hold. */
  public Optional<String> loginByLink(String secret) {
    return links.redeem(secret).map(who -> sessions.begin(who, Optional.empty()));
  }

  /** Logs in by a token, which agents cannot; what the cookie is to hold. */
  public Optional<String> loginByToken(String secret) {
    return tokens
        .find(secret.strip())
        .filter(t -> t.role() != Role.AGENT)
        .map(
            t ->
                sessions.begin(
                    new Principal(t.name(), t.role(), Principal.By.SESSION),
                    Optional.of(t.hash())));
  }

  public void logout(Session session) {
    sessions.end(session);
  }
}
