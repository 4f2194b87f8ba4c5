package dev.prunella.incident;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The key of what a person is asked to say yes or no to: those of all remedies in it. Remedies are
 * named by columns and files, and whoever sends these gives them their names: what stands between
 * two keys can be part of neither.
 */
public final class ProposalKey {
  private static final String BETWEEN = " & ";

  private ProposalKey() {}

  /** One key of several. */
  public static String of(List<String> remedies) {
    return remedies.stream().map(k -> k.replace("&", "&&")).collect(Collectors.joining(BETWEEN));
  }

  /**
   * The keys of the remedies. Of an older journal, in which nothing told a name's own sign from
   * what stands between, also the whole.
   */
  public static List<String> remediesOf(String proposal) {
    return Stream.concat(
            Stream.of(proposal.split(BETWEEN, -1)).map(k -> k.replace("&&", "&")),
            Stream.of(proposal))
        .distinct()
        .toList();
  }
}
