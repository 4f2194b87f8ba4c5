package dev.prunella.quality;

import dev.prunella.quality.CodedRows.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds approximate functional dependencies in a sample. Strength is Goodman and Kruskal's idea:
 * how much more often two rows that agree on the left agree on the right than any two rows do, so
 * that a column which is almost constant is determined by nothing, however small the error is.
 */
public final class DependencySearch {
  private static final int MOST_COLUMNS = 64;
  private static final int MOST_COLUMNS_OF_PAIRS = 20;

  /** Fewer groups or rows than these may agree by chance. */
  private static final int LEAST_GROUPS = 8;

  private static final int LEAST_ROWS = 40;

  /** A left side whose groups hold fewer of the rows is a key, of which nothing can be told. */
  private static final double LEAST_SHARE = 0.2;

  private static final double LEAST_SHARE_OF_PAIRS = 0.5;
  private static final double LEAST_STRENGTH = 0.75;
  private static final double LEAST_STRENGTH_OF_PAIRS = 0.9;

  /**
   * A dependency.
   *
   * @param strength from 0, no better than chance, to 1, without exception
   * @param unbroken the share of groups in which all rows agree
   */
  public record Found(List<String> by, String on, double strength, double unbroken, int groups) {
    public Found {
      by = List.copyOf(by);
    }
  }

  private final CodedRows rows;
  private final int[] counts;

  public DependencySearch(CodedRows rows) {
    this.rows = rows;
    this.counts = new int[rows.columns().stream().mapToInt(Column::distinct).max().orElse(0) + 1];
  }

  /** The dependencies, those with one column on the left first. */
  public List<Found> run() {
    var columns = rows.columns().subList(0, Math.min(MOST_COLUMNS, rows.columns().size()));
    var out = new ArrayList<Found>();
    var known = new HashMap<String, Set<String>>();
    for (var left : columns) {
      var groups = groups(left.codes(), left.distinct());
      if (groups.share(rows.rows()) < LEAST_SHARE) {
        continue;
      }
      for (var right : columns) {
        if (right.name().equals(left.name())) {
          continue;
        }
        var found = judge(List.of(left.name()), groups, right, LEAST_STRENGTH);
        if (found != null) {
          out.add(found);
          known.computeIfAbsent(right.name(), k -> new HashSet<>()).add(left.name());
        }
      }
    }
    pairs(columns, known, out);
    return out;
  }

  private void pairs(List<Column> columns, Map<String, Set<String>> known, List<Found> out) {
    var lefts =
        columns.stream()
            .filter(c -> c.distinct() >= 2 && c.distinct() < rows.rows() / 3)
            .limit(MOST_COLUMNS_OF_PAIRS)
            .toList();
    for (int i = 0; i < lefts.size(); i++) {
      for (int j = i + 1; j < lefts.size(); j++) {
        var a = lefts.get(i);
        var b = lefts.get(j);
        var groups = groups(a, b);
        if (groups.share(rows.rows()) < LEAST_SHARE_OF_PAIRS) {
          continue;
        }
        for (var right : columns) {
          // What one column determines already needs no second one.
          if (right.name().equals(a.name())
              || right.name().equals(b.name())
              || known.containsKey(right.name())) {
            continue;
          }
          var found = judge(List.of(a.name(), b.name()), groups, right, LEAST_STRENGTH_OF_PAIRS);
          if (found != null) {
            out.add(found);
          }
        }
      }
    }
  }

  /** Rows in the order of their groups; groups of one row are left out. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Groups(int[] order, int[] ends) {
    double share(int all) {
      return all == 0 ? 0 : (double) order.length / all;
    }
  }

  private Groups groups(Column a, Column b) {
    var ids = new HashMap<Long, Integer>();
    var codes = new int[rows.rows()];
    for (int r = 0; r < codes.length; r++) {
      int x = a.codes()[r];
      int y = b.codes()[r];
      codes[r] =
          x == CodedRows.MISSING || y == CodedRows.MISSING
              ? CodedRows.MISSING
              : ids.computeIfAbsent(((long) x << 32) | y, k -> ids.size());
    }
    return groups(codes, ids.size());
  }

  private static Groups groups(int[] codes, int distinct) {
    var sizes = new int[distinct];
    for (int code : codes) {
      if (code != CodedRows.MISSING) {
        sizes[code]++;
      }
    }
    var at = new int[distinct];
    var ends = new int[distinct];
    int used = 0;
    int groups = 0;
    for (int g = 0; g < distinct; g++) {
      at[g] = used;
      if (sizes[g] >= 2) {
        used += sizes[g];
        ends[groups++] = used;
      }
    }
    var order = new int[used];
    for (int r = 0; r < codes.length; r++) {
      if (codes[r] != CodedRows.MISSING && sizes[codes[r]] >= 2) {
        order[at[codes[r]]++] = r;
      }
    }
    return new Groups(order, Arrays.copyOf(ends, groups));
  }

  private @Nullable Found judge(List<String> by, Groups groups, Column right, double least) {
    var total = new int[right.distinct()];
    double agreeing = 0;
    int supported = 0;
    int judged = 0;
    int unbroken = 0;
    int from = 0;
    for (int end : groups.ends()) {
      int size = 0;
      for (int i = from; i < end; i++) {
        int y = right.codes()[groups.order()[i]];
        if (y != CodedRows.MISSING) {
          counts[y]++;
          size++;
        }
      }
      double same = 0;
      boolean single = false;
      for (int i = from; i < end; i++) {
        int y = right.codes()[groups.order()[i]];
        if (y != CodedRows.MISSING && counts[y] > 0) {
          same += (double) counts[y] * (counts[y] - 1);
          single |= counts[y] == size;
          if (size >= 2) {
            total[y] += counts[y];
          }
          counts[y] = 0;
        }
      }
      if (size >= 2) {
        agreeing += same / (size - 1);
        supported += size;
        judged++;
        unbroken += single ? 1 : 0;
      }
      from = end;
    }
    if (judged < LEAST_GROUPS || supported < LEAST_ROWS) {
      return null;
    }
    double chance = 0;
    for (int n : total) {
      chance += ((double) n / supported) * ((double) n / supported);
    }
    if (chance > 0.999) {
      return null;
    }
    double strength = (agreeing / supported - chance) / (1 - chance);
    return strength < least
        ? null
        : new Found(by, right.name(), strength, (double) unbroken / judged, judged);
  }
}
