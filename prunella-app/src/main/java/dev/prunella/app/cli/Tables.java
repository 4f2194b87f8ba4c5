package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.Commit;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.Entry;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/** Names of tables as people type them, and the tables they stand for. */
final class Tables {
  private Tables() {}

  /** Reads {@code orders}, {@code sales.orders} or {@code "odd.name".orders}. */
  static EntryKey name(String text) {
    var levels = new ArrayList<String>();
    int at = 0;
    while (at <= text.length()) {
      var level = new StringBuilder();
      if (at < text.length() && text.charAt(at) == '"') {
        at = quoted(text, at + 1, level);
      } else {
        while (at < text.length() && text.charAt(at) != '.') {
          level.append(text.charAt(at++));
        }
      }
      boolean ends = at == text.length();
      if (level.isEmpty() || (!ends && text.charAt(at) != '.')) {
        throw Failure.usage(
            "'" + text + "' is no name of a table",
            "write it as orders, sales.orders or \"odd.name\".orders");
      }
      levels.add(level.toString());
      if (ends) {
        break;
      }
      at++;
    }
    return EntryKey.relation(levels.toArray(String[]::new));
  }

  /** Appends what stands between quotes; a doubled quote is a quote. Returns what comes after. */
  private static int quoted(String text, int from, StringBuilder level) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '"') {
        level.append(c);
      } else if (at < text.length() && text.charAt(at) == '"') {
        level.append('"');
        at++;
      } else {
        return at;
      }
    }
    throw Failure.usage("'" + text + "' lacks a closing quote", null);
  }

  /** The table at a commit; says what was probably meant when there is none. */
  static Table require(LocalLake lake, Commit commit, EntryKey key) {
    return lake.table(commit, key).orElseThrow(() -> missing(lake, commit, key));
  }

  static LakeException missing(LocalLake lake, Commit commit, EntryKey key) {
    if (lake.lake().entry(commit, key).isPresent()) {
      return new LakeException(Problem.BAD_REQUEST, key + " is a view, not a table");
    }
    var known = all(lake, commit).keySet().stream().map(EntryKey::toString).toList();
    return new LakeException(
        Problem.NO_SUCH_TABLE,
        "there is no table "
            + key
            + " in commit "
            + commit.id()
            + DidYouMean.among(known, key.toString())
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(""));
  }

  /** All tables of a commit by name. */
  static Map<EntryKey, Entry.Table> all(LocalLake lake, Commit commit) {
    var tables = new TreeMap<EntryKey, Entry.Table>();
    lake.lake()
        .entries(
            commit,
            (key, entry) -> {
              if (entry instanceof Entry.Table table) {
                tables.put(key, table);
              }
            });
    return tables;
  }

  /** Columns by name, split at commas. */
  static List<String> columns(List<String> given) {
    return given.stream().flatMap(c -> List.of(c.split(",")).stream()).map(String::strip).toList();
  }
}
