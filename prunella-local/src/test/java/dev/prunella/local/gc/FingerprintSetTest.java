package dev.prunella.local.gc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.ObjectId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FingerprintSetTest {

  @Property(tries = 200)
  void behavesAsASet(@ForAll List<Long> high, @ForAll List<Long> low) {
    var set = new FingerprintSet();
    var model = new HashSet<List<Long>>();
    for (int i = 0; i < Math.min(high.size(), low.size()); i++) {
      // A zero is kept as a one; that two of them are one is the price of a collision.
      long second = low.get(i) == 0 ? 1 : low.get(i);
      var id = new ObjectId(high.get(i), second, 0, 0);
      assertThat(set.add(id)).isEqualTo(model.add(List.of(high.get(i), second)));
      assertThat(set.contains(id)).isTrue();
    }
    assertThat(set.size()).isEqualTo(model.size());
  }

  @Test
  void growsAndForgetsNothing() {
    var set = new FingerprintSet();
    var ids = new ArrayList<ObjectId>();
    for (int i = 0; i < 50_000; i++) {
      var id = ObjectId.of(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)});
      ids.add(id);
      assertThat(set.add(id)).isTrue();
    }
    assertThat(ids).allMatch(set::contains);
    assertThat(set.contains(ObjectId.of(new byte[] {1}))).isFalse();
  }
}
