package dev.prunella.connect.openlineage;

import dev.prunella.pipeline.RunId;
import dev.prunella.refs.TableName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The ids of runs and of their steps: derived from names (RFC 9562, version 5), so that whoever
 * tells of the same run, also after a crash, calls it the same.
 */
final class RunUuids {
  private static final UUID URLS = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

  private final UUID lake;

  RunUuids(String lakeId) {
    this.lake = named(URLS, "https://prunella.dev/lake/" + lakeId);
  }

  /**
   * Of a run as a whole.
   *
   * @param from the attempt with which it began, or was resumed: a new life is a new run to others
   */
  UUID run(RunId run, int from) {
    return named(lake, run + "/" + from);
  }

  UUID step(RunId run, TableName table, int attempt) {
    return named(lake, run + "/" + attempt + "/" + table);
  }

  private static UUID named(UUID space, String name) {
    byte[] hash = sha1(space, name);
    hash[6] = (byte) ((hash[6] & 0x0f) | 0x50);
    hash[8] = (byte) ((hash[8] & 0x3f) | 0x80);
    var bytes = ByteBuffer.wrap(hash);
    return new UUID(bytes.getLong(), bytes.getLong());
  }

  /** What RFC 9562 asks for; nothing here rests on it being hard to forge. */
  private static byte[] sha1(UUID space, String name) {
    try {
      var digest = MessageDigest.getInstance("SHA-1");
      var prefix = ByteBuffer.allocate(2 * Long.BYTES);
      prefix.putLong(space.getMostSignificantBits()).putLong(space.getLeastSignificantBits());
      digest.update(prefix.array());
      return digest.digest(name.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK ships SHA-1", e);
    }
  }
}
