package dev.prunella.local.code;

import dev.prunella.local.code.OfferedCommit.Outcome.Made;
import dev.prunella.local.code.OfferedCommit.Outcome.NoRepository;
import dev.prunella.local.code.OfferedCommit.Outcome.NotMade;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Offers a new file to the user's own repository: one commit upon what is checked out, on a branch
 * of its own that was not there. HEAD, the index and the work tree are left as they are, no other
 * branch moves, and nothing of the repository's configuration is run.
 *
 * @param path of the file, from the project's folder
 * @param branch such as {@code prunella/inc-7-orders}
 * @param author whom it comes from: a name, or an address
 */
public record OfferedCommit(
    String path, String text, String branch, String author, Instant at, String message) {
  private static final String COMMITTER = "Prunella";

  /** What came of it. */
  public sealed interface Outcome {
    /**
     * It is there.
     *
     * @param commit its id, in hexadecimal digits
     */
    record Made(String branch, String commit) implements Outcome {}

    /** There is nobody to offer it to. */
    record NoRepository() implements Outcome {}

    /** Nothing was changed, and why, for people. */
    record NotMade(String why) implements Outcome {}
  }

  /** Who has no address has none in the commit. */
  private PersonIdent ident(String who) {
    return new PersonIdent(who, who.contains("@") ? who : "", at, ZoneOffset.UTC);
  }

  /** Makes it in the repository in which a project lies, if it lies in one. */
  public Outcome to(Path project) {
    try {
      var real = project.toRealPath();
      var workTree = UserGit.workTree(real);
      if (workTree.isEmpty()) {
        return new NoRepository();
      }
      QuietGit.require();
      try (var repository =
          new FileRepositoryBuilder()
              .setWorkTree(workTree.get().toFile())
              .setMustExist(true)
              .build()) {
        return to(repository, Paths.slashed(workTree.get().relativize(real.resolve(path))));
      }
    } catch (IOException | RuntimeException e) {
      // A foreign or damaged repository makes JGit throw nearly anything. It is only an offer.
      return new NotMade("the git repository does not take it: " + e.getMessage());
    }
  }

  private Outcome to(Repository repository, String inRepository) throws IOException {
    var name = Constants.R_HEADS + branch;
    if (!Repository.isValidRefName(name)) {
      return new NotMade("'" + branch + "' is no name for a branch");
    }
    if (repository.exactRef(name) != null) {
      return new NotMade("there is a branch " + branch + " already");
    }
    var head = repository.resolve(Constants.HEAD);
    if (head == null) {
      return new NotMade("the git repository has no commit yet");
    }
    try (var commits = new RevWalk(repository)) {
      var parent = commits.parseCommit(head);
      try (var there = TreeWalk.forPath(repository, inRepository, parent.getTree())) {
        if (there != null) {
          return new NotMade("the commit that is checked out has " + inRepository + " already");
        }
      }
      return branchTo(repository, name, commit(repository, parent, inRepository));
    }
  }

  private ObjectId commit(Repository repository, RevCommit parent, String inRepository)
      throws IOException {
    try (var inserter = repository.newObjectInserter()) {
      var commit = new CommitBuilder();
      commit.setTreeId(tree(repository, parent, inRepository, inserter));
      commit.setParentId(parent);
      commit.setAuthor(ident(author));
      commit.setCommitter(ident(COMMITTER));
      commit.setMessage(message);
      var id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }

  /** By an index in memory: the user's own lies elsewhere, and is not looked at. */
  private ObjectId tree(
      Repository repository, RevCommit parent, String inRepository, ObjectInserter inserter)
      throws IOException {
    var index = DirCache.newInCore();
    var builder = index.builder();
    try (var reader = repository.newObjectReader()) {
      builder.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, parent.getTree());
    }
    builder.finish();
    var blob = inserter.insert(Constants.OBJ_BLOB, text.getBytes(StandardCharsets.UTF_8));
    var editor = index.editor();
    editor.add(
        new DirCacheEditor.PathEdit(inRepository) {
          @Override
          public void apply(DirCacheEntry entry) {
            entry.setFileMode(FileMode.REGULAR_FILE);
            entry.setObjectId(blob);
          }
        });
    editor.finish();
    return index.writeTree(inserter);
  }

  private Outcome branchTo(Repository repository, String name, ObjectId commit) throws IOException {
    var update = repository.updateRef(name);
    update.setExpectedOldObjectId(ObjectId.zeroId());
    update.setNewObjectId(commit);
    update.setRefLogIdent(ident(COMMITTER));
    update.setRefLogMessage("prunella: offered", false);
    var result = update.update();
    return switch (result) {
      case NEW -> new Made(branch, commit.name());
      case NOT_ATTEMPTED,
          LOCK_FAILURE,
          NO_CHANGE,
          FORCED,
          FAST_FORWARD,
          REJECTED,
          REJECTED_CURRENT_BRANCH,
          IO_FAILURE,
          RENAMED,
          REJECTED_MISSING_OBJECT,
          REJECTED_OTHER_REASON ->
          new NotMade("the branch " + branch + " cannot be made: " + result);
    };
  }
}
