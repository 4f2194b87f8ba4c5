package dev.prunella.bench.heal.world;

import dev.prunella.bench.TemporaryFolder;
import dev.prunella.bench.heal.ground.Ground;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The worlds of one folder, with the server of their sources. A world that is there already, made
 * by the same code from the same ground, is used again: its history takes a minute to make. For one
 * thread, and one process at a time.
 */
public final class Worlds implements AutoCloseable {
  private final Path folder;
  private final long seed;
  private final Connection connection;
  private final FileChannel lockFile;
  private final SourceServer server;

  private Worlds(
      Path folder, long seed, Connection connection, FileChannel lockFile, SourceServer server) {
    this.folder = folder;
    this.seed = seed;
    this.connection = connection;
    this.lockFile = lockFile;
    this.server = server;
  }

  /**
   * Worlds in a folder.
   *
   * @param folder made if it is not there
   * @param seed of names and histories
   * @param connection to an engine of the bench's own
   * @throws IOException if another process works in the folder
   */
  public static Worlds in(Path folder, long seed, Connection connection) throws IOException {
    Files.createDirectories(folder);
    var lockFile =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock(lockFile) == null) {
        throw new IOException(
            "another healbench works in "
                + folder
                + "; wait for its end, or name another --folder");
      }
      return new Worlds(folder, seed, connection, lockFile, server(folder));
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Projects name their sources with a port: worlds that were made for another are useless. */
  private static SourceServer server(Path folder) throws IOException {
    var file = folder.resolve("port");
    int known = Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    var server = SourceServer.at(known);
    Files.writeString(file, server.port() + "\n");
    return server;
  }

  /**
   * A world with so many good intervals; made if it is not there.
   *
   * @param name of a ground that comes with the program, or its folder
   */
  public World world(String name, int history) throws IOException, SQLException {
    var home = folder.resolve(Path.of(name).getFileName() + "-" + history + "-" + seed);
    var copy = folder.resolve("ground-" + Path.of(name).getFileName());
    if (Files.exists(copy)) {
      TemporaryFolder.delete(copy);
    }
    var ground =
        Ground.builtIns().contains(name) ? Ground.builtIn(name, copy) : Ground.read(Path.of(name));
    var made = home.resolve("made-by");
    var key = MadeBy.key(ground) + " " + server.port() + "\n";
    if (Files.exists(made) && Files.readString(made).equals(key)) {
      return World.reopen(home, ground, seed, history, connection, server);
    }
    if (Files.exists(home)) {
      TemporaryFolder.delete(home);
    }
    Files.createDirectories(home);
    var world = World.make(home, ground, seed, history, connection, server);
    // Last: what was left half made has no key, and is made again.
    Files.writeString(made, key);
    return world;
  }

  @Override
  public void close() throws IOException {
    server.close();
    lockFile.close();
  }
}
