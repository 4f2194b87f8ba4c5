package dev.prunella.refs;

import java.util.Optional;

/**
 * Who makes a commit and why.
 *
 * @param code the git tree of the project's code; empty keeps the parent's
 */
public record CommitInfo(String author, String message, Optional<String> code) {

  public static CommitInfo by(String author, String message) {
    return new CommitInfo(author, message, Optional.empty());
  }
}
