package dev.prunella.app.view;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.Difference;
import dev.prunella.refs.MergePlan;
import java.util.Comparator;
import java.util.List;

/** What merges and rollbacks would change, as programs and people read it. */
public final class MergeJson {
  private MergeJson() {}

  /** What a plan changes on a branch that stands at {@code head}; nothing where it cannot be. */
  public static List<ChangeJson.View> changes(LocalLake lake, MergePlan plan, Commit head) {
    return switch (plan) {
      case MergePlan.UpToDate(), MergePlan.Conflicted(var _, var _) -> List.of();
      case MergePlan.FastForward(var to, var _) ->
          ChangeJson.of(lake.diff().between(head, lake.lake().commit(to)));
      case MergePlan.Combine(var _, var changes) ->
          ChangeJson.of(
              lake.diff()
                  .of(
                      changes.entrySet().stream()
                          .map(
                              e ->
                                  new Difference(
                                      e.getKey(),
                                      lake.lake().entry(head, e.getKey()),
                                      e.getValue()))
                          .filter(d -> !d.before().equals(d.after()))
                          .sorted(Comparator.comparing(Difference::key))
                          .toList()));
    };
  }
}
