package dev.prunella.pipeline;

import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a source brought at once: bytes that are kept, each under the hash of its content.
 *
 * @param parts in the order in which they are read
 */
public record Batch(List<Part> parts, Instant fetchedAt) {

  /**
   * One file, or one answer of a server.
   *
   * @param name for people: the file's path, the page's address; without secrets
   * @param sha256 of its bytes, 64 hexadecimal digits
   * @param location where this machine can read the kept bytes
   */
  public record Part(String name, String sha256, long bytes, String location) {}

  public Batch {
    parts = List.copyOf(parts);
  }

  /** The same for the same bytes in the same order, whatever the files were called. */
  public String id() {
    var hashes = parts.stream().map(Part::sha256).collect(Collectors.joining("\n"));
    return ObjectId.of(hashes.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 32);
  }

  public long bytes() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }
}
