package dev.prunella.bench.heal.fault;

import dev.prunella.bench.heal.fault.Kind.About;
import dev.prunella.bench.heal.fault.Kind.Failure;
import dev.prunella.bench.heal.fault.Kind.Layer;
import dev.prunella.bench.heal.fault.Kind.Unplayable;
import dev.prunella.local.LocalLake;
import dev.prunella.local.duckdb.Sql;
import dev.prunella.refs.Change;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.EntryKey;
import dev.prunella.refs.Ref;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** What people do to main, by mistake, between two runs. */
final class PeopleKinds {
  private PeopleKinds() {}

  static List<Kind> all() {
    return List.of(
        kind("table-dropped", "somebody drops a table", PeopleKinds::drop),
        rows(
            "rows-deleted",
            "somebody deletes rows of a table",
            "SELECT * FROM %s LIMIT (SELECT count(*) * 4 // 5 FROM %s)"),
        rows(
            "rows-doubled",
            "somebody loads a table's rows once more",
            "SELECT * FROM %s UNION ALL SELECT * FROM %s"),
        rows(
            "table-emptied",
            "somebody empties a table",
            "SELECT * FROM %s WHERE false AND EXISTS (FROM %s)"),
        edited(),
        kind(
            "wrong-rollback",
            "somebody takes back good publications",
            true,
            PeopleKinds::rollback));
  }

  private static Kind kind(String name, String says, BiConsumer<LocalLake, String> deed) {
    return kind(name, says, false, deed);
  }

  /**
   * A kind.
   *
   * @param toAll whether it is done to all tables, whichever is named
   */
  private static Kind kind(
      String name, String says, boolean toAll, BiConsumer<LocalLake, String> deed) {
    return new Kind(
        name,
        Layer.PEOPLE,
        Failure.DATA,
        says,
        About.MODEL,
        Wanted.NOTHING,
        false,
        // A table that a step makes; the rows of a source no run would bring again.
        (plan, stage) -> new Deed(says, stage.model(plan).getKey(), toAll, deed));
  }

  /** What a person does to a table, once, just before the first wake. */
  private static final class Deed extends Fault {
    private final String says;
    private final String table;
    private final boolean toAll;
    private final BiConsumer<LocalLake, String> deed;

    Deed(String says, String table, boolean toAll, BiConsumer<LocalLake, String> deed) {
      this.says = says;
      this.table = table;
      this.toAll = toAll;
      this.deed = deed;
    }

    @Override
    public String told() {
      return says + ": " + table;
    }

    /** Nothing stands in the way of a run. */
    @Override
    public Set<String> affects() {
      return Set.of();
    }

    @Override
    public Set<String> harms(Stage stage) {
      return toAll
          ? stage.world().ground().vocabulary().tables().keySet()
          : Set.of(stage.logical(table));
    }

    @Override
    public void before(Stage stage, int tick) throws IOException {
      if (tick == 0) {
        stage.asPerson(lake -> deed.accept(lake, table));
      }
    }
  }

  private static void drop(LocalLake lake, String table) {
    var head = lake.lake().head(Ref.MAIN);
    var key = EntryKey.relation(table);
    lake.lake()
        .commit(
            Ref.MAIN,
            List.of(Change.remove(key, lake.lake().entry(head, key).orElseThrow())),
            CommitInfo.by(Stage.PERSON, "drop table " + table));
  }

  private static void rollback(LocalLake lake, String table) {
    var head = lake.lake().head(Ref.MAIN);
    Commit before = head;
    for (int i = 0; i < 2 && before.firstParent().isPresent(); i++) {
      before = lake.lake().commit(before.firstParent().get());
    }
    lake.lake()
        .rollback(Ref.MAIN, before, head, CommitInfo.by(Stage.PERSON, "undo the last two days"));
  }

  private static Kind rows(String name, String says, String query) {
    return kind(
        name,
        says,
        (lake, table) ->
            ByHand.replace(lake, table, Stage.PERSON, from -> query.formatted(from, from)));
  }

  private static Kind edited() {
    return kind(
        "rows-edited",
        "somebody sets a number to another in some rows",
        (lake, table) -> ByHand.replace(lake, table, Stage.PERSON, from -> edit(lake, from)));
  }

  private static String edit(LocalLake lake, String from) {
    try (var lease = lake.duckDb().lease();
        var statement = lease.connection().createStatement();
        var row = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      while (row.next()) {
        if (row.getString(2).matches("DECIMAL.*|DOUBLE|BIGINT")) {
          var column = Sql.identifier(row.getString(1));
          return "SELECT * REPLACE (CASE WHEN row_number() OVER () % 7 = 0 THEN "
              + column
              + " + 1 ELSE "
              + column
              + " END AS "
              + column
              + ") FROM "
              + from;
        }
      }
      throw new Unplayable("there are no numbers");
    } catch (SQLException e) {
      throw new IllegalStateException("the rows cannot be looked at", e);
    }
  }
}
