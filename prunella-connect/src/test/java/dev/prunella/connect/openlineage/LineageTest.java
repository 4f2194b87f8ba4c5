package dev.prunella.connect.openlineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.pipeline.PretendRuns;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Entry;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real runs tell, read from the file. */
class LineageTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final PretendRuns runs = new PretendRuns();
  private final List<String> said = new ArrayList<>();

  LineageTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void aRunTellsOfItselfAndOfEachStepAsItsParts() throws IOException {
    var events = told("a", facts(), listening -> runs.run(listening));
    assertThat(names(events))
        .containsExactly(
            "START shop",
            "START shop.orders",
            "COMPLETE shop.orders",
            "START shop.clean",
            "COMPLETE shop.clean",
            "START shop.daily",
            "COMPLETE shop.daily",
            "COMPLETE shop");
    var run = events.getFirst().at("/run/runId").asText();
    for (var event : events.subList(1, 7)) {
      assertThat(event.at("/run/facets/parent/run/runId").asText()).isEqualTo(run);
      assertThat(event.at("/run/runId").asText()).isNotEqualTo(run);
    }
    assertThat(events.get(1).at("/run/runId")).isEqualTo(events.get(2).at("/run/runId"));
    var done = events.get(6);
    assertThat(done.at("/run/facets/nominalTime/nominalStartTime").asText())
        .isEqualTo("2026-11-21T00:00:00Z");
    assertThat(done.at("/inputs/0/name").asText()).isEqualTo("clean");
    assertThat(done.at("/outputs/0/name").asText()).isEqualTo("daily");
    assertThat(done.at("/outputs/0/outputFacets/outputStatistics/rowCount").asInt()).isEqualTo(1);
    assertThat(done.at("/outputs/0/facets/schema/fields/0/name").asText()).isEqualTo("amount");
    assertThat(done.at("/job/facets/sql/query").asText()).contains("group by day");
    var amount = done.at("/outputs/0/facets/columnLineage/fields/amount/inputFields/0");
    assertThat(amount.path("name").asText()).isEqualTo("clean");
    assertThat(amount.at("/transformations/0/subtype").asText()).isEqualTo("AGGREGATION");
    assertThat(done.at("/outputs/0/facets/columnLineage/dataset/0/field").asText())
        .isEqualTo("day");
    var loaded = events.get(2);
    assertThat(loaded.at("/inputs/0/namespace").asText()).isEqualTo("file");
    assertThat(loaded.at("/inputs/0/name").asText()).isEqualTo("landing/orders");
    assertThat(said).isEmpty();
  }

  @Test
  void whatOneStepMadeIsTheVersionThatTheNextOneRead() throws IOException {
    var events = told("a", facts(), listening -> runs.run(listening));
    var made = events.get(4).at("/outputs/0/facets/version/datasetVersion").asText();
    assertThat(made).isNotEmpty();
    assertThat(events.get(6).at("/inputs/0/facets/version/datasetVersion").asText())
        .isEqualTo(made);
  }

  @Test
  void theRunsEndNamesTheLakesCommitForWhatItPublished() throws IOException {
    var events = told("a", facts(), listening -> runs.run(listening));
    var outputs = events.getLast().path("outputs");
    assertThat(outputs).hasSize(3);
    for (var output : outputs) {
      assertThat(output.at("/facets/version/datasetVersion").asText())
          .isEqualTo(runs.lake().head("main").id().hex());
    }
  }

  @Test
  void whoeverTellsOfARunCallsItTheSame() throws IOException {
    var a = lineage("a", facts());
    var b = lineage("b", facts());
    runs.run(RunListener.all(List.of(a.listener(runs.pipeline()), b.listener(runs.pipeline()))));
    a.close();
    b.close();
    assertThat(lines("a")).hasSize(8).isEqualTo(lines("b"));
    assertThat(JSON.readTree(lines("a").getFirst()).at("/run/runId").asText())
        .as("version 5, which names derive")
        .matches(".{14}5.*");
  }

  @Test
  void aFailedStepSaysWhyAndKeepsSecrets() throws IOException {
    runs.fail("clean");
    var events = told("a", facts(), listening -> runs.run(listening));
    assertThat(names(events))
        .contains("FAIL shop.clean", "FAIL shop")
        .doesNotContain("START shop.daily");
    var failed =
        events.stream().filter(e -> e.at("/job/name").asText().equals("shop.clean")).toList();
    assertThat(failed.getLast().at("/run/facets/errorMessage/message").asText())
        .isEqualTo("it failed: told to fail (models/clean.sql:1)");
    assertThat(failed.getLast().at("/job/facets/sql/query").asText())
        .isEqualTo("select *** from orders");
    var end = events.stream().filter(e -> name(e).equals("FAIL shop")).findFirst().orElseThrow();
    assertThat(end.at("/run/facets/errorMessage/message").asText()).contains("clean failed");
    assertThat(String.join("\n", lines("a"))).doesNotContain("secret-1");
  }

  @Test
  void whatARunDidNotBringIsToldAsItStandsForReaders() throws IOException {
    runs.fail("daily");
    var events = told("a", facts(), listening -> runs.run(listening));
    var end = events.stream().filter(e -> name(e).equals("FAIL shop")).findFirst().orElseThrow();
    assertThat(end.at("/outputs/1/name").asText()).isEqualTo("orders");
    assertThat(end.at("/outputs/1/facets/prunella_freshness/freshness").asText())
        .isEqualTo("fresh");
    var stale = events.getLast();
    assertThat(stale.has("run")).as("it is an event of a dataset, and of no run").isFalse();
    assertThat(stale.at("/eventTime")).isEqualTo(end.at("/eventTime"));
    assertThat(stale.at("/dataset/name").asText()).isEqualTo("daily");
    var facet = stale.at("/dataset/facets/prunella_freshness");
    assertThat(facet.path("freshness").asText()).isEqualTo("stale");
    assertThat(facet.path("staleSince").asText()).isEqualTo("2026-11-22T02:47:00Z");
    assertThat(facet.at("/missing/0").asText()).isEqualTo("2026-11-21");
    assertThat(facet.path("because").asText()).isEqualTo("daily could not be made, says ***");
    assertThat(facet.path("_schemaURL").asText()).endsWith("PrunellaFreshnessDatasetFacet");
    assertThat(facet.path("_producer").asText()).isEqualTo("https://prunella.dev");
  }

  @Test
  void whatOthersDidToTablesIsToldByThoseAloneThatAreKnown() throws IOException {
    try (var lineage = lineage("a", facts())) {
      lineage.standings(
          List.of(TableName.of("orders"), TableName.of("gone")),
          Instant.parse("2026-11-22T06:00:00Z"));
    }
    assertThat(events("a"))
        .singleElement()
        .satisfies(
            e -> {
              assertThat(e.at("/dataset/name").asText()).isEqualTo("orders");
              assertThat(e.at("/eventTime").asText()).startsWith("2026-11-22T06:00");
            });
  }

  @Test
  void anInterruptedRunIsAborted() throws IOException {
    runs.during("clean", _ -> runs.cancel());
    var events = told("a", facts(), listening -> runs.run(listening));
    assertThat(names(events)).contains("ABORT shop.clean", "ABORT shop");
  }

  @Test
  void aResumedRunHasANewIdAndKeepsItsInterval() throws IOException {
    runs.fail("daily");
    var lineage = lineage("a", facts());
    var first = runs.run(lineage.listener(runs.pipeline()));
    runs.heal("daily");
    runs.resume(first, lineage.resumed(runs.pipeline(), runs.opened(first)));
    lineage.close();
    var events = events("a");
    assertThat(names(events)).endsWith("START shop.daily", "COMPLETE shop.daily", "COMPLETE shop");
    var starts = events.stream().filter(e -> name(e).equals("START shop")).toList();
    assertThat(starts).hasSize(2);
    assertThat(starts.get(0).at("/run/runId")).isNotEqualTo(starts.get(1).at("/run/runId"));
    assertThat(starts.get(1).at("/run/facets/nominalTime"))
        .isEqualTo(starts.get(0).at("/run/facets/nominalTime"));
  }

  @Test
  void factsThatCannotBeHadOnlyLeaveOutAFacet() throws IOException {
    var broken =
        new LineageFacts() {
          @Override
          public List<Column> columns(TableName table, Entry entry) {
            throw new IllegalStateException("the file is gone");
          }

          @Override
          public Optional<SqlFacts> sql(Step step) {
            throw new IllegalStateException("not SQL");
          }
        };
    var events = told("a", broken, listening -> runs.run(listening));
    assertThat(events).hasSize(8);
    assertThat(events.get(6).at("/outputs/0/facets/schema").isMissingNode()).isTrue();
  }

  @Test
  void everyEventFitsTheStandardsSchemas() throws IOException {
    var schemas = Schemas.orSkip();
    told("a", facts(), listening -> runs.run(listening));
    var failing = new PretendRuns();
    failing.fail("daily");
    told("b", facts(), listening -> failing.run(listening));
    var interrupted = new PretendRuns();
    interrupted.during("daily", _ -> interrupted.cancel());
    told("c", facts(), listening -> interrupted.run(listening));
    var all = new ArrayList<>(lines("a"));
    all.addAll(lines("b"));
    all.addAll(lines("c"));
    for (var line : all) {
      assertThat(schemas.wrongWith(line)).as(line).isEmpty();
    }
    assertThat(all).hasSizeGreaterThan(20);
    assertThat(schemas.judged())
        .containsExactlyInAnyOrder(
            "parent",
            "nominalTime",
            "processing_engine",
            "errorMessage",
            "jobType",
            "sql",
            "version",
            "schema",
            "columnLineage",
            "outputStatistics",
            "prunella_freshness");
    var stale = all.stream().filter(l -> l.contains("staleSince")).findFirst().orElseThrow();
    assertThat(schemas.wrongWith(stale.replace("\"freshness\":\"stale\"", "\"freshness\":1")))
        .isNotEmpty();
    assertThat(schemas.wrongWith(all.get(6).replace("\"rowCount\":1", "\"rowCount\":\"one\"")))
        .as("the schemas can find something")
        .isNotEmpty();
    assertThat(schemas.wrongWith(all.getFirst().replace("\"runId\"", "\"id\""))).isNotEmpty();
  }

  private static LineageFacts facts() {
    return new LineageFacts() {
      @Override
      public List<Column> columns(TableName table, Entry entry) {
        return List.of(new Column("amount", "decimal(10,2)", ""), new Column("day", "date", "d"));
      }

      @Override
      public Map<TableName, ReaderStanding> standings() {
        return Map.of(
            TableName.of("orders"),
            new ReaderStanding(
                "fresh", Optional.of("2026-11-21"), Optional.empty(), List.of(), Optional.empty()),
            TableName.of("daily"),
            new ReaderStanding(
                "stale",
                Optional.of("2026-11-20"),
                Optional.of(Instant.parse("2026-11-22T02:47:00Z")),
                List.of("2026-11-21"),
                Optional.of("daily could not be made, says secret-1")));
      }

      @Override
      public Optional<SqlFacts> sql(Step step) {
        if (!step.table().equals(TableName.of("daily"))) {
          return Optional.empty();
        }
        var clean = TableName.of("clean");
        var day = new TreeSet<>(List.of(new ColumnName(clean, "day")));
        var amount = new TreeSet<>(List.of(new ColumnName(clean, "amount")));
        return Optional.of(
            new SqlFacts(
                List.of(clean),
                List.of(
                    new SqlFacts.OutputColumn.Named(
                        "day", new SqlFacts.Lineage.Known(SqlFacts.Kind.DIRECT, day, day)),
                    new SqlFacts.OutputColumn.Named(
                        "amount",
                        new SqlFacts.Lineage.Known(SqlFacts.Kind.AGGREGATED, amount, day))),
                List.of(),
                new TreeSet<>()));
      }
    };
  }

  private Lineage lineage(String file, LineageFacts facts) {
    var config =
        new LineageConfig(
            "lake-1",
            "prunella://acme",
            "0.1.0",
            Optional.of(LineageConfig.ToFile.of(folder.resolve(file))),
            Optional.empty());
    return Lineage.open(config, facts, text -> text.replace("secret-1", "***"), said::add);
  }

  private List<JsonNode> told(String file, LineageFacts facts, Consumer<RunListener> run)
      throws IOException {
    try (var lineage = lineage(file, facts)) {
      run.accept(lineage.listener(runs.pipeline()));
    }
    return events(file);
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(folder.resolve(file));
  }

  private List<JsonNode> events(String file) throws IOException {
    var events = new ArrayList<JsonNode>();
    for (var line : lines(file)) {
      events.add(JSON.readTree(line));
    }
    return events;
  }

  private static List<String> names(List<JsonNode> events) {
    return events.stream().map(LineageTest::name).toList();
  }

  private static String name(JsonNode event) {
    return event.path("eventType").asText() + " " + event.at("/job/name").asText();
  }
}
