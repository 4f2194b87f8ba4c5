package dev.prunella.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of programs' folders, from which it can be told whose they are: a process that was killed
 * leaves its folders behind, and the next one of the same machine removes them.
 *
 * @param host a short mark of this machine: on another one, nobody knows whether a process lives
 */
record ProgramFolders(Path root, String host) {
  /** So many are removed at once; the others wait for the next process. */
  private static final int MOST = 1_000;

  /** A process of the same number that began at another second is another one. */
  private static final Pattern OWNED =
      Pattern.compile(".*-(?<host>[0-9a-f]{8})-(?<pid>\\d{1,18})-(?<began>\\d{1,18})-\\d+");

  private static final long SAME_START_SECONDS = 2;

  static ProgramFolders in(Path root) {
    String name;
    try {
      name = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      name = "an unnamed machine";
    }
    return new ProgramFolders(root, String.format(Locale.ROOT, "%08x", name.hashCode()));
  }

  /** For a folder of this process. */
  String prefix(String name) {
    var self = ProcessHandle.current();
    return "%s-%s-%d-%d-".formatted(name, host, self.pid(), began(self));
  }

  /** Those whose process is gone. */
  List<Path> abandoned() {
    try (var there = Files.list(root)) {
      return there
          .filter(folder -> Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS))
          .filter(this::isAbandoned)
          .limit(MOST)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into " + root, e);
    }
  }

  private boolean isAbandoned(Path folder) {
    var owned = OWNED.matcher(String.valueOf(folder.getFileName()));
    if (!owned.matches() || !owned.group("host").equals(host)) {
      return false;
    }
    long began = Long.parseLong(owned.group("began"));
    return ProcessHandle.of(Long.parseLong(owned.group("pid")))
        .filter(there -> isSame(began, began(there)))
        .isEmpty();
  }

  /** In doubt, yes. */
  private static boolean isSame(long began, long found) {
    return began == 0 || found == 0 || Math.abs(began - found) <= SAME_START_SECONDS;
  }

  private static long began(ProcessHandle process) {
    return process.info().startInstant().map(at -> at.getEpochSecond()).orElse(0L);
  }
}
