package dev.prunella.heal;

import java.util.Optional;

/** Whether something could be done about a table, told before anything is wrong with it. */
public sealed interface Reach {

  /**
   * It could.
   *
   * @param when what must have happened, for people
   * @param asksAlways whether a person is asked each time, whatever a policy gives
   */
  record Within(String when, boolean asksAlways) implements Reach {}

  /**
   * It could not, as things stand.
   *
   * @param why a sentence's second half: what is missing
   * @param next what somebody may do about that; empty where it lies in the nature of the thing
   */
  record Beyond(String why, Optional<String> next) implements Reach {}

  static Reach within(String when) {
    return new Within(when, false);
  }

  /** What is never done without a person's word. */
  static Reach asking(String when) {
    return new Within(when, true);
  }

  static Beyond beyond(String why) {
    return new Beyond(why, Optional.empty());
  }

  static Beyond beyond(String why, String next) {
    return new Beyond(why, Optional.of(next));
  }
}
