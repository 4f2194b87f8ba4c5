package dev.prunella.app.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentState;
import dev.prunella.incident.Symptom;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Graph;
import dev.prunella.pipeline.RunId;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OneCauseTest {
  private static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");
  private static final TableName PRICES = TableName.of("prices");
  private static final TableName STOCK = TableName.of("stock");
  private static final TableName STAFF = TableName.of("staff");
  private static final Graph GRAPH = ((Graph.Made.Sound) Graph.of(List.of())).graph();

  private static final Map<TableName, Origin> ORIGINS =
      Map.of(
          PRICES, new Origin("landing", "shop@example.org"),
          STOCK, new Origin("landing", "shop@example.org"),
          STAFF, new Origin("landing", "people@example.org"));

  private static Symptom missing(TableName table) {
    return new Symptom(table, Fault.Kind.MISSING, "there is no file landing/" + table + ".csv");
  }

  private static Optional<OneCause.Led> led(Symptom symptom, String day, Symptom before) {
    var open =
        IncidentState.of(
            new IncidentId(1),
            List.of(
                new IncidentEvent.Opened(
                    AT,
                    new RunId(1),
                    "p",
                    Optional.empty(),
                    Optional.of("2026-11-21"),
                    List.of(before))));
    return OneCause.of(
        List.of(symptom),
        Optional.of(day),
        List.of(open),
        GRAPH,
        table -> Optional.ofNullable(ORIGINS.get(table)));
  }

  @Test
  void whatOneOwnersPlaceDoesNotBringForADayIsOneCause() {
    assertThat(led(missing(STOCK), "2026-11-21", missing(PRICES)))
        .hasValueSatisfying(
            led ->
                assertThat(led.why())
                    .isEqualTo("stock and prices come from one place, and neither was there"));
  }

  @Test
  void whoHasAnotherOwnerIsAskedForItself() {
    assertThat(led(missing(STAFF), "2026-11-21", missing(PRICES))).isEmpty();
  }

  @Test
  void anotherDayIsAnotherCause() {
    assertThat(led(missing(STOCK), "2026-11-22", missing(PRICES))).isEmpty();
  }

  @Test
  void whatIsWrongWithTheBytesIsEachFilesOwn() {
    var stock = new Symptom(STOCK, Fault.Kind.BAD_BYTES, "cut off");
    var prices = new Symptom(PRICES, Fault.Kind.BAD_BYTES, "cut off");

    assertThat(led(stock, "2026-11-21", prices)).isEmpty();
  }

  @Test
  void whatComesFromNowhereIsNotOfOnePlace() {
    var one = TableName.of("one");
    var other = TableName.of("other");

    assertThat(led(missing(one), "2026-11-21", missing(other))).isEmpty();
  }
}
