package dev.prunella.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DirectionTest {

  private static float[] vector(Random random) {
    var vector = new float[384];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  private static double exact(float[] a, float[] b) {
    double dot = 0;
    double mine = 0;
    double its = 0;
    for (int i = 0; i < a.length; i++) {
      dot += a[i] * b[i];
      mine += a[i] * a[i];
      its += b[i] * b[i];
    }
    return dot / Math.sqrt(mine * its);
  }

  @Test
  void angleIsKeptWithinAHundredth() {
    var random = new Random(3);
    for (int i = 0; i < 200; i++) {
      var a = vector(random);
      var b = vector(random);
      for (int j = 0; j < b.length; j++) {
        b[j] += a[j] * i / 50;
      }
      assertThat(Direction.of(a).cosine(Direction.of(b))).isCloseTo(exact(a, b), within(0.01));
    }
  }

  @Test
  void lengthDoesNotCountAndWhatWasKeptIsTheSame() {
    var one = Direction.of(new float[] {0.01f, -0.02f, 0});
    var longer = Direction.of(new float[] {10, -20, 0});
    assertThat(one.cosine(longer)).isCloseTo(1, within(1e-9));
    assertThat(Direction.ofBytes(one.bytes()).cosine(one)).isCloseTo(1, within(1e-9));
    assertThat(one.cosine(Direction.of(new float[] {-1, 2, 0}))).isCloseTo(-1, within(0.01));
  }

  @Test
  void whatIsNoDirectionIsRefused() {
    assertThatThrownBy(() -> Direction.of(new float[3])).hasMessageContaining("zeros");
    assertThatThrownBy(() -> Direction.of(new float[] {1, Float.NaN}))
        .hasMessageContaining("finite");
    var two = Direction.of(new float[] {1, 1});
    var three = Direction.of(new float[] {1, 1, 1});
    assertThatThrownBy(() -> two.cosine(three)).hasMessageContaining("dimensions");
  }
}
