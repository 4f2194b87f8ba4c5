package dev.prunella.local.secrets;

import java.util.BitSet;

/**
 * Masks secrets in a text that comes in pieces, such as what a child process prints; also one that
 * is cut between two pieces. Together the pieces read as {@link Redaction#redact} of the whole.
 *
 * <p>Only what may be the beginning of a secret is held back, and never more than the longest
 * secret is in its longest escaped form; where there are secrets too short to be masked anywhere,
 * up to a hundred characters more. For one thread.
 */
public final class RedactedStream {
  private final Redaction redaction;
  private String held = "";

  /** So many characters of what is held are part of a secret that began before them. */
  private int hiddenOfHeld;

  /** Whether the last that was given out is a mask, which then stands for what follows it too. */
  private boolean afterMask;

  RedactedStream(Redaction redaction) {
    this.redaction = redaction;
  }

  /** Takes a piece; gives what can be shown by now, which may be nothing. */
  public String next(String piece) {
    return show(held + piece, true);
  }

  /** Gives what was still held back. The stream may be used again, for another text. */
  public String end() {
    return end("");
  }

  /** Takes the last piece; gives all that is left. */
  String end(String piece) {
    var rest = show(held + piece, false);
    afterMask = false;
    return rest;
  }

  private String show(String text, boolean goesOn) {
    var judgement = redaction.known().judge(text, goesOn);
    var hidden = judgement.hidden();
    hidden.set(0, hiddenOfHeld);
    int end = judgement.decided();
    var shown = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      boolean hide = hidden.get(i);
      if (!hide) {
        shown.append(text.charAt(i));
      } else if (!afterMask) {
        shown.append(Redaction.MASK);
      }
      afterMask = hide;
    }
    held = text.substring(end);
    hiddenOfHeld = end == 0 ? hiddenOfHeld : run(hidden, end);
    return shown.toString();
  }

  private static int run(BitSet hidden, int from) {
    return hidden.nextClearBit(from) - from;
  }
}
