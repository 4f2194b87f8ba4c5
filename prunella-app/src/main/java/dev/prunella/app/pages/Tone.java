package dev.prunella.app.pages;

import dev.prunella.refs.Publication;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a state looks; the word stands beside it always, for colour alone tells nobody enough. */
public final class Tone {
  private Tone() {}

  /** A class of the style sheet. */
  public static String of(@Nullable String state) {
    return switch (word(state)) {
      case "fresh",
          "healed",
          "passed",
          "published",
          "done",
          "verified",
          "held good",
          "holds",
          "working",
          "running",
          "complete",
          "reused",
          "unchanged",
          "equal",
          "auto" ->
          "good";
      case "stale",
          "failed",
          "fail",
          "killed",
          "asked",
          "proposed",
          "forbid",
          "disproved",
          "differs" ->
          "bad";
      case "held",
          "outdated",
          "older code",
          "open",
          "waiting",
          "undone",
          "published in part",
          "inconclusive",
          "interrupted",
          "over",
          "to review",
          "propose",
          "skipped",
          "cancelled",
          "abort",
          "inputs expired" ->
          "caution";
      case "this" -> "accent";
      default -> "quiet";
    };
  }

  /** How a publication was vouched for: with words beside it, as a state. */
  public static String attested(String words) {
    return words.equals(Publication.Attested.VERIFIED.words())
        ? "good"
        : words.equals(Publication.Attested.RUN_SUCCEEDED.words()) ? "quiet" : "caution";
  }

  /** As people read it. */
  public static String word(@Nullable String state) {
    return state == null ? "" : state.toLowerCase(Locale.ROOT).replace('_', ' ').replace('-', ' ');
  }
}
