package dev.prunella.incident;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose fault a failure is, and so who or what can cure it. */
public enum FailureClass {
  /** Our own compute, storage, network or permissions. */
  INFRASTRUCTURE,
  /** SQL, Python or configuration that is wrong or no longer fits a changed schema. */
  CODE,
  /** Values or files that are wrong or missing. */
  DATA,
  /** An outside service, or a conflict that a retry resolves. */
  TRANSIENT_THIRD_PARTY;

  /** As files and JSON write it: {@code transient_third_party}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<FailureClass> of(String word) {
    return Arrays.stream(values()).filter(c -> c.word().equals(word)).findFirst();
  }
}
