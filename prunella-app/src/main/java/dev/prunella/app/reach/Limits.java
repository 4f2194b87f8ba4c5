package dev.prunella.app.reach;

import dev.prunella.app.view.PolicyJson;
import dev.prunella.app.view.ReachJson.Limit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What keeps the healer from doing more by itself, whatever the table.
 *
 * @param policy as it is now
 * @param origin where the rules come from
 * @param ofMain whether it goes by the code of main, for the project's files have problems
 * @param badNotes how many notes are not gone by, for something is wrong with them
 * @param channels how many ways there are to tell people
 */
record Limits(PolicyJson.View policy, String origin, boolean ofMain, int badNotes, int channels) {

  List<Limit> all() {
    var all = new ArrayList<Limit>();
    switch (policy.mode()) {
      case "observe" ->
          add(
              all,
              "mode observe: what a trial has verified is said, and nothing is done",
              "set 'mode' to 'propose' in prunella.yaml, or prunella serve --mode propose");
      case "propose" ->
          add(
              all,
              "mode propose: by itself it only runs the same again",
              "set 'mode' to 'act' in prunella.yaml, and say in policy.yaml what it may do");
      default -> {}
    }
    if (policy.healing().paused()) {
      add(
          all,
          "all healing is paused by " + policy.healing().by() + ": nothing is tried",
          "prunella resume-healing --why '...'");
    }
    if (ofMain) {
      add(
          all,
          "the project's files have problems: it goes by the code of main",
          "prunella validate");
    }
    if (!policy.problems().isEmpty()) {
      add(all, origin, "prunella policy show");
    }
    policy.freezes().stream()
        .filter(PolicyJson.FreezeView::now)
        .forEach(
            f ->
                add(
                    all,
                    "frozen until %s, and only proposed: %s".formatted(f.to(), f.why()),
                    null));
    if (!policy.breakers().isEmpty()) {
      add(
          all,
          policy.breakers().size() + " taken back since the breakers were closed last",
          "prunella policy reset --why '...'");
    }
    if (policy.actionsPerHour() != null && policy.actions() >= policy.actionsPerHour()) {
      add(all, "the budget of " + policy.actionsPerHour() + " actions an hour is used up", null);
    }
    if (badNotes > 0) {
      add(all, badNotes + " problems of notes, which are not gone by", "prunella knowledge lint");
    }
    if (channels == 0) {
      add(
          all,
          "no channel tells people: what is asked waits here until somebody looks",
          "declare 'channels' in prunella.yaml");
    }
    return all;
  }

  private static void add(List<Limit> all, String why, @Nullable String next) {
    all.add(new Limit(why, next));
  }
}
