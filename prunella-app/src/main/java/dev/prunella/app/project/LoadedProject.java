package dev.prunella.app.project;

import dev.prunella.app.contract.ContractFile;
import dev.prunella.connect.dbt.DbtPipeline;
import dev.prunella.contract.Check;
import dev.prunella.contract.CodePlace;
import dev.prunella.contract.ContractTable;
import dev.prunella.contract.Measure;
import dev.prunella.contract.OnAnomaly;
import dev.prunella.pipeline.Calendar;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.JointCheck;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.Promises;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A project as its files say it, with nothing wrong in them.
 *
 * @param graph all steps, whether or not a pipeline has them
 * @param facts what each SQL model says about itself
 * @param care who answers for tables and when data are due, where files say so
 * @param kept files that belong to the project and are read by others: knowledge, policy
 * @param contracts what tables promise, file by file; each table in one of them
 * @param dbtChecks what a dbt project's tests promise beside them
 * @param corrections of single intervals of tables
 * @param notes sentences for the author: legal, but likely to surprise
 * @param dbt the dbt project that is part of it, if one is
 */
public record LoadedProject(
    Settings settings,
    Graph graph,
    List<Scheduled> pipelines,
    Map<TableName, SqlFacts> facts,
    Map<TableName, Care> care,
    List<String> kept,
    List<String> notes,
    Optional<Dbt> dbt,
    List<ContractFile> contracts,
    List<Check> dbtChecks,
    List<Correction> corrections) {

  /**
   * What a dbt project brings.
   *
   * @param whole as it is read by itself
   * @param watched what does not run here, each with the reason; dbt goes on running it
   */
  public record Dbt(DbtPipeline whole, List<DbtPipeline.Watched> watched) {
    public Dbt {
      watched = List.copyOf(watched);
    }

    /** How many of its models and seeds run here. */
    public int runs() {
      return whole.pipeline().steps().size() + whole.watched().size() - watched.size();
    }
  }

  /**
   * A pipeline, with what concerns its schedule and people only.
   *
   * @param start the first interval there is
   */
  public record Scheduled(
      Pipeline pipeline, Optional<LocalDate> start, String description, CodePlace place) {

    /** The moment of its start, in the calendar's zone; empty without a calendar. */
    public Optional<Instant> begins() {
      return pipeline
          .calendar()
          .flatMap(c -> start.map(day -> day.atStartOfDay(c.zone()).toInstant()));
    }
  }

  /** People and promises of a table. */
  public record Care(Optional<String> owner, List<Escalation> escalate, Optional<String> expected) {
    public Care {
      escalate = List.copyOf(escalate);
    }

    /** The same, with this owner where there was none. */
    Care or(Optional<String> other) {
      return new Care(owner.or(() -> other), escalate, expected);
    }
  }

  /** Whom to ask next, after how long without an answer. */
  public record Escalation(String to, Duration after) {}

  public LoadedProject {
    pipelines = List.copyOf(pipelines);
    facts = Collections.unmodifiableMap(new TreeMap<>(facts));
    care = Collections.unmodifiableMap(new TreeMap<>(care));
    kept = List.copyOf(kept);
    notes = List.copyOf(notes);
    contracts = List.copyOf(contracts);
    dbtChecks = List.copyOf(dbtChecks);
    corrections = List.copyOf(corrections);
  }

  public Optional<Scheduled> pipeline(String name) {
    return pipelines.stream().filter(p -> p.pipeline().name().equals(name)).findFirst();
  }

  public Optional<SqlFacts> factsOf(TableName model) {
    return Optional.ofNullable(facts.get(model));
  }

  public Optional<Care> careOf(TableName table) {
    return Optional.ofNullable(care.get(table));
  }

  /** What a contract of the project promises of a table; letter case does not count. */
  public Optional<ContractTable> contractOf(TableName table) {
    return contracts.stream().flatMap(c -> c.contract().table(table).stream()).findFirst();
  }

  /** All that is to be checked of a table: what its contract promises, and what dbt tests. */
  public List<Check> checksOf(TableName table) {
    var checks = new ArrayList<Check>();
    contractOf(table).ifPresent(contract -> checks.addAll(contract.checks()));
    dbtChecks.stream().filter(check -> check.table().matches(table)).forEach(checks::add);
    return List.copyOf(checks);
  }

  /** The tables of which anything is to be checked. */
  public SortedSet<TableName> checkedTables() {
    var tables = new TreeSet<TableName>();
    contracts.forEach(c -> c.contract().tables().forEach(t -> tables.add(t.table())));
    dbtChecks.forEach(check -> tables.add(check.table()));
    return tables;
  }

  /** The calendar of the pipeline that makes a table; empty where that is not about time. */
  public Optional<Calendar> calendarOf(TableName table) {
    return pipelines.stream()
        .map(Scheduled::pipeline)
        .filter(p -> p.graph().tables().stream().anyMatch(table::matches))
        .flatMap(p -> p.calendar().stream())
        .findFirst();
  }

  /** In which hours and dates of a table's moments are meant, as they are where it is made. */
  public ZoneId zoneOf(TableName table) {
    return calendarOf(table).map(Calendar::zone).orElse(ZoneOffset.UTC);
  }

  /**
   * The same, with each step knowing what its table must keep, and each pipeline what it must not
   * break.
   *
   * @param tables the tables that a check's query reads
   */
  LoadedProject bound(Function<String, Set<TableName>> tables) {
    var joint = new ArrayList<JointCheck>();
    for (var table : checkedTables()) {
      for (var check : checksOf(table)) {
        if (check.measure() instanceof Measure.QueryValue(var sql)) {
          JointCheck.of(check, tables.apply(sql), zoneOf(table)).ifPresent(joint::add);
        }
      }
    }
    return new LoadedProject(
        settings,
        graph.with(step -> bound(step, joint)),
        pipelines.stream().map(pipeline -> bound(pipeline, joint)).toList(),
        facts,
        care,
        kept,
        notes,
        dbt,
        contracts,
        dbtChecks,
        corrections);
  }

  private Scheduled bound(Scheduled scheduled, List<JointCheck> joint) {
    var pipeline = scheduled.pipeline();
    return new Scheduled(
        new Pipeline(
            pipeline.name(),
            pipeline.calendar(),
            pipeline.graph().with(step -> bound(step, joint)),
            pipeline.publish(),
            pipeline.schedule(),
            joint),
        scheduled.start(),
        scheduled.description(),
        scheduled.place());
  }

  private Step bound(Step step, List<JointCheck> joint) {
    return step.promising(Promises.of(checksOf(step.table()), anomalies(step.table())), joint)
        .corrected(corrections.stream().filter(c -> c.table().equals(step.table())).toList());
  }

  private Promises.Anomalies anomalies(TableName table) {
    boolean holds =
        contractOf(table)
            .filter(contract -> contract.onAnomaly().filter(OnAnomaly.WARN::equals).isEmpty())
            .isPresent();
    return switch (settings.anomalies()) {
      case NONE -> Promises.Anomalies.IGNORED;
      case CONTRACTS -> holds ? Promises.Anomalies.HOLD : Promises.Anomalies.IGNORED;
      case ALL -> holds ? Promises.Anomalies.HOLD : Promises.Anomalies.WARN;
    };
  }

  /** How many steps load from outside. */
  public long sources() {
    return graph.inOrder().stream().filter(step -> step.loads()).count();
  }
}
