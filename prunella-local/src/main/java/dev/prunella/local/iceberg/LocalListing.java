package dev.prunella.local.iceberg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.iceberg.io.FileInfo;

/**
 * Walks directories one at a time, so that a lake of any size can be listed. Files that vanish
 * meanwhile are left out; links are not followed.
 */
final class LocalListing implements Iterator<FileInfo> {
  private final String scheme;
  private final Deque<Path> directories = new ArrayDeque<>();
  private final Deque<FileInfo> files = new ArrayDeque<>();

  LocalListing(String scheme, Path root) {
    this.scheme = scheme;
    look(root);
  }

  @Override
  public boolean hasNext() {
    while (files.isEmpty() && !directories.isEmpty()) {
      open(directories.pop());
    }
    return !files.isEmpty();
  }

  @Override
  public FileInfo next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return files.pop();
  }

  private void open(Path directory) {
    try (var children = Files.newDirectoryStream(directory)) {
      children.forEach(this::look);
    } catch (NoSuchFileException e) {
      // It vanished since it was seen, and with it all that was in it.
      return;
    } catch (IOException e) {
      throw LocalFileIO.problem("cannot list", directory.toString(), e);
    }
  }

  private void look(Path path) {
    try {
      var attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        directories.push(path);
      } else if (attributes.isRegularFile()) {
        files.add(
            new FileInfo(
                scheme + path, attributes.size(), attributes.lastModifiedTime().toMillis()));
      }
    } catch (NoSuchFileException e) {
      // It vanished since its directory was read.
      return;
    } catch (IOException e) {
      throw LocalFileIO.problem("cannot list", path.toString(), e);
    }
  }
}
