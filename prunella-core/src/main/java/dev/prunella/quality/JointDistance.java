package dev.prunella.quality;

import dev.prunella.quality.Scoring.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Several measures judged together, by how they usually go together: on a busy day all counts are
 * high, so few rows for so many keys is strange where neither number is; and a day whose first,
 * middle and last times are all a little late is stranger than each of them (Mahalanobis 1936, the
 * correlations shrunk since history is short).
 */
final class JointDistance {
  private static final int MOST = 8;
  private static final double SHRUNK = 0.15;

  /** Farther deviations of single values are left to those values' own cells. */
  private static final double FARTHEST = 5;

  private final List<List<Double>> past = new ArrayList<>();
  private final List<Double> now = new ArrayList<>();

  /** Takes a measure in, where every earlier interval has it and it moves at all. */
  void add(Measure today, Series series, int intervals, int season) {
    var logs = today.value() > 0 ? series.logs() : null;
    var frame = logs == null ? series.plain() : logs;
    double least = logs == null ? Math.max(1e-9, today.least()) : 0.02;
    if (now.size() >= MOST || series.size() != intervals || frame.usualSpread() < least) {
      return;
    }
    double x = logs == null ? today.value() : Math.log(today.value());
    double spread = frame.usualSpread();
    past.add(
        Arrays.stream(frame.surprises()).mapToObj(r -> Math.clamp(r / spread, -4, 4)).toList());
    now.add(Math.clamp((x - frame.expected(season)) / spread, -FARTHEST, FARTHEST));
  }

  Optional<Score> score() {
    return now.size() < 2
        ? Optional.empty()
        : Optional.of(new Score(2 * Math.sqrt(mahalanobis(past, now) / now.size()), 0, 4));
  }

  private static double mahalanobis(List<List<Double>> columns, List<Double> x) {
    int d = columns.size();
    int n = columns.getFirst().size();
    var a = new double[d][d + 1];
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += columns.get(i).get(k) * columns.get(j).get(k);
        }
        a[i][j] = sum / n * (i == j ? 1 : 1 - SHRUNK);
      }
      a[i][i] += 0.02;
      a[i][d] = x.get(i);
    }
    // Gauss: the matrix is positive definite, so the pivots are.
    for (int p = 0; p < d; p++) {
      for (int r = p + 1; r < d; r++) {
        double f = a[r][p] / a[p][p];
        for (int c = p; c <= d; c++) {
          a[r][c] -= f * a[p][c];
        }
      }
    }
    var y = new double[d];
    double distance = 0;
    for (int r = d - 1; r >= 0; r--) {
      double rest = a[r][d];
      for (int c = r + 1; c < d; c++) {
        rest -= a[r][c] * y[c];
      }
      y[r] = rest / a[r][r];
      distance += y[r] * x.get(r);
    }
    return distance;
  }
}
