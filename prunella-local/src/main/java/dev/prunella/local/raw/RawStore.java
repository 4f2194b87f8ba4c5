package dev.prunella.local.raw;

import dev.prunella.local.iceberg.SyncedFolders;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import dev.prunella.refs.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Keeps bytes in a folder under their hash: {@code sha256/ab/cdef...}.
 *
 * <p>An object is there whole or not at all, and durable before its hash is given out. The same
 * bytes are stored once. Many processes and threads may use one folder. What goes wrong is a {@link
 * LakeException}, and leaves nothing behind.
 *
 * <p>A writer that keeps an object, or {@link #renew}s one, is safe from sweeps for the minimum
 * age; one that works for longer holds a lease of {@link dev.prunella.local.gc.Leases}, as for the
 * files of tables.
 */
public final class RawStore {
  static final String PART = ".part";
  private static final int BUFFER_BYTES = 128 * 1024;

  private final Path folder;
  private final Path objects;
  private final Path parts;
  private final StoreLock lock;
  private final Clock clock;

  private RawStore(Path folder, Clock clock) {
    this.folder = folder;
    this.objects = folder.resolve("sha256");
    this.parts = folder.resolve("tmp");
    this.lock = new StoreLock(folder.resolve("lock"));
    this.clock = clock;
  }

  /** In a folder that is made when missing, with this machine's clock. */
  public static RawStore in(Path folder) {
    return in(folder, Clock.systemUTC());
  }

  /**
   * In a folder that is made when missing.
   *
   * @param clock says when an object was kept
   */
  public static RawStore in(Path folder, Clock clock) {
    try {
      SyncedFolders.create(folder.resolve("sha256"));
      SyncedFolders.create(folder.resolve("tmp"));
      return new RawStore(folder.toRealPath(), clock);
    } catch (IOException e) {
      throw RawErrors.storage("the raw store " + folder + " cannot be made", e);
    }
  }

  /** Keeps a file's bytes. */
  public RawObject keep(Path file) {
    return keep(file, RawLimits.DEFAULT);
  }

  /** Keeps a file's bytes. */
  public RawObject keep(Path file, RawLimits limits) {
    try (var in = Files.newInputStream(file)) {
      return keep(in, file.toString(), limits);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /**
   * Keeps what a stream gives, to its end; the caller closes it.
   *
   * @throws LakeException {@link Problem#BAD_REQUEST} if it cannot be read or gives more than the
   *     limits allow
   */
  public RawObject keep(InputStream in, RawLimits limits) {
    return keep(in, "the source", limits);
  }

  private RawObject keep(InputStream in, String source, RawLimits limits) {
    var part = parts.resolve(UUID.randomUUID() + PART);
    try {
      var written = write(in, source, part, limits);
      boolean isNew = lock.with(() -> name(part, written.hash()));
      return new RawObject(written.hash(), written.bytes(), isNew);
    } catch (IOException e) {
      throw RawErrors.storage(source + " cannot be kept in " + folder, e);
    } finally {
      discard(part);
    }
  }

  private record Written(ObjectId hash, long bytes) {}

  private Written write(InputStream in, String source, Path part, RawLimits limits)
      throws IOException {
    var digest = sha256();
    long bytes = 0;
    try (var out =
        FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var buffer = new byte[BUFFER_BYTES];
      for (int n = read(in, source, buffer); n >= 0; n = read(in, source, buffer)) {
        bytes += n;
        if (bytes > limits.bytes()) {
          throw new LakeException(
              Problem.BAD_REQUEST,
              source
                  + " has more than "
                  + limits.bytes()
                  + " bytes, which is the limit; split it, or raise the limit");
        }
        digest.update(buffer, 0, n);
        var next = ByteBuffer.wrap(buffer, 0, n);
        while (next.hasRemaining()) {
          out.write(next);
        }
      }
      out.force(true);
    }
    return new Written(ObjectId.fromBytes(digest.digest()), bytes);
  }

  private static int read(InputStream in, String source, byte[] buffer) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw unreadable(source, e);
    }
  }

  private static LakeException unreadable(String source, IOException cause) {
    return new LakeException(
        Problem.BAD_REQUEST,
        source
            + (cause instanceof NoSuchFileException
                ? " is not there"
                : " cannot be read: " + cause.getClass().getSimpleName() + " " + cause.getMessage())
            + "; nothing of it was kept",
        cause);
  }

  /**
   * Takes the place of an object of that name, if there is one: the bytes are the same unless that
   * one was damaged, and now it is young.
   */
  private boolean name(Path part, ObjectId hash) throws IOException {
    var path = path(hash);
    SyncedFolders.create(fan(hash));
    boolean isNew = !Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    // Afterwards: as a part that looks old it might be taken for a killed writer's.
    Files.setLastModifiedTime(path, FileTime.from(clock.instant()));
    sync(fan(hash));
    return isNew;
  }

  /** Where an object's bytes are, or would be. */
  public Path path(ObjectId hash) {
    return fan(hash).resolve(hash.hex().substring(2));
  }

  public boolean has(ObjectId hash) {
    return Files.isRegularFile(path(hash), LinkOption.NOFOLLOW_LINKS);
  }

  /** An object's bytes, unverified; the caller closes the stream. */
  public InputStream open(ObjectId hash) {
    try {
      return Files.newInputStream(path(hash), LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw lost(hash, e);
    }
  }

  /**
   * Reads all of an object.
   *
   * @throws LakeException {@link Problem#FILE_MISSING} if it is gone, {@link Problem#LAKE_DAMAGED}
   *     if it was cut off or changed
   */
  public void verify(ObjectId hash) {
    var digest = sha256();
    long bytes = 0;
    try (var in = open(hash)) {
      var buffer = new byte[BUFFER_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        bytes += n;
      }
    } catch (IOException e) {
      throw RawErrors.storage("the raw object " + hash + " in " + folder + " cannot be read", e);
    }
    if (!ObjectId.fromBytes(digest.digest()).equals(hash)) {
      throw new LakeException(
          Problem.LAKE_DAMAGED,
          "the raw object "
              + hash
              + " was cut off or changed: its "
              + bytes
              + " bytes in "
              + path(hash)
              + " have another hash. Keep the source's bytes again, or restore the file");
    }
  }

  /**
   * Makes an object young again, for a writer that is about to name one it did not bring.
   *
   * @throws LakeException {@link Problem#FILE_MISSING} if it is gone
   */
  public void renew(ObjectId hash) {
    try {
      lock.with(() -> Files.setLastModifiedTime(path(hash), FileTime.from(clock.instant())));
    } catch (IOException e) {
      throw lost(hash, e);
    }
  }

  private LakeException lost(ObjectId hash, IOException e) {
    return e instanceof NoSuchFileException
        ? new LakeException(
            Problem.FILE_MISSING, "the raw object " + hash + " is not in " + folder, e)
        : RawErrors.storage("the raw object " + hash + " in " + folder + " cannot be read", e);
  }

  /**
   * Deletes what nothing needs, beside writers at work. Can be killed and run again.
   *
   * @param minimumAge younger objects stay, for writers that have not named them yet
   */
  public RawReport sweep(Predicate<ObjectId> needed, Duration minimumAge, boolean dryRun) {
    return sweep(RawNeeds.of(needed, clock.instant().minus(minimumAge)), dryRun);
  }

  /** Deletes what nothing needs, beside writers at work. Can be killed and run again. */
  public RawReport sweep(RawNeeds needs, boolean dryRun) {
    try {
      return new RawSweep(objects, parts, lock, needs, dryRun).run();
    } catch (IOException e) {
      throw RawErrors.storage("the raw store " + folder + " cannot be swept", e);
    }
  }

  private Path fan(ObjectId hash) {
    return objects.resolve(hash.hex().substring(0, 2));
  }

  private void discard(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw RawErrors.storage("the unfinished file " + part + " cannot be deleted", e);
    }
  }

  private static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK ships SHA-256", e);
    }
  }
}
