package dev.prunella.app.access;

import dev.prunella.refs.DidYouMean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody may do. Each of the people's roles may do what those before it may; an agent's is
 * apart: it may use what is made for agents, and nothing else.
 */
public enum Role {
  /** Sees how things stand; no rows, and no words in which a value of one may stand. */
  VIEWER,
  /** Sees values as well, stops all healing, has publications verified. */
  OPERATOR,
  /** Answers for people: approves, denies, takes back. */
  APPROVER,
  /** Lets healing go on that somebody has stopped. */
  ADMIN,
  AGENT;

  /** Whether whoever has this role may do what needs that one. */
  public boolean covers(Role least) {
    return (this == AGENT || least == AGENT) ? this == least : compareTo(least) >= 0;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(Role::word).toList();
  }

  public static Optional<Role> parse(String word) {
    return Arrays.stream(values()).filter(r -> r.word().equals(word)).findFirst();
  }

  /** What is wrong with a word that is none. */
  public static String unknown(String word) {
    return "'%s' is no role%s: one of %s"
        .formatted(
            word,
            DidYouMean.among(words(), word).map(w -> "; did you mean '" + w + "'?").orElse(""),
            String.join(", ", words()));
  }
}
