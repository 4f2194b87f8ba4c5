package dev.prunella.app.project;

import static dev.prunella.app.yaml.Shape.choice;
import static dev.prunella.app.yaml.Shape.either;
import static dev.prunella.app.yaml.Shape.flag;
import static dev.prunella.app.yaml.Shape.key;
import static dev.prunella.app.yaml.Shape.listOf;
import static dev.prunella.app.yaml.Shape.mapping;
import static dev.prunella.app.yaml.Shape.needed;
import static dev.prunella.app.yaml.Shape.text;
import static dev.prunella.app.yaml.Shape.texts;

import dev.prunella.app.knowledge.NoteShape;
import dev.prunella.app.policy.PolicyFile;
import dev.prunella.app.policy.PolicyShape;
import dev.prunella.app.yaml.JsonSchema;
import dev.prunella.app.yaml.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one list of keys of every file of a project: the reader checks by it, guesses mistyped keys
 * from it, and the JSON schemas in {@code docs/schema} are made from it.
 */
public final class Shapes {
  static final String DEFAULT_LAKE = ".prunella/lake";
  static final String DEFAULT_MEMORY = "1GiB";
  static final String DEFAULT_TIME = "1h";

  private static final int MOST_SECRETS = 100;
  private static final int MOST_NAMES = 1_000;

  private static final Shape NAME =
      text(
          "[\\p{L}\\p{N}][\\p{L}\\p{N} ._-]{0,99}",
          "is made of letters, digits, space and . _ -, up to 100");
  static final Shape.Text SIZE =
      text("[0-9]{1,9} ?(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB)", "is a size such as 512MB or 2GiB");
  static final Shape.Text TIME = text("([0-9]{1,6}[smhd])+", "is a duration such as 30m or 1h30m");
  private static final Shape DATE =
      text("[0-9]{4}-[0-9]{2}-[0-9]{2}", "is a date such as 2026-01-31");
  private static final Shape OPEN = new Shape.Named(new Shape.Anything());

  static final Shape.Choice INTERVAL = choice("hourly", "daily", "weekly", "monthly", "none");
  static final Shape.Choice PROCESS = choice("own", "shared");
  static final Shape.Choice OUTSIDE = choice("fail", "drop");
  static final Shape.Choice EXCHANGE = choice("parquet", "csv", "jsonl");

  static final Shape.Mapping LAKE =
      mapping(
          key(
              "refs",
              text(),
              "The database of branches and commits: a file, or jdbc:postgresql://...",
              DEFAULT_LAKE + "/lake.db"),
          key(
              "warehouse",
              text(),
              "The folder or URI below which tables keep their files.",
              DEFAULT_LAKE + "/warehouse"),
          key(
              "io",
              new Shape.Named(new Shape.Scalar()),
              "Properties of the object store; secrets as secret:env/NAME."));

  private static final Shape.Mapping DBT =
      mapping(
          needed("path", text(), "The dbt project's folder, from this project's or absolute."),
          key(
              "manifest",
              text(),
              "What dbt has compiled, from the dbt project's folder or absolute.",
              Settings.Dbt.USUAL_MANIFEST),
          key(
              "full_refresh",
              flag(),
              "Whether it was compiled with --full-refresh: incremental models are then computed as a whole.",
              "false"));

  private static final Shape.Mapping DEFAULTS =
      mapping(
          key("memory", SIZE, "Main memory that a step may use.", DEFAULT_MEMORY),
          key("time", TIME, "How long a step may take.", DEFAULT_TIME),
          key("parallel", new Shape.Whole(1, 64), "How many steps of a run work at once.", "2"),
          key("python", text(), "The Python that runs models/**/*.py.", "python3"));

  private static final Shape.Mapping PIPELINE =
      mapping(
          key(
              "tables",
              texts(MOST_NAMES),
              "Which steps: names, +name for all that it needs, name+ for all that needs it, tag:, path:, source:, globs.",
              "*"),
          key(
              "interval",
              INTERVAL,
              "The slice of time a run is for; left out, daily if a source brings rows by interval, else none."),
          key(
              "zone",
              text(),
              "The time zone in which intervals begin and the schedule is meant; the project's if left out."),
          key("schedule", text(), "When it runs by itself: five cron fields, such as 0 3 * * *."),
          key("start", DATE, "The first interval there is; catching up and backfills begin here."),
          key("catch_up", flag(), "Whether intervals that were missed are run later.", "false"),
          key(
              "wait_for_files",
              flag(),
              "Whether an interval waits until the files of its sources are there.",
              "false"),
          key(
              "publish",
              choice("what_succeeded", "all_or_nothing"),
              "Which of a run's tables are published together.",
              "what_succeeded"),
          key("description", text(), "For people."));

  /** {@code prunella.yaml}. */
  static final Shape.Mapping PROJECT =
      mapping(
          needed("name", NAME, "What this project is called."),
          key(
              "mode",
              choice("observe", "propose", "act"),
              "What the healer may do by itself: watch only, prepare for a person, or act.",
              "propose"),
          key(
              "anomalies",
              choice("all", "contracts", "none"),
              "Which tables are judged by their own history; without a contract, only a warning comes of it.",
              "all"),
          key(
              "edits",
              choice("hold", "warn", "ignore"),
              "What becomes of an edited model that gives other rows for the same input, or of a reference of which much was replaced: held until prunella keep, a warning, or nothing.",
              "hold"),
          key(
              "recall",
              choice("meaning", "words"),
              "How similar incidents are found: by what they mean as well, with a model that comes with the program, or by their words alone.",
              "meaning"),
          key(
              "lake",
              either(
                  text(
                      "(?!.*://).*",
                      "is a folder; for a database or object store write {refs: ..., warehouse: ...}"),
                  LAKE),
              "Where the lake lies: a folder, or refs and warehouse apart.",
              DEFAULT_LAKE),
          key("zone", text(), "The time zone of intervals and schedules.", "UTC"),
          key("defaults", DEFAULTS, "What holds for every step that does not say otherwise."),
          key(
              "pipelines",
              new Shape.Named(PIPELINE),
              "Pipelines by name; left out, there is one with all steps."),
          key("dbt", DBT, "A dbt project whose models are run here, read in place."),
          key(
              "notify",
              PeopleShapes.notifying(TIME),
              "When people are told, and who is asked next."),
          key("channels", PeopleShapes.channels(TIME), "Ways to reach people, by name."),
          key(
              "notes_may_send",
              new Shape.Named(texts(MOST_SECRETS, NoteShape.REFERENCE)),
              "Which secrets notes may have sent in a header, by the address of the server; a reference, secret:env/NAME or secret:file/PATH."),
          key("connectors", OPEN, "Systems outside, by name."),
          key(
              "lineage",
              mapping(
                  key("file", text(), "A file to which OpenLineage events are appended."),
                  key(
                      "url",
                      text("https?://.+", "is an address: http://... or https://..."),
                      "A server to which OpenLineage events are sent."),
                  key(
                      "token",
                      text(),
                      "What the server asks for; a reference, secret:env/NAME or secret:file/PATH.")),
              "Where OpenLineage events go."));

  private static final Shape.Mapping JDBC =
      new Shape.Mapping(
          List.of(
              needed(
                  "url",
                  text("jdbc:.+", "is a JDBC address such as jdbc:postgresql://host/database"),
                  "The database; without user and password."),
              key("user", text(), "Who connects; may be secret:env/NAME."),
              key(
                  "password",
                  text(),
                  "A reference, secret:env/NAME or secret:file/PATH; never the password itself."),
              key(
                  "query",
                  text(),
                  "One SELECT in the database's SQL; :interval_start and :interval_end stand for the interval's bounds."),
              key(
                  "table",
                  text(
                      "[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*){0,2}",
                      "is a table's name; for an odd one write a query"),
                  "A whole table instead of a query."),
              key(
                  "fetch_size",
                  new Shape.Whole(1, 1_000_000),
                  "How many rows come at once.",
                  "10000")),
          List.of("query", "table"));

  private static final Shape.Mapping TABLE_THERE =
      mapping(
          needed("schema", text(), "Its schema."), needed("table", text(), "The table in there."));

  private static final Shape.Mapping STAGING =
      new Shape.Mapping(
          List.of(
              needed("schema", text(), "The schema in which rows may be amended."),
              needed("table", text(), "The table in there, with the columns of the source's own."),
              needed("key", texts(20), "Columns that find one row."),
              key("user", text(), "Who may write there, if not who reads; may be secret:env/NAME."),
              key("password", text(), "A reference, secret:env/NAME or secret:file/PATH."),
              key(
                  "publish",
                  text(),
                  "The statement that makes the staging the source's own, such as: call publish_orders()."),
              key(
                  "publish_into",
                  TABLE_THERE,
                  "Instead: the source's own table, into which the amended cells are written.")),
          List.of("publish", "publish_into"));

  private static final Shape.Key MOST_PAGES =
      key("most_pages", new Shape.Whole(1, 100_000), "More pages are an error.", "1000");

  private static final Shape.Mapping PAGING =
      new Shape.Mapping(
          List.of(
              key(
                  "number",
                  mapping(
                      key(
                          "parameter",
                          text(),
                          "The query parameter with the page's number.",
                          "page"),
                      key("first", new Shape.Whole(0, 1_000_000), "The first page's number.", "1"),
                      MOST_PAGES),
                  "Pages by number, until one has no rows."),
              key(
                  "offset",
                  mapping(
                      key("parameter", text(), "The query parameter with the offset.", "offset"),
                      key("limit", text(), "The query parameter with the size of a page.", "limit"),
                      key("size", new Shape.Whole(1, 1_000_000), "Rows of a page.", "100"),
                      MOST_PAGES),
                  "Pages by offset, until one is shorter."),
              key(
                  "cursor",
                  mapping(
                      needed("at", pointer(), "Where in the answer the next cursor is."),
                      needed("parameter", text(), "The query parameter into which it goes."),
                      MOST_PAGES),
                  "Each page names the next."),
              key(
                  "link",
                  mapping(MOST_PAGES),
                  "The next page is named by the Link header (RFC 8288).")),
          List.of("number", "offset", "cursor", "link"));

  private static final Shape.Mapping HTTP =
      mapping(
          needed(
              "url",
              text("https?://.+", "is an address: http://... or https://..."),
              "The address; {interval_start:yyyy-MM-dd} and {interval_end:...} stand for the interval's bounds."),
          key(
              "headers",
              new Shape.Named(new Shape.Scalar()),
              "Headers; tokens and keys as secret:env/NAME."),
          key(
              "rows",
              pointer(),
              "Where in the answer the list of rows is, as a JSON pointer; left out, the whole answer is it."),
          key("paging", PAGING, "How the server says that there is more."),
          key("timeout", TIME, "How long to wait for an answer.", "30s"));

  static final Shape.Mapping OPTIONS =
      mapping(
          key("delimiter", text(), "CSV: what separates columns; found out if left out."),
          key("quote", text(), "CSV: what surrounds values that hold the delimiter.", "\""),
          key("escape", text(), "CSV: what stands before a quote inside quotes.", "\""),
          key("header", flag(), "CSV: whether the first line holds the columns' names.", "true"),
          key(
              "encoding",
              choice("utf-8", "utf-16", "latin-1"),
              "CSV: how characters are written.",
              "utf-8"),
          key(
              "decimal_separator",
              choice(".", ","),
              "CSV: what separates whole and fraction of a number.",
              "."),
          key(
              "totals_line",
              flag(),
              "CSV: whether the last line says how many rows there are, such as TOTAL;107, and is no row itself.",
              "false"),
          key(
              "header_again",
              flag(),
              "CSV: whether the line with the columns' names stands between the rows as well, as in files put one behind the other.",
              "false"),
          key("null", text(), "CSV: the text that stands for no value."),
          key("date_format", text(), "CSV: how dates are written, such as %d.%m.%Y."),
          key(
              "timestamp_format",
              text(),
              "CSV: how timestamps are written, such as %d.%m.%Y %H:%M:%S."),
          key("skip", new Shape.Whole(0, 1_000_000), "CSV: lines to leave out at the top.", "0"),
          key(
              "layout",
              choice("array", "lines"),
              "JSON: one array of objects, or one object a line; found out if left out."),
          key(
              "rows",
              pointer(),
              "JSON: where in the file the list of rows is, as a JSON pointer."));

  /** {@code sources/**}{@code /*.yaml}: each document is one source. */
  static final Shape.Mapping SOURCE =
      new Shape.Mapping(
          List.of(
              needed("source", text(), "The table that it fills."),
              key(
                  "files",
                  text(),
                  "A path or glob from the project's folder; {interval:yyyy-MM-dd} stands for the interval."),
              key("jdbc", JDBC, "A query or table of a database."),
              key("http", HTTP, "JSON from an HTTP server."),
              key(
                  "staging",
                  STAGING,
                  "Where in a PostgreSQL database single values may be put right, once somebody has approved that."),
              key(
                  "format",
                  choice("csv", "json", "parquet"),
                  "What the files hold; told by their ending if left out."),
              key("options", OPTIONS, "How the format is written."),
              key(
                  "columns",
                  new Shape.Named(text()),
                  "Columns and their types: boolean, int, long, float, double, decimal(p,s), date, time, timestamp, timestamptz, string, uuid, binary. Left out, they are inferred from the first batch and then fixed."),
              key(
                  "by_interval",
                  flag(),
                  "Whether each interval has rows of its own, or each load brings everything anew; left out, the former if files, query or url name the interval."),
              key(
                  "on_empty",
                  choice("keep_last_good", "allow"),
                  "What an interval without rows means.",
                  "keep_last_good"),
              key(
                  "on_new_column",
                  choice("fail", "add", "ignore"),
                  "What becomes of a column that the table does not have.",
                  "fail"),
              key("owner", text(), "Who answers for it."),
              key(
                  "escalate",
                  PeopleShapes.escalate(TIME),
                  "Whom to ask when the owner does not answer."),
              key(
                  "expected",
                  text(),
                  "When its data are due, such as: daily by 03:00 Europe/London."),
              key("description", text(), "For people."),
              key("tags", texts(MOST_NAMES), "Words by which steps are chosen: tag:nightly."),
              key("memory", SIZE, "Main memory that loading may use."),
              key("time", TIME, "How long loading may take.")),
          List.of("files", "jdbc", "http"));

  private static final List<Shape.Key> STEP =
      List.of(
          key(
              "materialized",
              text(),
              "What becomes of the rows that were there: full, append, interval by COLUMN, or merge by KEY, ... [newest COLUMN].",
              "full"),
          key(
              "outside",
              OUTSIDE,
              "For 'interval by': what rows mean that do not lie in the run's interval, those without a value included. drop: leave them out, and say how many.",
              "fail"),
          key("description", text(), "For people."),
          key("owner", text(), "Who answers for the table."),
          key("tags", texts(MOST_NAMES), "Words by which steps are chosen: tag:nightly."),
          key(
              "depends_on",
              texts(MOST_NAMES),
              "Tables that must be there first, beside those that it reads."),
          key("memory", SIZE, "Main memory that it may use."),
          key("time", TIME, "How long it may take."));

  private static final List<Shape.Key> PROGRAM =
      List.of(
          key("reads", texts(MOST_NAMES), "Tables that are handed over as files."),
          key("format", EXCHANGE, "The format of those files, and of the result.", "parquet"),
          key(
              "repeatable",
              flag(),
              "Whether equal inputs give equal rows; false runs it anew each time.",
              "true"));

  /** The comment block at the top of {@code models/**}{@code /*.sql}. */
  static final Shape.Mapping SQL =
      settings(
          STEP,
          List.of(
              key(
                  "process",
                  PROCESS,
                  "own: compute in a process of its own, which cannot take others down.",
                  "shared")));

  /** The comment block at the top of {@code models/**}{@code /*.py}. */
  static final Shape.Mapping PYTHON = settings(PROGRAM, STEP);

  /** {@code models/**}{@code /*.cmd.yaml}. */
  static final Shape.Mapping COMMAND =
      settings(
          List.of(
              needed(
                  "command",
                  listOf(text(), MOST_NAMES),
                  "The program and its arguments; no shell reads them.")),
          settings(PROGRAM, STEP).keys());

  private Shapes() {}

  private static Shape.Mapping settings(List<Shape.Key> first, List<Shape.Key> then) {
    var keys = new ArrayList<>(first);
    keys.addAll(then);
    return new Shape.Mapping(keys, List.of());
  }

  private static Shape.Text pointer() {
    return text("(/[^/]*)*", "is a JSON pointer such as /data/items");
  }

  /** The schemas that editors use: texts by file name. */
  public static Map<String, String> schemas() {
    var schemas = new LinkedHashMap<String, String>();
    schemas.put(
        "prunella.schema.json", JsonSchema.of("prunella.yaml", "A Prunella project.", PROJECT));
    schemas.put(
        "source.schema.json",
        JsonSchema.of("sources/*.yaml", "Where a table's rows come from.", SOURCE));
    schemas.put(
        "command.schema.json",
        JsonSchema.of("models/*.cmd.yaml", "A step that runs a program.", COMMAND));
    schemas.put(
        "policy.schema.json",
        JsonSchema.of(PolicyFile.NAME, "What the healer may do by itself.", PolicyShape.POLICY));
    schemas.put(
        "note.schema.json",
        JsonSchema.of(
            "knowledge/*.md",
            "What a person knows: the keys between the lines '---' at its top.",
            NoteShape.NOTE));
    return new TreeMap<>(schemas);
  }
}
