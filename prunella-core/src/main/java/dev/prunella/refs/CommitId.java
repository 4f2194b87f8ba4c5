package dev.prunella.refs;

/** Names one commit of the lake. */
public record CommitId(ObjectId object) implements Comparable<CommitId> {

  /** Reads the 64 hexadecimal digits that {@link #hex()} writes. */
  public static CommitId fromHex(String hex) {
    return new CommitId(ObjectId.fromHex(hex));
  }

  public String hex() {
    return object.hex();
  }

  /** The first twelve digits: enough for people. */
  public String brief() {
    return hex().substring(0, 12);
  }

  @Override
  public int compareTo(CommitId other) {
    return object.compareTo(other.object);
  }

  @Override
  public String toString() {
    return brief();
  }
}
