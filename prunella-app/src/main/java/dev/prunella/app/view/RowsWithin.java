package dev.prunella.app.view;

import dev.prunella.local.duckdb.QueryCursor;

/**
 * A query's rows, until so many characters were read: a row may be as long as it likes, and who
 * asks for a thousand of them may not fill the memory of a process that others need. For one
 * thread.
 */
public final class RowsWithin {
  private final QueryCursor cursor;
  private final long mostCharacters;
  private long characters;
  private boolean cut;

  /**
   * Reads a query from where it stands.
   *
   * @param mostCharacters of all values together; a row that would go beyond is left out, and so is
   *     what comes after it
   */
  public RowsWithin(QueryCursor cursor, long mostCharacters) {
    this.cursor = cursor;
    this.mostCharacters = mostCharacters;
  }

  /** All of them, however long they are. */
  public static RowsWithin all(QueryCursor cursor) {
    return new RowsWithin(cursor, Long.MAX_VALUE);
  }

  /** Moves to the next row; false where there is none that is to be read. */
  public boolean next() {
    if (cut || !cursor.next()) {
      return false;
    }
    if (mostCharacters == Long.MAX_VALUE) {
      return true;
    }
    for (int i = 0; i < cursor.columns().size(); i++) {
      characters += String.valueOf(cursor.text(i)).length();
    }
    cut = characters > mostCharacters;
    return !cut;
  }

  /** The query, at the row that was moved to. */
  public QueryCursor cursor() {
    return cursor;
  }

  /** Whether there were more rows; known once {@link #next} gave false. */
  public boolean truncated() {
    return cut || cursor.truncated();
  }
}
