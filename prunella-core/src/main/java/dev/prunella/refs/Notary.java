package dev.prunella.refs;

import java.util.List;

/**
 * Vouches for publications. It is asked at the one place through which every head that was made
 * ready comes to a branch, so that none of them can be published without it. Thread-safe.
 */
public interface Notary {

  /** Vouches for nothing: for lakes that nobody reads. */
  static Notary nobody() {
    return (_, _) -> List.of();
  }

  /**
   * What is to be kept with a publication, in its transaction; nothing for one that says by none of
   * its entries how it was made.
   *
   * @param entries that come with the publication, not kept yet; what is in journals already was
   *     kept before
   * @throws LakeException if it cannot vouch; then nothing is published
   */
  List<Append> attest(Publication publication, List<Append> entries);
}
