package dev.prunella.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.quality.RowSample.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Lines of receipts: all of one receipt are a customer's, who may have several. */
class BrokenDependencyTest {
  private static final int DAYS = 30;
  private static final int LINES = 60;

  private final Random random = new Random(3);
  private final List<String> receipts = new ArrayList<>();
  private final List<@Nullable String> customers = new ArrayList<>();
  private final List<String> articles = new ArrayList<>();
  private final List<Integer> days = new ArrayList<>();

  BrokenDependencyTest() {
    for (int day = 0; day <= DAYS; day++) {
      for (int line = 0; line < LINES; line++) {
        days.add(day);
        receipts.add(day + "-" + line / 4);
        customers.add("c" + (line / 4 * 7 + day) % 40);
        articles.add("a" + random.nextInt(100));
      }
    }
  }

  private RowSample sample() {
    var none = Collections.nCopies(days.size(), Double.NaN);
    return new RowSample(
        LINES,
        List.of(
            Values.of("receipt", TypeClass.TEXT, new ArrayList<>(receipts), none),
            Values.of("customer", TypeClass.TEXT, customers, none),
            Values.of("article", TypeClass.TEXT, new ArrayList<>(articles), none)),
        days);
  }

  @Test
  void ordinaryDaysBreakNothing() {
    assertThat(BrokenDependency.of(sample(), DAYS)).isEmpty();
  }

  @Test
  void oneLineWithTheReceiptOfTheLineBeforeShows() {
    int first = DAYS * LINES;
    receipts.set(first + 8, receipts.get(first + 7));
    assertThat(BrokenDependency.of(sample(), DAYS))
        .hasValueSatisfying(
            found -> {
              assertThat(found).isEqualTo(new BrokenDependency("receipt", "customer", 1));
              assertThat(found.words()).contains("customer has several values for one of receipt");
            });
  }

  @Test
  void whatWasBrokenBeforeIsNoDependencyAndAMissingValueBreaksNone() {
    int first = DAYS * LINES;
    customers.set(first + 5, null);
    assertThat(BrokenDependency.of(sample(), DAYS)).isEmpty();
    receipts.set(first + 8, receipts.get(first + 7));
    receipts.set(LINES + 8, receipts.get(LINES + 7));
    assertThat(BrokenDependency.of(sample(), DAYS)).isEmpty();
  }

  @Test
  void whatIsNearlyAlwaysTheSameIsDeterminedByNothing() {
    Collections.fill(customers, "c1");
    int first = DAYS * LINES;
    customers.set(first + 5, "c2");
    assertThat(BrokenDependency.of(sample(), DAYS)).isEmpty();
  }
}
