package dev.prunella.local.code;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Two code trees side by side. */
final class CodeComparison {
  /** Beyond this, finding the shortest difference of two files could take minutes. */
  private static final int MOST_COMPARED = 1 << 20;

  private final CodeFolder folder;
  private final ObjectId before;
  private final ObjectId after;

  CodeComparison(CodeFolder folder, ObjectId before, ObjectId after) {
    this.folder = folder;
    this.before = before;
    this.after = after;
  }

  CodeDiff paths() {
    return CodeFiles.reading(
        folder,
        before,
        reader -> {
          var added = new ArrayList<String>();
          var changed = new ArrayList<String>();
          var removed = new ArrayList<String>();
          for (var entry : entries(reader, TreeFilter.ANY_DIFF)) {
            switch (entry.getChangeType()) {
              case ADD -> added.add(entry.getNewPath());
              case DELETE -> removed.add(entry.getOldPath());
              case MODIFY, RENAME, COPY -> changed.add(entry.getNewPath());
            }
          }
          return new CodeDiff(added, changed, removed);
        });
  }

  String text(String path) {
    if (path.isEmpty()) {
      throw CodeErrors.refused("name the file to compare");
    }
    for (var tree : List.of(before, after)) {
      CodeFiles.reading(folder, tree, reader -> requireComparable(reader, tree, path));
    }
    return CodeFiles.reading(
        folder,
        before,
        reader -> {
          var out = new ByteArrayOutputStream();
          try (var formatter = new DiffFormatter(out)) {
            formatter.setRepository(folder.repository());
            formatter.setPathFilter(PathFilter.create(path));
            for (var entry : formatter.scan(before, after)) {
              formatter.format(entry);
            }
            formatter.flush();
          }
          return out.toString(StandardCharsets.UTF_8);
        });
  }

  private static boolean requireComparable(ObjectReader reader, ObjectId tree, String path)
      throws IOException {
    try (var walk = TreeWalk.forPath(reader, path, tree)) {
      if (walk != null
          && !walk.isSubtree()
          && reader.getObjectSize(walk.getObjectId(0), ObjectReader.OBJ_ANY) > MOST_COMPARED) {
        throw CodeErrors.refused(
            path + " is too large to be compared: more than " + MOST_COMPARED + " bytes");
      }
    }
    return true;
  }

  private List<DiffEntry> entries(ObjectReader reader, TreeFilter filter) throws IOException {
    try (var walk = new TreeWalk(reader)) {
      walk.addTree(before);
      walk.addTree(after);
      walk.setRecursive(true);
      walk.setFilter(filter);
      return DiffEntry.scan(walk);
    }
  }
}
