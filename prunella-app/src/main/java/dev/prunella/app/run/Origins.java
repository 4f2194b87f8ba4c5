package dev.prunella.app.run;

import dev.prunella.local.code.Origin;

/** Where code comes from, in people's words. */
final class Origins {
  private static final int BRIEF = 12;
  private static final int NAMED = 3;

  private Origins() {}

  static String words(Origin origin) {
    return switch (origin) {
      case Origin.Clean(var commit, var branch) ->
          "git commit " + brief(commit) + branch.map(b -> " of " + b).orElse("");
      case Origin.Dirty(var commit, var branch, var changed) ->
          "a working tree of its own: git commit "
              + brief(commit)
              + branch.map(b -> " of " + b).orElse("")
              + " and uncommitted changes in "
              + String.join(", ", changed.subList(0, Math.min(NAMED, changed.size())))
              + (changed.size() > NAMED ? " and " + (changed.size() - NAMED) + " more" : "");
      case Origin.NoGit(var why) -> "the folder as it is: " + why;
    };
  }

  private static String brief(String commit) {
    return commit.substring(0, Math.min(BRIEF, commit.length()));
  }
}
