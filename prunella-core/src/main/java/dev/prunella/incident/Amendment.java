package dev.prunella.incident;

import dev.prunella.refs.TableName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cells of a source's own rows that are to have other values.
 *
 * @param table that is loaded from the source
 * @param place where in the source they are amended, and how that becomes the source's own
 * @param seen names what the staging held otherwise when this was proposed: an approval is for that
 *     and no other
 */
public record Amendment(TableName table, String place, String seen, List<Cell> cells) {
  /** In the key of its remedy: what follows names what was seen around the cells. */
  public static final String AS_OF = " as of ";

  /**
   * A cell, with its values as the source's database writes them.
   *
   * @param key columns that find its row, and their values
   */
  public record Cell(Map<String, String> key, String column, String before, String after) {
    public Cell {
      key = Collections.unmodifiableMap(new TreeMap<>(key));
    }

    /** The same the other way round. */
    public Cell reversed() {
      return new Cell(key, column, after, before);
    }
  }

  public Amendment {
    cells = List.copyOf(cells);
    if (cells.isEmpty()) {
      throw new IllegalArgumentException("an amendment names at least one cell");
    }
  }
}
