package dev.prunella.local.attest;

import dev.prunella.refs.Append;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.RefStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where attestations are kept: with each published commit a journal of its own, so that they are in
 * the publication's transaction and in the audit chain like every other entry. A large one takes
 * several entries.
 */
public final class Attestations {
  private static final String PREFIX = "attestation/";
  private static final String KIND = "attested";

  /** Envelopes are ASCII. */
  private static final int PART = Append.MAX_BODY_BYTES;

  private static final int MOST_PARTS = 200;

  private Attestations() {}

  private static String stream(CommitId commit) {
    return PREFIX + commit.hex();
  }

  static List<Append> appends(CommitId commit, Envelope envelope) {
    var text = envelope.text();
    var appends = new ArrayList<Append>();
    for (int from = 0; from < text.length(); from += PART) {
      var part = text.substring(from, Math.min(text.length(), from + PART));
      appends.add(new Append(stream(commit), appends.size(), KIND, part));
    }
    return appends;
  }

  /** The envelope's text; empty for a commit that nobody has vouched for. */
  public static Optional<String> text(RefStore store, CommitId commit) {
    var parts = store.journal(stream(commit), 0, MOST_PARTS);
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(parts.stream().map(JournalEntry::body).collect(Collectors.joining()));
  }

  public static boolean has(RefStore store, CommitId commit) {
    return store.length(stream(commit)) > 0;
  }

  /** The commits that were vouched for, in no order that means anything. */
  public static List<CommitId> commits(RefStore store, int limit) {
    return store.streams(PREFIX, limit).stream()
        .map(stream -> stream.substring(PREFIX.length()))
        .filter(hex -> hex.matches("[0-9a-f]{64}"))
        .map(hex -> new CommitId(ObjectId.fromHex(hex)))
        .toList();
  }
}
