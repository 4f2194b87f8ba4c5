package dev.prunella.local.attest;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The bytes of data files, as publications have vouched for them. */
public final class SignedFiles {
  private SignedFiles() {}

  /**
   * The hash of each file that came with a table in a publication; nothing of files of which none
   * was taken, and of a commit that nobody has vouched for.
   */
  public static Map<String, ObjectId> of(LocalLake lake, CommitId commit, TableName table) {
    var hashes = new HashMap<String, ObjectId>();
    Attestations.text(lake.lake().store(), commit)
        .flatMap(Envelope::of)
        .flatMap(Statement::of)
        .ifPresent(
            statement ->
                statement.tables().stream()
                    .filter(t -> t.name().equals(table.toString()))
                    .flatMap(t -> t.added().stream())
                    .forEach(f -> f.sha256().ifPresent(hash -> hashes.put(f.location(), hash))));
    return hashes;
  }

  /** The hash of a file's bytes as they are; empty if it is not there. */
  public static Optional<ObjectId> hash(LocalLake lake, String location) {
    return Digests.sha256(lake.io(), location);
  }
}
