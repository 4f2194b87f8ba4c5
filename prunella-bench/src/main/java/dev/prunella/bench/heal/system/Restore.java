package dev.prunella.bench.heal.system;

import dev.prunella.pipeline.RunState;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.Ref;
import java.util.List;

/** Takes main back to where it was: all tables, whatever failed. */
final class Restore implements Remedy {

  @Override
  public List<RunState> treat(OpenSystem system, Commit before, List<RunState> failed) {
    var lake = system.workspace.lake().lake();
    if (!failed.isEmpty() && !lake.head(Ref.MAIN).id().equals(before.id())) {
      lake.rollback(
          Ref.MAIN,
          before,
          lake.head(Ref.MAIN),
          CommitInfo.by("healbench", "back to the last good state"));
    }
    return List.of();
  }
}
