package dev.prunella.app.reach;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.outside.OutsideRun;
import dev.prunella.outside.OutsideRun.Dataset;
import dev.prunella.outside.OutsideState;
import dev.prunella.refs.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is known of tables by the runs of others. */
class ElsewhereTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static Dataset dataset(String name) {
    return new Dataset("postgres://db", name, List.of());
  }

  private static OutsideRun run(
      String job, OutsideState state, int hour, List<Dataset> inputs, List<Dataset> outputs) {
    var at = NOON.plusSeconds(3600L * hour);
    return new OutsideRun(
        new OutsideRun.Key("airflow", job, job + hour),
        state,
        at,
        at,
        Optional.of(at),
        "",
        inputs,
        outputs,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OutsideRun.Nature.UNKNOWN);
  }

  @Test
  void aTableIsOursOrTheirsByItsName() {
    var elsewhere =
        Elsewhere.of(
            List.of(TableName.of("orders")),
            List.of(
                run(
                    "load",
                    OutsideState.FAIL,
                    2,
                    List.of(dataset("shop.public.raw")),
                    List.of(dataset("orders"), dataset("shop.public.totals"))),
                run("load", OutsideState.COMPLETE, 1, List.of(), List.of(dataset("orders")))));
    assertThat(elsewhere.writersOf(TableName.of("orders"))).containsExactly("load (airflow)");
    assertThat(elsewhere.writersOf(TableName.of("totals"))).isEmpty();
    assertThat(elsewhere.foreign())
        .extracting(Elsewhere.Known::name)
        .containsExactly("shop.public.totals", "shop.public.raw");
  }

  @Test
  void theNewestRunSaysHowItStandsAndAllSayWhoMakesIt() {
    var totals = List.of(dataset("shop.public.totals"));
    var known =
        Elsewhere.of(
                List.of(),
                List.of(
                    run("again", OutsideState.COMPLETE, 3, List.of(), totals),
                    run("report", OutsideState.COMPLETE, 2, totals, List.of()),
                    run("load", OutsideState.FAIL, 1, List.of(), totals)))
            .foreign();
    assertThat(known)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.state()).isEqualTo(OutsideState.COMPLETE);
              assertThat(one.told()).isEqualTo(NOON.plusSeconds(3 * 3600));
              assertThat(one.makers()).containsExactly("again (airflow)", "load (airflow)");
              assertThat(one.readers()).containsExactly("report (airflow)");
            });
  }

  @Test
  void whatHasNoTablesNameKeepsItsOwn() {
    assertThat(
            Elsewhere.of(
                    List.of(),
                    List.of(
                        run(
                            "copy",
                            OutsideState.COMPLETE,
                            1,
                            List.of(),
                            List.of(dataset("/bucket/a b/<x>/")))))
                .foreign())
        .extracting(Elsewhere.Known::name)
        .containsExactly("/bucket/a b/<x>/");
  }
}
