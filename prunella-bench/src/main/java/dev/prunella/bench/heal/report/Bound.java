package dev.prunella.bench.heal.report;

/**
 * A share with the bounds that 95 % of such counts would give it: the interval of Clopper and
 * Pearson (1934), which is never too narrow. 0 of n has the upper bound 1 - 0.025^(1/n).
 *
 * @param count how many
 * @param of among how many
 */
record Bound(int count, int of) {
  private static final double TAIL = 0.025;
  private static final int HALVINGS = 60;

  double share() {
    return of == 0 ? 0 : (double) count / of;
  }

  /** The least share with which so many would not be surprising. */
  double low() {
    return count == 0 ? 0 : solve(p -> 1 - below(count - 1, p), true);
  }

  /** The greatest. */
  double high() {
    return of == 0 || count == of ? 1 : solve(p -> below(count, p), false);
  }

  private interface Chance {
    double of(double p);
  }

  private static double solve(Chance chance, boolean rising) {
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (chance.of(middle) > TAIL == rising) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return (low + high) / 2;
  }

  /** The chance of so many or fewer. */
  private double below(int most, double p) {
    double sum = 0;
    double term = of * Math.log1p(-p);
    for (int k = 0; k <= most; k++) {
      sum += Math.exp(term);
      term += Math.log((double) (of - k) / (k + 1)) + Math.log(p) - Math.log1p(-p);
    }
    return Math.min(1, sum);
  }

  /** For people: {@code 12 of 40, 30 % (17 to 47)}. */
  String words() {
    return of == 0
        ? "0 of 0"
        : "%d of %d, %.1f %% (%.1f to %.1f)"
            .formatted(count, of, 100 * share(), 100 * low(), 100 * high());
  }
}
