package dev.prunella.app.run;

import dev.prunella.local.engine.EditJudge;
import dev.prunella.local.quality.LakeAcceptances;
import dev.prunella.refs.TableName;
import java.util.Optional;

/** Edits of models that people have said yes to, among what they have accepted of each table. */
public final class KeptEdits implements EditJudge.Kept {
  /** No interval is called so. */
  private static final String EDIT = "edit of the model";

  private final LakeAcceptances acceptances;

  KeptEdits(LakeAcceptances acceptances) {
    this.acceptances = acceptances;
  }

  @Override
  public Optional<String> of(TableName table, String edit) {
    return acceptances.of(table, EDIT, edit);
  }

  /**
   * Keeps that somebody means an edit.
   *
   * @param edit from what to what, as {@link dev.prunella.local.engine.Edits#name} has it
   */
  public void keep(TableName table, String edit, String by, String why) {
    acceptances.accept(table, EDIT, edit, by, why);
  }
}
