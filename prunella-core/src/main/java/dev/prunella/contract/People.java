package dev.prunella.contract;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Who answers for a contract.
 *
 * @param team its name
 * @param members who are in it now
 */
public record People(Optional<String> team, List<Member> members, List<Channel> support) {
  public static final People NOBODY = new People(Optional.empty(), List.of(), List.of());

  /** Somebody in the team. */
  public record Member(String username, Optional<String> role) {}

  /**
   * A way to reach them.
   *
   * @param tool such as {@code slack} or {@code email}
   */
  public record Channel(
      String channel, Optional<String> tool, Optional<String> url, Optional<String> scope) {}

  public People {
    members = List.copyOf(members);
    support = List.copyOf(support);
  }

  /** Whom to ask: the member whose role is owner, else the first one, else the team. */
  public Optional<String> owner() {
    return members.stream()
        .filter(m -> m.role().map(r -> r.toLowerCase(Locale.ROOT).contains("owner")).orElse(false))
        .findFirst()
        .or(() -> members.stream().findFirst())
        .map(Member::username)
        .or(() -> team);
  }
}
