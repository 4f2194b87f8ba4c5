package dev.prunella.incident;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a question may be answered with. */
public enum Answer {
  /** What is proposed may be done. */
  APPROVE,
  /** What is proposed is not to be done. */
  DENY,
  /** It is to be tried again. */
  RETRY,
  /** Nothing is to be done. */
  DISMISS,
  /** Rows that are unlike their history are right as they are. */
  ACCEPT,
  /** An edit is meant. */
  KEEP,
  /** What could not be proved is right: whoever says so has looked at it. */
  TRUST;

  /** As people, journals and JSON write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty for any other word. */
  public static Optional<Answer> of(String word) {
    return Arrays.stream(values()).filter(a -> a.is(word)).findFirst();
  }

  public boolean is(String word) {
    return word().equals(word);
  }

  /** As a question offers them. */
  public static List<String> words(Answer... answers) {
    return Arrays.stream(answers).map(Answer::word).toList();
  }

  /** Whether it is to be tried again after it: also where it says what is right. */
  public boolean triesAgain() {
    return switch (this) {
      case RETRY, ACCEPT, KEEP -> true;
      // One remedy is, and what it makes; nobody has said that what comes without it is right.
      case APPROVE, DENY, DISMISS, TRUST -> false;
    };
  }

  /** Whether something is published after it: who gives it says what it is about. */
  public boolean publishes() {
    return switch (this) {
      case APPROVE, ACCEPT, KEEP, TRUST -> true;
      case DENY, RETRY, DISMISS -> false;
    };
  }

  /** Whether it says what is right or may be done: publications tell who has. */
  public boolean decides() {
    return switch (this) {
      case APPROVE, DENY, ACCEPT, KEEP, TRUST -> true;
      case RETRY, DISMISS -> false;
    };
  }

  /** Whether it may be about something else than what is proposed: a yes to that stays one. */
  public boolean isBeside() {
    return switch (this) {
      case ACCEPT, KEEP, TRUST -> true;
      case APPROVE, DENY, RETRY, DISMISS -> false;
    };
  }
}
