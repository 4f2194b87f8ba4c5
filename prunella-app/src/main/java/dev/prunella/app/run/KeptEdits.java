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
  public Optional<String> of(TableName table, String code) {
    return acceptances.of(table, EDIT, code);
  }

  /**
   * Keeps that somebody means an edit.
   *
   * @param code of the edited step, as {@link dev.prunella.pipeline.Step#code()} has it
   */
  public void keep(TableName table, String code, String by, String why) {
    acceptances.accept(table, EDIT, code, by, why);
  }
}
