package dev.prunella.local.refs;

import java.util.List;

/**
 * The tables, version by version: {@code STEPS.get(n)} leads from version n to n + 1. A step that
 * was released is never changed; a change is a new step.
 *
 * <p>Times are microseconds since 1970. {@code @} stands for where the tables are, {@code #blob}
 * for the type of bytes, {@code #by_key} for what keeps rows in the order of their key. Objects are
 * not kept so: their keys are random, and a commit of 100 tables took twice as long. Nor are
 * journals: their rows may be large, and so kept they would make the tree of keys deep.
 *
 * <p>{@code #by_code_point} is for text that is asked for by ranges: PostgreSQL would otherwise
 * order it as people do, who take case and accents lightly.
 */
final class Schema {
  /** "PRNL": tells a lake's SQLite file from others. */
  static final int APPLICATION_ID = 0x50524e4c;

  static final String POSTGRES_BY_CODE_POINT = " COLLATE \"C\"";

  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              "CREATE TABLE @object (id #blob NOT NULL PRIMARY KEY, bytes #blob NOT NULL)",
              "CREATE TABLE @ref (name TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL,"
                  + " head #blob NOT NULL, guarded INTEGER NOT NULL)#by_key",
              "CREATE TABLE @ref_move (write_no BIGINT NOT NULL, position INTEGER NOT NULL,"
                  + " ref TEXT NOT NULL, from_head #blob, to_head #blob, moved_at BIGINT NOT NULL,"
                  + " moved_by TEXT NOT NULL, why TEXT NOT NULL,"
                  + " PRIMARY KEY (write_no, position))#by_key",
              "CREATE INDEX ref_move_by_ref ON @ref_move (ref, write_no, position)",
              "CREATE INDEX ref_move_by_time ON @ref_move (moved_at)",
              "CREATE TABLE @publication (write_no BIGINT NOT NULL, position INTEGER NOT NULL,"
                  + " branch TEXT NOT NULL, from_head #blob NOT NULL, to_head #blob NOT NULL,"
                  + " published_at BIGINT NOT NULL, published_by TEXT NOT NULL, why TEXT NOT NULL,"
                  + " attested TEXT NOT NULL, PRIMARY KEY (write_no, position))#by_key",
              "CREATE TABLE @lease (id TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL,"
                  + " since BIGINT NOT NULL, expires BIGINT NOT NULL)#by_key",
              "CREATE TABLE @write_counter (last_write BIGINT NOT NULL)",
              "INSERT INTO @write_counter (last_write) VALUES (0)"),
          List.of(
              "CREATE TABLE @journal (stream TEXT#by_code_point NOT NULL, position BIGINT NOT NULL,"
                  + " appended_at BIGINT NOT NULL, appended_by TEXT NOT NULL, kind TEXT NOT NULL,"
                  + " body TEXT NOT NULL, PRIMARY KEY (stream, position))",
              // Every stream has one first entry, so this is the list of streams.
              "CREATE INDEX journal_stream ON @journal (stream) WHERE position = 0"),
          List.of(
              // What a link is about stays where it is: only the chain's beginning has a payload.
              "CREATE TABLE @audit (number BIGINT NOT NULL PRIMARY KEY, noted_at BIGINT NOT NULL,"
                  + " actor TEXT NOT NULL, kind TEXT NOT NULL, source TEXT NOT NULL,"
                  + " subject TEXT#by_code_point NOT NULL, position BIGINT NOT NULL,"
                  + " payload_hash #blob NOT NULL, payload TEXT NOT NULL, previous #blob NOT NULL,"
                  + " hash #blob NOT NULL)#by_key",
              "ALTER TABLE @write_counter ADD COLUMN audit_number BIGINT NOT NULL DEFAULT 0",
              "ALTER TABLE @write_counter ADD COLUMN audit_hash #blob"));

  /** The version that this program writes. */
  static final int VERSION = STEPS.size();

  private Schema() {}

  /** What leads from one version to another. */
  static List<String> forSqlite(int from, int to) {
    return steps(from, to, "", "BLOB", " WITHOUT ROWID", "");
  }

  static List<String> forPostgres(int from, int to, String prefix) {
    return steps(from, to, prefix, "BYTEA", "", POSTGRES_BY_CODE_POINT);
  }

  private static List<String> steps(
      int from, int to, String prefix, String blob, String byKey, String byCodePoint) {
    return STEPS.subList(from, to).stream()
        .flatMap(List::stream)
        .map(
            sql ->
                sql.replace("#blob", blob)
                    .replace("#by_key", byKey)
                    .replace("#by_code_point", byCodePoint)
                    // Last, for the prefix may hold whatever a schema's name may.
                    .replace("@", prefix))
        .toList();
  }
}
