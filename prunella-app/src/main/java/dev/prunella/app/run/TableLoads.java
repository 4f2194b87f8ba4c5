package dev.prunella.app.run;

import dev.prunella.local.engine.ReplacedJudge;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunJournal;
import dev.prunella.refs.TableName;

/** How often tables were loaded, by the newest runs that came through. */
record TableLoads(RunJournal journal) implements ReplacedJudge.Loads {
  private static final int MOST_RUNS = 60;

  @Override
  public int of(TableName table, int most) {
    int loads = 0;
    for (var opened : journal.newest(MOST_RUNS)) {
      if (opened.event().tables().contains(table) && cameThrough(opened)) {
        loads++;
        if (loads >= most) {
          break;
        }
      }
    }
    return loads;
  }

  private boolean cameThrough(RunJournal.Opened opened) {
    return journal.newestOf(opened.run()).filter(RunEvent::endsWhole).isPresent();
  }
}
