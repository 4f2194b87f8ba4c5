package dev.prunella.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What is known of a run does not depend on how its events came. */
class OutsideRunTest {
  private static final List<OutsideState> STATES = List.of(OutsideState.values());

  @Property(tries = 60)
  void everyOrderAndEveryRepetitionOfEventsIsOneRun(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int count) {
    var random = new Random(seed);
    var events = new ArrayList<OutsideRun>();
    for (int i = 0; i < count; i++) {
      events.add(event(random));
    }
    var whole = events.stream().reduce(OutsideRun::with).orElseThrow();
    for (int round = 0; round < 2; round++) {
      var told = new ArrayList<>(events);
      for (int i = 0; i < count; i++) {
        told.add(events.get(random.nextInt(count)));
      }
      Collections.shuffle(told, random);
      assertThat(told.stream().reduce(OutsideRun::with).orElseThrow()).isEqualTo(whole);
      assertThat(inTwoHalves(told, random.nextInt(told.size()))).isEqualTo(whole);
    }
  }

  /** As two batches are, each put together for itself. */
  private static OutsideRun inTwoHalves(List<OutsideRun> told, int at) {
    var first = told.subList(0, at).stream().reduce(OutsideRun::with);
    var then = told.subList(at, told.size()).stream().reduce(OutsideRun::with).orElseThrow();
    return first.map(f -> f.with(then)).orElse(then);
  }

  @Property(tries = 30)
  void whatFailedHasFailedAndBoundsHold(@ForAll long seed) {
    var random = new Random(seed);
    var run = event(random);
    boolean failed = run.state() == OutsideState.FAIL;
    for (int i = 0; i < 20; i++) {
      var next = event(random);
      failed |= next.state() == OutsideState.FAIL;
      run = run.with(next);
    }
    assertThat(run.state() == OutsideState.FAIL).isEqualTo(failed);
    assertThat(run.inputs()).hasSizeLessThanOrEqualTo(OutsideRun.MOST_DATASETS);
    assertThat(run.outputs())
        .allSatisfy(
            d -> assertThat(d.aliases()).hasSizeLessThanOrEqualTo(OutsideRun.Dataset.MOST_ALIASES));
    assertThat(run.began()).isBeforeOrEqualTo(run.told());
  }

  private static OutsideRun event(Random random) {
    var state = STATES.get(random.nextInt(STATES.size()));
    var at = Instant.ofEpochSecond(random.nextInt(5));
    return new OutsideRun(
        new OutsideRun.Key("etl", "load" + (random.nextBoolean() ? ".orders" : ""), "r"),
        state,
        at,
        at,
        state.isEnd() ? Optional.of(at) : Optional.empty(),
        random.nextBoolean() ? "spark" : "",
        datasets(random),
        datasets(random),
        random.nextInt(3) == 0
            ? Optional.of(new OutsideRun.Failure("m" + random.nextInt(3), ""))
            : Optional.empty(),
        key(random),
        key(random),
        new OutsideRun.Nature(
            random.nextBoolean() ? "flink" : "",
            random.nextBoolean(),
            random.nextInt(4),
            random.nextInt(3)));
  }

  private static Optional<OutsideRun.Key> key(Random random) {
    return random.nextBoolean()
        ? Optional.of(new OutsideRun.Key("air", "dag", "p" + random.nextInt(3)))
        : Optional.empty();
  }

  /** Now and then more than are kept. */
  private static List<OutsideRun.Dataset> datasets(Random random) {
    var datasets = new ArrayList<OutsideRun.Dataset>();
    int count = random.nextInt(8) == 0 ? OutsideRun.MOST_DATASETS : random.nextInt(4);
    for (int i = 0; i < count; i++) {
      var aliases = new ArrayList<OutsideRun.Alias>();
      for (int a = random.nextInt(9); a > 0; a--) {
        aliases.add(new OutsideRun.Alias("c", "a" + random.nextInt(20)));
      }
      datasets.add(
          new OutsideRun.Dataset("n" + random.nextInt(2), "d" + random.nextInt(150), aliases));
    }
    return datasets;
  }
}
