package dev.prunella.app.cli;

import dev.prunella.refs.CommitId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws a history of commits as lanes of characters, one row for each commit, children first.
 *
 * <p>A lane waits for one commit. Lanes that wait for the same commit end in it; a second parent
 * opens a lane.
 */
final class Graph {
  private final List<@Nullable CommitId> lanes = new ArrayList<>();

  /**
   * How one commit is drawn.
   *
   * @param before rows in which lanes come together above it
   * @param line its own row
   * @param after rows in which a lane opens below it
   */
  record Drawn(List<String> before, String line, List<String> after) {}

  Drawn add(CommitId commit, List<CommitId> parents) {
    var before = new ArrayList<String>();
    int lane = lanes.indexOf(commit);
    if (lane < 0) {
      lane = free();
      lanes.set(lane, commit);
    }
    for (int other = lanes.size() - 1; other > lane; other--) {
      if (commit.equals(lanes.get(other))) {
        before.add(bridge(lane, other, '╯'));
        lanes.set(other, null);
      }
    }
    trim();
    var line = row(lane);
    lanes.set(lane, parents.isEmpty() ? null : parents.getFirst());
    var after = new ArrayList<String>();
    if (parents.size() == 2) {
      int second = lanes.indexOf(parents.get(1));
      if (second < 0) {
        second = freeAfter(lane);
        lanes.set(second, parents.get(1));
        after.add(bridge(lane, second, '╮'));
      } else if (second > lane) {
        after.add(bridge(lane, second, '┤'));
      }
    }
    trim();
    return new Drawn(before, line, after);
  }

  private int free() {
    int at = lanes.indexOf(null);
    if (at >= 0) {
      return at;
    }
    lanes.add(null);
    return lanes.size() - 1;
  }

  private int freeAfter(int lane) {
    for (int at = lane + 1; at < lanes.size(); at++) {
      if (lanes.get(at) == null) {
        return at;
      }
    }
    lanes.add(null);
    return lanes.size() - 1;
  }

  private void trim() {
    while (!lanes.isEmpty() && lanes.getLast() == null) {
      lanes.removeLast();
    }
  }

  private String row(int own) {
    var line = new StringBuilder();
    for (int i = 0; i < Math.max(lanes.size(), own + 1); i++) {
      line.append(i == own ? '●' : lane(i)).append(' ');
    }
    return line.toString().stripTrailing();
  }

  private char lane(int i) {
    return i < lanes.size() && lanes.get(i) != null ? '│' : ' ';
  }

  private String bridge(int from, int to, char end) {
    var line = new StringBuilder();
    for (int i = 0; i < Math.max(lanes.size(), to + 1); i++) {
      boolean between = i >= from && i < to;
      char here =
          i == from
              ? '├'
              : i == to ? end : i > from && i < to ? (lane(i) == '│' ? '┼' : '─') : lane(i);
      line.append(here).append(between ? '─' : ' ');
    }
    return line.toString().stripTrailing();
  }
}
