package dev.prunella.refs;

import java.nio.charset.StandardCharsets;

/**
 * Which names a branch or a tag may have: nearly all, save those that a revision could not tell
 * apart.
 */
public final class RefNames {

  /** Longest name in bytes of UTF-8. */
  public static final int MAX_BYTES = 255;

  private RefNames() {}

  /** Throws {@link LakeException} with the reason when the name cannot be used. */
  public static void check(String name) {
    String reason = reasonAgainst(name);
    if (!reason.isEmpty()) {
      throw new LakeException(
          Problem.BAD_NAME, "'" + printable(name) + "' cannot name a branch or tag: " + reason);
    }
  }

  private static String reasonAgainst(String name) {
    if (name.isEmpty()) {
      return "it is empty";
    }
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return "it is longer than " + MAX_BYTES + " bytes";
    }
    if (name.codePoints().anyMatch(c -> Character.isISOControl(c) || c == 0xFFFD)) {
      return "it holds a control character";
    }
    if (name.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
      return "it holds half a character (an unpaired surrogate)";
    }
    if (name.codePoints().anyMatch(c -> "~^:?*[\\".indexOf(c) >= 0)) {
      return "it holds one of ~ ^ : ? * [ \\, which revisions need";
    }
    if (name.contains("@{") || name.contains("..")) {
      return "it holds '@{' or '..', which revisions need";
    }
    if (!name.equals(name.strip())) {
      return "it begins or ends with white space";
    }
    if (name.startsWith("-") || name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
      return "it begins with '-' or has an empty part between slashes";
    }
    if (name.matches("[0-9a-f]{6,64}")) {
      return "it reads as a commit id";
    }
    return "";
  }

  private static String printable(String name) {
    var shown = name.length() > 60 ? name.substring(0, 60) + "..." : name;
    return shown.replaceAll("\\p{Cntrl}", "?");
  }
}
