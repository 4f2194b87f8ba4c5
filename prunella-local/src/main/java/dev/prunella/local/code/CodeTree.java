package dev.prunella.local.code;

import java.util.List;

/**
 * The project's code as it was at one moment.
 *
 * @param id the git tree's id, 40 hexadecimal digits; equal exactly when all paths and bytes are
 * @param origin how it stands to the user's git history
 * @param files how many files and links it has
 * @param leftOut what people may miss in it, sorted by path
 */
public record CodeTree(String id, Origin origin, int files, List<LeftOut> leftOut) {
  public CodeTree {
    leftOut = List.copyOf(leftOut);
  }
}
