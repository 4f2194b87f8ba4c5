package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GraphTest {

  @Test
  void upAndDownTheGraph() {
    var graph = new World().classic().graph();
    assertThat(graph.downstream(List.of(TableName.of("clean"))))
        .containsExactly(TableName.of("customers"), TableName.of("daily"));
    assertThat(graph.upstream(List.of(TableName.of("daily"))))
        .containsExactly(TableName.of("clean"), TableName.of("orders"));
  }

  @Test
  void aCycleIsShownWholeAndNothingElse() {
    var steps =
        List.of(
            step("a", "z"), step("b", "a", "d"), step("c", "b"), step("d", "c"), step("e", "d"));
    assertThat(Graph.of(steps))
        .isInstanceOfSatisfying(
            Graph.Made.Cycle.class,
            cycle ->
                assertThat(cycle.tables())
                    .extracting(s -> s.table().toString())
                    .containsExactlyInAnyOrder("b", "c", "d"));
  }

  @Test
  void aStepThatReadsItselfIsACycle() {
    assertThat(Graph.of(List.of(step("a", "a")))).isInstanceOf(Graph.Made.Cycle.class);
  }

  @Property
  void everyStepComesAfterWhatItReads(
      @ForAll @Size(max = 60) List<@IntRange(max = 59) Integer> picks) {
    var steps = new ArrayList<Step>();
    for (int i = 0; i < 30; i++) {
      var reads = new TreeSet<String>();
      for (int k = i; k < picks.size(); k += 30) {
        if (picks.get(k) % 30 < i) {
          reads.add("t" + picks.get(k) % 30);
        }
      }
      steps.add(step("t" + i, reads.toArray(String[]::new)));
    }
    var order = World.graph(steps).inOrder().stream().map(Step::table).toList();
    assertThat(order).hasSize(30);
    for (var step : steps) {
      for (var read : step.reads()) {
        assertThat(order.indexOf(read)).isLessThan(order.indexOf(step.table()));
      }
    }
  }

  private static Step step(String table, String... reads) {
    return new World().model(table, "code", reads).only();
  }
}
