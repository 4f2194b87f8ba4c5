package dev.prunella.connect.dbt;

import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.refs.TableName;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Decides for one model, looked at by itself, whether and how it can run here. */
final class ModelReader {
  private static final Pattern ASKS_WHAT_IS_THERE =
      Pattern.compile("is_incremental|should_full_refresh|flags\\s*\\.\\s*FULL_REFRESH");
  private static final Pattern ASKS_THE_WAREHOUSE =
      Pattern.compile("run_query|\\{%-?\\s*call\\s+statement|adapter\\s*\\.\\s*get_relation");
  private static final Pattern HARMLESS_HOOK =
      Pattern.compile(
          "(?is)\\s*(grant|revoke|analyze|vacuum|comment\\s+on|create\\s+(unique\\s+)?index)\\b.*");
  private static final Set<String> INCREMENTAL_MACROS =
      Set.of("macro.dbt.is_incremental", "macro.dbt.should_full_refresh");
  private static final Set<String> WAREHOUSE_MACROS =
      Set.of("macro.dbt.run_query", "macro.dbt.statement");

  private final DbtManifest manifest;
  private final TableNames names;
  private final Map<TableName, TableName> relations = new HashMap<>();
  private final ModelSql sql;
  private final boolean fullRefresh;
  private final Set<String> doubtful;

  ModelReader(DbtManifest manifest, TableNames names, ModelSql sql, boolean fullRefresh) {
    this.manifest = manifest;
    this.names = names;
    this.sql = sql;
    this.fullRefresh = fullRefresh;
    this.doubtful =
        DoubtfulColumns.of(manifest.models().stream().flatMap(m -> m.compiled().stream()).toList());
    manifest.sources().forEach(s -> know(s.relation()));
    manifest.seeds().forEach(s -> know(s.relation()));
    manifest.models().forEach(m -> know(m.relation()));
  }

  private void know(DbtRelation relation) {
    names
        .of(relation)
        .ifPresent(
            table -> TableNames.written(relation).forEach(name -> relations.put(name, table)));
  }

  /** What becomes of some SQL. */
  sealed interface Prepared {
    /** It can run, over tables of the lake. */
    record Runs(String sql, SqlFacts facts, boolean repeatable, List<String> notes)
        implements Prepared {}

    /** It cannot; a sentence. */
    record Cannot(String why) implements Prepared {}
  }

  /** Why a model cannot run here, whatever its SQL says; empty when that decides. */
  Optional<String> refusal(DbtModel model) {
    if (!model.language().equals("sql")) {
      return Optional.of("it is a " + model.language() + " model, which only dbt can run");
    }
    var hook = model.hooks().stream().filter(h -> !HARMLESS_HOOK.matcher(h).matches()).findFirst();
    if (hook.isPresent()) {
      return Optional.of("it has a hook that may change data: " + brief(hook.get()));
    }
    if (ASKS_THE_WAREHOUSE.matcher(model.raw()).find() || calls(model, WAREHOUSE_MACROS)) {
      return Optional.of(
          "its SQL is made by a query of the warehouse at compile time, and would grow stale here");
    }
    return switch (model.materialized()) {
      case "table", "view", "materialized_view" -> Optional.empty();
      case "incremental" -> incrementalRefusal(model);
      case "snapshot" -> Optional.of("it is a snapshot, which remembers what dbt saw before");
      default ->
          Optional.of("Prunella does not know the materialization '" + model.materialized() + "'");
    };
  }

  private Optional<String> incrementalRefusal(DbtModel model) {
    if (asksWhatIsThere(model)) {
      return fullRefresh
          ? Optional.empty()
          : Optional.of(
              "its compiled SQL depends on whether the table was there when dbt compiled it; with"
                  + " `dbt compile --full-refresh` and full_refresh: true in prunella.yaml it is"
                  + " computed as a whole");
    }
    var how = model.incremental();
    if (!how.others().isEmpty()) {
      return Optional.of("Prunella does not know the setting '" + how.others().getFirst() + "'");
    }
    var strategy = how.strategy().orElse("");
    return Set.of("", "append", "merge", "delete+insert").contains(strategy)
        ? Optional.empty()
        : Optional.of("Prunella does not know the incremental strategy '" + strategy + "'");
  }

  private boolean asksWhatIsThere(DbtModel model) {
    return ASKS_WHAT_IS_THERE.matcher(model.raw()).find() || calls(model, INCREMENTAL_MACROS);
  }

  /** Whether a model's text calls one of these macros, directly or through others. */
  private boolean calls(DbtModel model, Set<String> wanted) {
    var seen = new HashSet<String>();
    var open = new ArrayDeque<>(model.macros());
    while (!open.isEmpty()) {
      var macro = open.poll();
      if (wanted.contains(macro)) {
        return true;
      }
      if (seen.add(macro)) {
        open.addAll(manifest.macroCalls().getOrDefault(macro, Set.of()));
      }
    }
    return false;
  }

  /** What becomes of the rows that were there. */
  Materialization how(DbtModel model) {
    if (!model.materialized().equals("incremental") || asksWhatIsThere(model)) {
      return new Materialization.Full();
    }
    var how = model.incremental();
    boolean appends = how.key().isEmpty() || how.strategy().filter("append"::equals).isPresent();
    return appends ? new Materialization.Append() : new Materialization.MergeBy(how.key());
  }

  /** Makes compiled SQL into SQL over tables of the lake. */
  Prepared read(Optional<String> compiled) {
    if (compiled.isEmpty()) {
      return new Prepared.Cannot("dbt has not compiled it; run `dbt compile`");
    }
    // Tests come with semicolons in some packages; a SELECT is one without.
    var text = compiled.get().strip().replaceFirst(";\\s*\\z", "");
    return switch (Dialect.of(manifest.adapter()).translate(text, doubtful)) {
      case Translation.Refused(var why) -> new Prepared.Cannot(why);
      case Translation.Translated(var translated, var notes) -> renamed(translated, notes);
    };
  }

  private Prepared renamed(String translated, List<String> notes) {
    switch (sql.read(translated)) {
      case ModelSql.Read.NotUnderstood(var why) -> {
        return new Prepared.Cannot(why);
      }
      case ModelSql.Read.Understood(var facts, var _) -> {
        var renames = new HashMap<TableName, TableName>();
        for (var read : facts.reads()) {
          var table = table(read);
          if (table.isEmpty()) {
            return new Prepared.Cannot("no table of the lake can be called " + read);
          }
          if (!table.get().equals(read)) {
            renames.put(read, table.get());
          }
        }
        var clash = WithNames.clash(translated, renames);
        if (clash.isPresent()) {
          return new Prepared.Cannot(clash.get());
        }
        var text = renames.isEmpty() ? translated : sql.renameTables(translated, renames);
        return checked(text, facts, renames, notes);
      }
    }
  }

  /** Reads again what was renamed: it must read exactly the tables that were meant. */
  private Prepared checked(
      String text, SqlFacts before, Map<TableName, TableName> renames, List<String> notes) {
    return switch (sql.read(text)) {
      case ModelSql.Read.NotUnderstood(var why) -> new Prepared.Cannot(why);
      case ModelSql.Read.Understood(var facts, var repeatable) -> {
        var meant = new HashSet<TableName>();
        before.reads().forEach(r -> meant.add(renames.getOrDefault(r, r)));
        yield meant.equals(Set.copyOf(facts.reads()))
            ? new Prepared.Runs(text, facts, repeatable, notes)
            : new Prepared.Cannot(
                "a name of its WITH clauses hides one of the tables " + meant + " in the lake");
      }
    };
  }

  private Optional<TableName> table(TableName written) {
    var known = Optional.ofNullable(relations.get(written));
    if (known.isPresent()) {
      return known;
    }
    var insensitive =
        relations.entrySet().stream()
            .filter(e -> e.getKey().matches(written))
            .map(Map.Entry::getValue)
            .findFirst();
    return insensitive.or(() -> names.of(written));
  }

  private static String brief(String text) {
    var line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= 80
        ? line
        : line.substring(
                0, line.offsetByCodePoints(0, Math.min(77, line.codePointCount(0, line.length()))))
            + "...";
  }

  /** Whose SQL the models are written in. */
  private enum Dialect {
    POSTGRES {
      @Override
      Translation translate(String text, Set<String> doubtful) {
        return PostgresSql.translate(text, doubtful);
      }
    },
    DUCKDB {
      @Override
      Translation translate(String text, Set<String> doubtful) {
        return new Translation.Translated(text, List.of());
      }
    },
    OTHER {
      @Override
      Translation translate(String text, Set<String> doubtful) {
        return new Translation.Refused(
            "it is written in the SQL of a warehouse that Prunella does not translate; it knows"
                + " postgres and duckdb");
      }
    };

    abstract Translation translate(String text, Set<String> doubtful);

    static Dialect of(String adapter) {
      return switch (adapter.toLowerCase(Locale.ROOT)) {
        case "postgres" -> POSTGRES;
        case "duckdb" -> DUCKDB;
        default -> OTHER;
      };
    }
  }
}
