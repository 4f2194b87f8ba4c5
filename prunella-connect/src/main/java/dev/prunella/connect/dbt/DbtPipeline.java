package dev.prunella.connect.dbt;

import dev.prunella.pipeline.Pipeline;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A dbt project as Prunella runs it.
 *
 * @param pipeline what runs here, without dbt
 * @param watched what does not, each with the reason; dbt goes on running it
 * @param needed tables that steps read and no step makes
 * @param checks dbt's tests
 * @param owners of tables, where dbt knows one
 * @param notes what to know about a table's SQL here: sentences, by table
 */
public record DbtPipeline(
    Pipeline pipeline,
    List<Watched> watched,
    List<Needed> needed,
    List<Check> checks,
    List<Exposed> exposures,
    SortedMap<TableName, DbtOwner> owners,
    SortedMap<TableName, List<String>> notes) {

  /**
   * A part of the dbt project that does not run here.
   *
   * @param id dbt's
   * @param file from the dbt project's folder
   * @param table what dbt makes with it
   * @param reason a sentence
   */
  public record Watched(String id, String file, TableName table, String reason) {}

  /**
   * A table that must be in the lake, or be loaded, before what reads it can run.
   *
   * @param source what the project calls it; empty for one that it does not declare
   * @param readBy the steps that read it
   */
  public record Needed(
      TableName table,
      Optional<String> source,
      Optional<String> loadedAt,
      Optional<Duration> warnAfter,
      Optional<Duration> errorAfter,
      Optional<DbtOwner> owner,
      List<TableName> readBy) {
    public Needed {
      readBy = List.copyOf(readBy);
    }
  }

  /**
   * A test of dbt.
   *
   * @param table what it is about, where that is a table of the project
   * @param sql the query whose rows are what is wrong, over tables of the lake; empty when it
   *     cannot be run here
   * @param whyNot why it cannot; empty when it can
   */
  public record Check(
      DbtTest test, Optional<TableName> table, Optional<String> sql, String whyNot) {}

  /**
   * A consumer, with the tables that it uses.
   *
   * @param uses tables of the project and of its sources
   */
  public record Exposed(DbtExposure exposure, List<TableName> uses) {
    public Exposed {
      uses = List.copyOf(uses);
    }
  }

  public DbtPipeline {
    watched = List.copyOf(watched);
    needed = List.copyOf(needed);
    checks = List.copyOf(checks);
    exposures = List.copyOf(exposures);
    owners = Collections.unmodifiableSortedMap(new TreeMap<>(owners));
    notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
  }
}
