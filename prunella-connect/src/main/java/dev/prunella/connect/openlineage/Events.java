package dev.prunella.connect.openlineage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Writes events, each one line of JSON. Thread-safe. */
final class Events {
  private static final URI PRODUCER = URI.create("https://prunella.dev");

  /** What an event carries of texts that people wrote: enough to read, bounded. */
  private static final int MOST_CHARS = 100_000;

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .setDefaultPropertyInclusion(JsonInclude.Include.NON_NULL);

  private final OpenLineage open = new OpenLineage(PRODUCER);
  private final String namespace;
  private final String version;
  private final UnaryOperator<String> redact;
  private final LineageFacts facts;
  private final Datasets datasets;

  Events(LineageConfig config, LineageFacts facts, UnaryOperator<String> redact) {
    this.namespace = config.namespace();
    this.version = config.version();
    this.redact = redact;
    this.facts = facts;
    this.datasets = new Datasets(open, PRODUCER, namespace, facts);
  }

  /**
   * What is the same in all events of a run.
   *
   * @param base the commit of main that the run works from
   */
  record About(
      String pipeline,
      UUID run,
      Optional<DataInterval> interval,
      String branch,
      Optional<CommitId> base) {}

  String began(About about, Instant at) {
    return line(pipelineEvent(about, at, EventType.START, List.of(), Optional.empty()));
  }

  String closed(
      About about,
      RunEvent.Closed closed,
      Optional<RunEvent.Published> published,
      Standings standings) {
    var outputs =
        published
            .map(
                p ->
                    p.tables().stream()
                        .map(t -> datasets.published(t, p.commit(), standings.of(t)))
                        .toList())
            .orElse(List.of());
    var type =
        switch (closed.outcome()) {
          case PUBLISHED, UNCHANGED -> EventType.COMPLETE;
          // OpenLineage knows no half: what was published stands in the outputs.
          case PUBLISHED_IN_PART, HELD, FAILED -> EventType.FAIL;
          case INTERRUPTED, TRIED -> EventType.ABORT;
        };
    var why = type == EventType.FAIL ? Optional.of(error(closed.sentence(), "SQL")) : noError();
    return line(pipelineEvent(about, closed.at(), type, outputs, why));
  }

  /** How a table stands for its readers, which is an event of no run; nothing if nobody knows. */
  String standing(TableName table, Instant at, Standings standings) {
    return standings
        .of(table)
        .map(
            standing ->
                line(
                    open.newDatasetEvent(
                        at.atZone(ZoneOffset.UTC), datasets.standing(table, masked(standing)))))
        .orElse("");
  }

  /** How tables stand, read once for all that is told at one moment. */
  Standings standings() {
    return new Standings(facts);
  }

  private ReaderStanding masked(ReaderStanding standing) {
    return new ReaderStanding(
        standing.freshness(),
        standing.through(),
        standing.staleSince(),
        standing.missing(),
        standing.because().map(this::text));
  }

  private static Optional<OpenLineage.ErrorMessageRunFacet> noError() {
    return Optional.empty();
  }

  private OpenLineage.RunEvent pipelineEvent(
      About about,
      Instant at,
      EventType type,
      List<OpenLineage.OutputDataset> outputs,
      Optional<OpenLineage.ErrorMessageRunFacet> error) {
    var job =
        open.newJob(
            namespace,
            about.pipeline(),
            open.newJobFacetsBuilder().jobType(jobType("PIPELINE")).build());
    var run = open.newRun(about.run(), runFacets(about, error).build());
    return open.newRunEvent(at.atZone(ZoneOffset.UTC), type, run, job, List.of(), outputs);
  }

  String stepBegan(About about, UUID id, Step step, Instant at) {
    var inputs = inputs(step, Map.of());
    return line(
        stepEvent(
            about, id, step, at, EventType.START, inputs, datasets.announced(step), noError()));
  }

  String stepDone(About about, UUID id, Step step, RunEvent.StepDone done) {
    return line(
        stepEvent(
            about,
            id,
            step,
            done.at(),
            EventType.COMPLETE,
            inputs(step, done.inputs()),
            datasets.made(step, done.after(), done.rows(), done.bytes()),
            noError()));
  }

  String stepFailed(About about, UUID id, Step step, Instant at, Fault fault) {
    var message =
        fault.kind().words()
            + ": "
            + fault.message()
            + fault.place().map(p -> " (" + p + ")").orElse("");
    return line(
        stepEvent(
            about,
            id,
            step,
            at,
            EventType.FAIL,
            inputs(step, Map.of()),
            datasets.announced(step),
            Optional.of(error(message, language(step)))));
  }

  String stepCancelled(About about, UUID id, Step step, Instant at) {
    return line(
        stepEvent(
            about,
            id,
            step,
            at,
            EventType.ABORT,
            inputs(step, Map.of()),
            datasets.announced(step),
            noError()));
  }

  private List<OpenLineage.InputDataset> inputs(Step step, Map<TableName, Entry> entries) {
    var inputs = new ArrayList<OpenLineage.InputDataset>();
    datasets.outside(step).ifPresent(inputs::add);
    for (var read : step.reads()) {
      inputs.add(datasets.input(read, Optional.ofNullable(entries.get(read))));
    }
    return inputs;
  }

  private OpenLineage.RunEvent stepEvent(
      About about,
      UUID id,
      Step step,
      Instant at,
      EventType type,
      List<OpenLineage.InputDataset> inputs,
      OpenLineage.OutputDataset output,
      Optional<OpenLineage.ErrorMessageRunFacet> error) {
    var facets =
        runFacets(about, error)
            .parent(
                open.newParentRunFacetBuilder()
                    .run(open.newParentRunFacetRunBuilder().runId(about.run()).build())
                    .job(
                        open.newParentRunFacetJobBuilder()
                            .namespace(namespace)
                            .name(about.pipeline())
                            .build())
                    .build());
    var job = open.newJob(namespace, about.pipeline() + "." + step.table(), jobFacets(step));
    return open.newRunEvent(
        at.atZone(ZoneOffset.UTC),
        type,
        open.newRun(id, facets.build()),
        job,
        inputs,
        List.of(output));
  }

  private OpenLineage.RunFacetsBuilder runFacets(
      About about, Optional<OpenLineage.ErrorMessageRunFacet> error) {
    var facets =
        open.newRunFacetsBuilder()
            .processing_engine(
                open.newProcessingEngineRunFacetBuilder().name("Prunella").version(version).build())
            .put("prunella_lake", lake(about));
    about
        .interval()
        .ifPresent(
            i ->
                facets.nominalTime(
                    open.newNominalTimeRunFacet(
                        i.start().atZone(ZoneOffset.UTC), i.end().atZone(ZoneOffset.UTC))));
    error.ifPresent(facets::errorMessage);
    return facets;
  }

  /** Where in the lake a run works: a facet of our own. */
  private OpenLineage.RunFacet lake(About about) {
    var facet = open.newRunFacet();
    var values = new TreeMap<String, Object>();
    values.put("branch", about.branch());
    about.base().ifPresent(base -> values.put("baseCommit", base.hex()));
    facet.getAdditionalProperties().putAll(values);
    return facet;
  }

  private OpenLineage.JobFacets jobFacets(Step step) {
    var facets = open.newJobFacetsBuilder();
    if (!step.description().isBlank()) {
      facets.documentation(open.newDocumentationJobFacet(text(step.description()), "text/plain"));
    }
    switch (step.work()) {
      case Step.Work.Sql(var sql) ->
          facets.jobType(jobType("QUERY")).sql(open.newSQLJobFacet(text(sql), "duckdb"));
      case Step.Work.Python(var program, var _) ->
          facets
              .jobType(jobType("SCRIPT"))
              .sourceCode(open.newSourceCodeJobFacet("python", text(program)));
      case Step.Work.Command(var command, var _) ->
          facets
              .jobType(jobType("COMMAND"))
              .sourceCode(open.newSourceCodeJobFacet("command", text(String.join(" ", command))));
      case Step.Work.Load _ -> facets.jobType(jobType("LOAD"));
    }
    return facets.build();
  }

  private OpenLineage.JobTypeJobFacet jobType(String type) {
    return open.newJobTypeJobFacetBuilder()
        .processingType("BATCH")
        .integration("PRUNELLA")
        .jobType(type)
        .build();
  }

  private OpenLineage.ErrorMessageRunFacet error(String message, String language) {
    return open.newErrorMessageRunFacet(text(message), language, null);
  }

  private static String language(Step step) {
    return switch (step.work()) {
      case Step.Work.Sql _, Step.Work.Load _ -> "SQL";
      case Step.Work.Python _ -> "PYTHON";
      case Step.Work.Command _ -> "COMMAND";
    };
  }

  /** Masked first: a secret cut in two is found by nobody. */
  private String text(String written) {
    var masked = redact.apply(written);
    int end = Math.min(MOST_CHARS, masked.length());
    boolean halves = end < masked.length() && Character.isHighSurrogate(masked.charAt(end - 1));
    return masked.substring(0, halves ? end - 1 : end);
  }

  private static String line(OpenLineage.BaseEvent event) {
    try {
      return JSON.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event has no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
