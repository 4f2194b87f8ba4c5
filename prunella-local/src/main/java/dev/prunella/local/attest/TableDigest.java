package dev.prunella.local.attest;

import dev.prunella.refs.Entry;
import dev.prunella.refs.ObjectId;
import java.util.List;
import java.util.Optional;

/**
 * What a table is at a commit, by what Iceberg lists of it.
 *
 * @param metadata of the table's metadata file, which names everything else
 * @param snapshot 0 where the table has none
 * @param added the files that came with this state
 * @param left how many more came, of which nothing is said
 */
record TableDigest(
    Entry.Table entry, ObjectId metadata, long snapshot, List<AddedFile> added, int left) {

  /**
   * A file of rows, or of deletes.
   *
   * @param sha256 empty where its bytes were too many, or are not on this machine
   */
  record AddedFile(String location, long bytes, long records, Optional<ObjectId> sha256) {}

  TableDigest {
    added = List.copyOf(added);
  }
}
