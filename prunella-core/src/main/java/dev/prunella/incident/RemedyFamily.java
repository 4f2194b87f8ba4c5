package dev.prunella.incident;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The ten sorts of remedies. */
public enum RemedyFamily {
  RETRY_LATER("wait, and try again within limits"),
  SCALE_RESOURCE("raise the limit within its budget, spill, or use a larger engine"),
  RESTART_OR_REPROVISION("restart what is down, or set it up anew"),
  PATCH_CODE_OR_SCHEMA_MAPPING("patch the model or the mapping on a branch, and prove it there"),
  QUARANTINE_OR_CORRECT_DATA(
      "quarantine the rows with their reason, or correct them from evidence"),
  ROLLBACK_OR_TIME_TRAVEL("restore the last good state"),
  RERUN_UPSTREAM_OR_BACKFILL("fetch the input again, or run what makes it"),
  ROTATE_OR_GRANT_CREDENTIALS("read the secret again, and ask for the grant that is missing"),
  ASK_HUMAN_OWNER("ask the owner, with the evidence"),
  CONFIG_CHANGE("change the setting");

  private final String words;

  RemedyFamily(String words) {
    this.words = words;
  }

  /** As files and JSON write it: {@code retry_later}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is done, for people. */
  public String words() {
    return words;
  }

  /** Whether it only does the same once more, and changes neither code nor values. */
  public boolean onlyRunsAgain() {
    return this == RETRY_LATER || this == RERUN_UPSTREAM_OR_BACKFILL;
  }

  public static Optional<RemedyFamily> of(String word) {
    return Arrays.stream(values()).filter(r -> r.word().equals(word)).findFirst();
  }
}
