package dev.prunella.local.refs;

import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.RefStore.RefWrite;
import dev.prunella.refs.StoredText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The journals' entries, in one table for all streams. Writers hold the lock on all writes. */
final class JournalTable {
  private final Statements sql;

  JournalTable(Statements sql) {
    this.sql = sql;
  }

  /** The streams that are not where the write expects them. */
  List<String> overtaken(Session session, RefWrite write) throws SQLException {
    var overtaken = new ArrayList<String>();
    for (Map.Entry<String, Long> expected : write.expectedLengths().entrySet()) {
      if (length(session, expected.getKey()) != expected.getValue()) {
        overtaken.add(expected.getKey());
      }
    }
    return overtaken;
  }

  void append(Session session, RefWrite write) throws SQLException {
    var rows =
        write.entries().stream()
            .map(
                e ->
                    new Object[] {
                      e.stream(), e.position(), Times.micros(e.at()), e.by(), e.kind(), e.body()
                    })
            .toList();
    session.updateAll(sql.append, rows);
  }

  List<JournalEntry> entries(Session session, String stream, long from, int limit)
      throws SQLException {
    return canBe(stream)
        ? session.query(sql.journal, JournalTable::entry, stream, from, limit)
        : List.of();
  }

  List<JournalEntry> newest(Session session, String stream, int limit) throws SQLException {
    return canBe(stream)
        ? session.query(sql.newestEntries, JournalTable::entry, stream, limit)
        : List.of();
  }

  long length(Session session, String stream) throws SQLException {
    return canBe(stream) ? session.first(sql.length, row -> row.getLong(1), stream).orElse(0L) : 0;
  }

  List<String> streams(Session session, String prefix, int limit) throws SQLException {
    if (!canBe(prefix)) {
      return List.of();
    }
    var end = firstAfter(prefix);
    return end.isPresent()
        ? session.query(sql.streamsBetween, row -> row.getString(1), prefix, end.get(), limit)
        : session.query(sql.streamsFrom, row -> row.getString(1), prefix, limit);
  }

  /** Whether a database can even be asked for a name. */
  private static boolean canBe(String name) {
    return name.equals(StoredText.of(name));
  }

  /** The first name after all that begin so; none when these are the last of all. */
  private static Optional<String> firstAfter(String prefix) {
    int end = prefix.length();
    while (end > 0) {
      int last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      if (last < Character.MAX_CODE_POINT) {
        // The halves of pairs are no characters of their own.
        int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
        return Optional.of(prefix.substring(0, end) + Character.toString(next));
      }
    }
    return Optional.empty();
  }

  private static JournalEntry entry(ResultSet row) throws SQLException {
    return new JournalEntry(
        row.getString(1),
        row.getLong(2),
        Times.instant(row.getLong(3)),
        row.getString(4),
        row.getString(5),
        row.getString(6));
  }
}
