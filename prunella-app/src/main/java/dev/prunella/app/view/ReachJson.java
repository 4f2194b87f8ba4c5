package dev.prunella.app.view;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be watched, tried and fixed in a project as it stands, as programs read it. */
public final class ReachJson {
  /** What is seen of a table beside what it was before. */
  public static final String HISTORY = "history";

  private ReachJson() {}

  /**
   * JSON: the whole.
   *
   * @param limits what keeps the healer from doing more by itself, whatever the table
   * @param remedies all sorts of help that there are
   * @param untold sorts of remedies that nobody here carries out: the owner is asked
   * @param next what would widen it most, the most tables first
   * @param tables those of the page that was asked for
   * @param made how many tables the project makes
   * @param more whether there are further tables, or further ones elsewhere, than are told
   * @param cursor where the tables after these begin; null where there are none
   */
  public record View(
      String project,
      String mode,
      List<Limit> limits,
      List<Remedy> remedies,
      List<String> untold,
      List<Next> next,
      List<Table> tables,
      List<Foreign> elsewhere,
      List<Secret> secrets,
      List<Standing> standing,
      int made,
      boolean more,
      @Nullable String cursor) {

    /** How many tables are compared with what they were before. */
    @JsonIgnore
    public long compared() {
      return tables.stream()
          .filter(t -> t.watch().stream().anyMatch(w -> w.can() && w.of().equals(HISTORY)))
          .count();
    }

    /** How many tables something may be done about without a person. */
    @JsonIgnore
    public long byItself() {
      return tables.stream().filter(Table::byItself).count();
    }
  }

  /** JSON: what limits all of it, and what somebody may do about that. */
  public record Limit(String why, @Nullable String next) {}

  /** JSON: a sort of help, and for how many of the tables told it could be one. */
  public record Remedy(String remedy, List<String> sorts, int tables) {}

  /** JSON: a step that somebody may take, and for which tables; the first few of them. */
  public record Next(String next, String why, int tables, List<String> some) {}

  /**
   * JSON: a table that a step makes.
   *
   * @param kind source with what it loads from, sql, python, command, or dbt
   * @param writers jobs of others that write it as well, as they tell
   * @param notes of people's that are gone by where it fails
   */
  public record Table(
      String table,
      String kind,
      String place,
      @Nullable String pipeline,
      @Nullable String owner,
      List<Watch> watch,
      List<Fix> fixes,
      List<String> writers,
      List<String> notes) {

    /** How many things of it are seen. */
    @JsonIgnore
    public long watched() {
      return watch.stream().filter(Watch::can).count();
    }

    /** How many remedies could help. */
    @JsonIgnore
    public long tried() {
      return fixes.stream().filter(Fix::can).count();
    }

    /** Whether anything is done about it without a person. */
    @JsonIgnore
    public boolean byItself() {
      return fixes.stream().anyMatch(f -> f.can() && f.may() != null && f.may().contains("auto"));
    }
  }

  /** JSON: a thing that is seen, or why not; {@code words} say which. */
  public record Watch(String of, boolean can, String words, @Nullable String next) {}

  /**
   * JSON: a remedy that is tried where it may help, or why not.
   *
   * @param words when it may help, or why it cannot
   * @param may what policy gives one that was verified: auto, propose, forbid; or several, where it
   *     depends on the failure
   * @param by the rules that say so
   */
  public record Fix(
      String remedy,
      boolean can,
      String words,
      @Nullable String next,
      @Nullable String may,
      List<String> by) {}

  /**
   * JSON: a table that is not made here.
   *
   * @param told by what it is known: openlineage, or dbt
   * @param state of the newest run that is about it; null where none was told
   */
  public record Foreign(
      String table,
      String told,
      List<String> makers,
      List<String> readers,
      @Nullable String state,
      @Nullable Instant at,
      boolean watched,
      String words,
      String next) {}

  /** JSON: a secret that files name; never what it is. */
  public record Secret(String secret, List<String> usedBy, boolean isSet, @Nullable String next) {}

  /** JSON: how a sort of remedy has turned out. */
  public record Standing(
      String sort, int tried, int verified, int published, int held, int undone, boolean lowered) {}
}
