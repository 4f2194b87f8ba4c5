package dev.prunella.local.code;

import dev.prunella.local.iceberg.SyncedFolders;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.UUID;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our own bare repository on the disk: made whole or not at all, synced where JGit does not, and
 * kept from filling up.
 *
 * <p>Each kept tree has the ref {@code refs/prunella/trees/<its id>}, so that no git collects it.
 * The ref's value follows from its name: it needs no lock, which a killed process would leave
 * behind, and two processes cannot disagree. There is one per distinct tree, and beyond {@link
 * #MOST_LOOSE_REFS} files of them they are packed into one.
 */
final class CodeFolder {
  static final String PART = ".part";
  static final int MOST_LOOSE_REFS = 256;

  private static final Logger LOG = LoggerFactory.getLogger(CodeFolder.class);
  private static final String FSYNC_OBJECTS = "fsyncobjectfiles";
  private static final String REFS = "refs/prunella/trees/";
  private static final String JGIT_PART = "noz";
  private static final Duration ABANDONED = Duration.ofDays(1);

  private static final String CONFIG =
      """
      [core]
      \trepositoryformatversion = 0
      \tbare = true
      \tlogallrefupdates = false
      \tfsyncreffiles = true
      [gc]
      \tauto = 0
      \tpruneexpire = never
      """;

  private final Path folder;
  private @Nullable Repository repository;

  private CodeFolder(Path folder) {
    this.folder = folder;
  }

  static CodeFolder open(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      make(folder);
    }
    if (!Files.isRegularFile(folder.resolve("HEAD"))
        || !Files.isDirectory(folder.resolve("objects"))) {
      throw CodeErrors.refused(
          folder + " is no git repository; move it away, and a new one is made");
    }
    return new CodeFolder(folder);
  }

  /** Under another name first, so that whoever finds it finds it whole. */
  private static void make(Path folder) throws IOException {
    var parent = folder.toAbsolutePath().getParent();
    if (parent == null) {
      throw CodeErrors.refused(folder + " cannot be a repository; name a folder in a folder");
    }
    SyncedFolders.create(parent);
    var part = parent.resolve(folder.getFileName() + "-" + UUID.randomUUID() + PART);
    try {
      SyncedFolders.create(part.resolve("objects"));
      SyncedFolders.create(part.resolve("refs/heads"));
      SyncedFolders.create(part.resolve(REFS));
      writeSynced(part.resolve("config"), CONFIG);
      writeSynced(part.resolve("HEAD"), "ref: refs/heads/main\n");
      sync(part);
      Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      sync(parent);
    } catch (FileSystemException e) {
      if (!Files.exists(folder.resolve("HEAD"))) {
        throw e;
      }
      LOG.debug("another process made {} first", folder, e);
    } finally {
      deleteAll(part);
    }
  }

  Path path() {
    return folder;
  }

  /** Opened when it is first asked for: that takes a while, and many commands never ask. */
  synchronized Repository repository() {
    if (repository == null) {
      QuietGit.require();
      var builder = new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare();
      try {
        repository = builder.setMustExist(true).build();
      } catch (IOException e) {
        throw CodeErrors.of("the code store " + folder + " cannot be opened", e);
      }
    }
    return repository;
  }

  synchronized void close() {
    if (repository != null) {
      repository.close();
    }
  }

  /** Its objects are synced before they get their names, whatever the configuration file says. */
  ObjectInserter inserter() {
    repository()
        .getConfig()
        .setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, FSYNC_OBJECTS, true);
    return repository().newObjectInserter();
  }

  boolean isKept(ObjectId tree) {
    try {
      var ref = repository().exactRef(REFS + tree.name());
      return ref != null && tree.equals(ref.getObjectId());
    } catch (IOException e) {
      LOG.debug("the ref of tree {} is damaged and is written again", tree.name(), e);
      return false;
    }
  }

  /**
   * Makes a tree durable, and its ref after it.
   *
   * @param objects all of the tree's; another process may have written some and have died before it
   *     synced the folders that name them
   */
  void keep(ObjectId tree, Collection<ObjectId> objects) throws IOException {
    var home = folder.resolve("objects");
    var fans = new HashSet<String>();
    objects.forEach(id -> fans.add(id.name().substring(0, 2)));
    for (var fan : fans) {
      try {
        sync(home.resolve(fan));
      } catch (NoSuchFileException e) {
        LOG.debug("objects {}* lie in a pack", fan, e);
      }
    }
    sync(home);
    var refs = folder.resolve(REFS);
    SyncedFolders.create(refs);
    var part = folder.resolve("ref-" + UUID.randomUUID() + PART);
    try {
      writeSynced(part, tree.name() + "\n");
      Files.move(part, refs.resolve(tree.name()), StandardCopyOption.ATOMIC_MOVE);
      sync(refs);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Packs refs when there are many, and removes what killed processes left. */
  void tidy(Clock clock) throws IOException {
    if (looseRefs() <= MOST_LOOSE_REFS) {
      return;
    }
    try (var channel =
            FileChannel.open(
                folder.resolve("tidy.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock()) {
      if (lock != null) {
        tidy(lock, clock.instant().minus(ABANDONED));
      }
    } catch (OverlappingFileLockException e) {
      LOG.debug("another thread is tidying {}", folder, e);
    }
  }

  /**
   * @param lock the system gives it back when its holder dies, unlike the lock files of git
   */
  private void tidy(FileLock lock, Instant before) throws IOException {
    if (!lock.isValid()) {
      return;
    }
    removeAbandoned(folder, before);
    removeAbandoned(folder.resolve("objects"), before);
    removeAbandoned(folder.resolve(REFS), before);
    try (var git = new Git(repository())) {
      git.packRefs().setAll(true).call();
    } catch (GitAPIException | RuntimeException e) {
      // JGit reports a foreign lock either way. The refs are as safe loose as packed; next time.
      LOG.warn("the refs in {} could not be packed: {}", folder, e.getMessage());
    }
    sync(folder);
  }

  private long looseRefs() throws IOException {
    try (var refs = Files.list(folder.resolve(REFS))) {
      return refs.limit(MOST_LOOSE_REFS + 1L).count();
    }
  }

  private static void removeAbandoned(Path in, Instant before) throws IOException {
    try (var children = Files.newDirectoryStream(in, CodeFolder::isPart)) {
      for (var child : children) {
        if (Files.getLastModifiedTime(child, LinkOption.NOFOLLOW_LINKS)
            .toInstant()
            .isBefore(before)) {
          Files.deleteIfExists(child);
        }
      }
    } catch (NoSuchFileException e) {
      LOG.debug("another process was quicker", e);
    }
  }

  private static boolean isPart(Path path) {
    var name = String.valueOf(path.getFileName());
    return name.endsWith(PART)
        || name.startsWith(JGIT_PART)
        || (name.endsWith(".lock") && !name.equals("tidy.lock"));
  }

  private static void writeSynced(Path file, String text) throws IOException {
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      var bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      try (var walk = Files.walk(folder)) {
        walk.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    }
  }
}
