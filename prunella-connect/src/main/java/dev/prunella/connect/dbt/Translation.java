package dev.prunella.connect.dbt;

import java.util.List;

/** What became of a model's SQL on its way to another engine. */
sealed interface Translation {

  /**
   * It gives there what it gave in the warehouse, but for what the notes say.
   *
   * @param notes sentences
   */
  record Translated(String sql, List<String> notes) implements Translation {
    public Translated {
      notes = List.copyOf(notes);
    }
  }

  /** It might silently give something else. */
  record Refused(String why) implements Translation {}
}
