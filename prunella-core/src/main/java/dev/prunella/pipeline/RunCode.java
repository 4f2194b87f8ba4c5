package dev.prunella.pipeline;

import java.util.Optional;

/**
 * The project's files that a run works by.
 *
 * @param tree the git tree of them; empty for a run that rests on no project
 * @param origin for people: which commit that is, or how it differs from one
 */
public record RunCode(Optional<String> tree, String origin) {
  public static RunCode none() {
    return new RunCode(Optional.empty(), "no project");
  }
}
