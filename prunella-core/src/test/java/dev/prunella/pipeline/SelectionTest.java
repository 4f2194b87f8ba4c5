package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.CodePlace;
import dev.prunella.refs.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SelectionTest {
  /** orders -> stg_orders -> daily -> report, and sales.fx -> daily. */
  private final Graph graph =
      graph(
          load("orders", "sources/orders.yaml"),
          load("sales.fx", "sources/fx.yaml"),
          sql("stg_orders", "models/staging/stg_orders.sql", "nightly", "orders"),
          sql("daily", "models/marts/daily.sql", "marts", "stg_orders", "sales.fx"),
          sql("report", "models/marts/report.sql", "nightly", "daily"),
          sql("odd name", "models/odd name.sql", "odd"));

  @Test
  void aNameAloneIsOneStepWhateverItsCapitals() {
    assertThat(chosen("daily")).containsExactly("daily");
    assertThat(chosen("DAILY")).containsExactly("daily");
    assertThat(chosen("sales.fx")).containsExactly("sales.fx");
    assertThat(chosen("\"odd name\"")).containsExactly("\"odd name\"");
  }

  @Test
  void spacesAndCommasBothAdd() {
    assertThat(chosen("orders, report  daily")).containsExactly("daily", "orders", "report");
    assertThat(chosen("orders orders")).containsExactly("orders");
    assertThat(Selection.parse(List.of("orders", "daily,report")).among(graph))
        .isEqualTo(Selection.parse("report daily orders").among(graph));
  }

  @Test
  void plusSignsReachUpAndDown() {
    assertThat(chosen("+daily")).containsExactly("daily", "orders", "sales.fx", "stg_orders");
    assertThat(chosen("stg_orders+")).containsExactly("daily", "report", "stg_orders");
    assertThat(chosen("+stg_orders+")).containsExactly("daily", "orders", "report", "stg_orders");
  }

  @Test
  void numbersLimitHowFarPlusSignsReach() {
    assertThat(chosen("1+daily")).containsExactly("daily", "sales.fx", "stg_orders");
    assertThat(chosen("2+report")).containsExactly("daily", "report", "sales.fx", "stg_orders");
    assertThat(chosen("orders+1")).containsExactly("orders", "stg_orders");
    assertThat(chosen("0+daily")).containsExactly("daily");
    assertThat(chosen("9999+report")).isEqualTo(chosen("+report"));
  }

  @Test
  void tagsPathsAndSourcesChooseAndCanBeWidened() {
    assertThat(chosen("tag:nightly")).containsExactly("report", "stg_orders");
    assertThat(chosen("path:models/marts")).containsExactly("daily", "report");
    assertThat(chosen("path:./models/marts/")).containsExactly("daily", "report");
    assertThat(chosen("path:models/marts/daily.sql")).containsExactly("daily");
    assertThat(chosen("path:models/mart")).isEmpty();
    assertThat(chosen("source:orders+1")).containsExactly("orders", "stg_orders");
    assertThat(chosen("1+tag:marts")).containsExactly("daily", "sales.fx", "stg_orders");
  }

  @Test
  void starsStandForAnyCharacters() {
    assertThat(chosen("*")).hasSize(6);
    assertThat(chosen("*orders")).containsExactly("orders", "stg_orders");
    assertThat(chosen("sales.*")).containsExactly("sales.fx");
    assertThat(chosen("source:*")).containsExactly("orders", "sales.fx");
    assertThat(chosen("path:models/*/daily.sql")).containsExactly("daily");
    assertThat(chosen("d.ily")).isEmpty();
  }

  @Test
  void whatNamesNothingIsToldWithAGuess() {
    assertThat(unknown("dialy tag:nighly path:models/mats source:order fx source:daily"))
        .containsExactly(
            "there is no step 'dialy', did you mean 'daily'?",
            "no step has the tag 'nighly', did you mean 'tag:nightly'?",
            "no step is written in 'models/mats', did you mean 'path:models/marts'?",
            "there is no source 'order', did you mean 'source:orders'?",
            "there is no step 'fx', did you mean 'sales.fx'?",
            "there is no source 'daily'");
    assertThat(unknown("tga:x")).first().asString().contains("did you mean 'tag:'?");
    assertThat(unknown("daily x_*")).containsExactly("there is no step 'x_*'");
    assertThat(unknown("+")).hasSize(1);
    assertThat(unknown("\"daily")).hasSize(1);
  }

  @Test
  void nothingAskedForIsNothing() {
    assertThat(chosen(" , ")).isEmpty();
    assertThat(Selection.all().among(graph))
        .isInstanceOfSatisfying(
            Selection.Chosen.Tables.class, all -> assertThat(all.tables()).hasSize(6));
  }

  private List<String> chosen(String text) {
    return switch (Selection.parse(text).among(graph)) {
      case Selection.Chosen.Tables(var tables) -> tables.stream().map(TableName::toString).toList();
      case Selection.Chosen.Unknown _ -> List.of();
    };
  }

  private List<String> unknown(String text) {
    return switch (Selection.parse(text).among(graph)) {
      case Selection.Chosen.Tables(var tables) ->
          throw new AssertionError("names something: " + tables);
      case Selection.Chosen.Unknown(var sentences) -> sentences;
    };
  }

  private static Graph graph(Step... steps) {
    return switch (Graph.of(List.of(steps))) {
      case Graph.Made.Sound(var graph) -> graph;
      case Graph.Made.Cycle(var tables) -> throw new AssertionError(tables);
    };
  }

  private static Step load(String table, String path) {
    var declared =
        new Source.Declared(
            new Source.Files("x.csv"),
            Source.Format.of(Source.Format.Kind.CSV),
            List.of(),
            false,
            Source.OnEmpty.ALLOW,
            Source.OnNewColumn.FAIL,
            Optional.empty());
    return step(table, new Step.Work.Load(declared), path, "raw");
  }

  private static Step sql(String table, String path, String tag, String... reads) {
    return step(table, new Step.Work.Sql("select 1"), path, tag, reads);
  }

  private static Step step(String table, Step.Work work, String path, String tag, String... reads) {
    return new Step(
        TableName.parse(table),
        work,
        new Materialization.Full(),
        Arrays.stream(reads).map(TableName::parse).toList(),
        CodePlace.file(path),
        "code",
        true,
        new TreeSet<>(List.of(tag)),
        "",
        StepLimits.DEFAULT);
  }
}
