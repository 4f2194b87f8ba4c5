package dev.prunella.local.code;

import java.util.List;
import java.util.Optional;

/** How a code tree stands to the user's own git history. */
public sealed interface Origin {

  /**
   * The tree is, byte for byte, what a commit of the user's repository has for this folder.
   *
   * @param branch empty when no branch is checked out
   */
  record Clean(String commitId, Optional<String> branch) implements Origin {}

  /**
   * The tree differs from the commit that is checked out: it is a code branch of its own.
   *
   * @param changed paths within the project that differ, sorted; a file of the commit that was left
   *     out of the tree is one of them
   */
  record Dirty(String commitId, Optional<String> branch, List<String> changed) implements Origin {
    public Dirty {
      changed = List.copyOf(changed);
    }
  }

  /**
   * There is no commit to compare with.
   *
   * @param why for people: no repository, none that can be read, or one without a commit
   */
  record NoGit(String why) implements Origin {}
}
