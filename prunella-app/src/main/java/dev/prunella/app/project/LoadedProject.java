package dev.prunella.app.project;

import dev.prunella.connect.dbt.DbtPipeline;
import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A project as its files say it, with nothing wrong in them.
 *
 * @param graph all steps, whether or not a pipeline has them
 * @param facts what each SQL model says about itself
 * @param care who answers for tables and when data are due, where files say so
 * @param kept files that belong to the project and are read by others: contracts, knowledge, policy
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
    Optional<Dbt> dbt) {

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
      Pipeline pipeline, Optional<LocalDate> start, String description, CodePlace place) {}

  /** People and promises of a table. */
  public record Care(Optional<String> owner, List<Escalation> escalate, Optional<String> expected) {
    public Care {
      escalate = List.copyOf(escalate);
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

  /** How many steps load from outside. */
  public long sources() {
    return graph.inOrder().stream().filter(step -> step.loads()).count();
  }
}
