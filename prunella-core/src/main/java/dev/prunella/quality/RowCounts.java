package dev.prunella.quality;

import dev.prunella.quality.Scoring.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Rows and different values of each column judged together: on a busy day all of them are high, so
 * few rows for so many keys is strange where neither number is (Mahalanobis 1936, the correlations
 * shrunk since history is short).
 */
final class RowCounts {
  private static final int MOST_COUNTS = 8;
  private static final double SHRUNK = 0.15;

  private RowCounts() {}

  static Optional<Score> score(History history, Picture today) {
    var ids = new ArrayList<String>();
    for (var m : today.measures().values()) {
      if (m.aspect() == Aspect.ROWS
          && ids.size() < MOST_COUNTS
          && history
              .series(m.id())
              .filter(s -> s.size() == history.pictures().size() && s.logs() != null)
              .isPresent()) {
        ids.add(m.id());
      }
    }
    var centred = new ArrayList<List<Double>>();
    var now = new ArrayList<Double>();
    for (var id : ids) {
      var logs = history.series(id).map(Series::logs).orElse(null);
      var m = today.measures().get(id);
      if (logs == null || logs.spread() < 0.02 || m == null || m.value() <= 0) {
        continue;
      }
      double middle = logs.middle();
      double spread = logs.spread();
      centred.add(
          Arrays.stream(logs.values())
              .mapToObj(x -> Math.clamp((x - middle) / spread, -4, 4))
              .toList());
      now.add((Math.log(m.value()) - middle) / spread);
    }
    if (now.size() < 2) {
      return Optional.empty();
    }
    double distance = mahalanobis(centred, now);
    return Optional.of(
        new Score(Math.min(Scoring.GREATEST, 2 * Math.sqrt(distance / now.size())), 0, 4));
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
