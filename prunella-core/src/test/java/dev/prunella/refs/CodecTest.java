package dev.prunella.refs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class CodecTest {
  private static final ObjectId ANY = ObjectId.of(new byte[] {1});

  @Property(tries = 150)
  void leafComesBackAsItWas(@ForAll("entries") Map<EntryKey, Entry> entries) {
    var leaf = new Node.Leaf(new TreeMap<>(entries));
    assertThat(Codec.decode(ANY, Codec.encode(leaf))).isEqualTo(leaf);
  }

  @Property(tries = 150)
  void commitComesBackAsItWas(@ForAll("commits") Commit commit) {
    assertThat(Codec.decode(commit.id().object(), Codec.encode(commit))).isEqualTo(commit);
  }

  @Property(tries = 100)
  void cutOffObjectIsDamageAndNothingElse(
      @ForAll("commits") Commit commit, @ForAll("entries") Map<EntryKey, Entry> entries) {
    for (var whole :
        List.of(Codec.encode(commit), Codec.encode(new Node.Leaf(new TreeMap<>(entries))))) {
      for (int length = 0; length < whole.length; length += 1 + whole.length / 50) {
        var cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> Codec.decode(ANY, cut)).isInstanceOf(LakeException.class);
      }
      assertThatThrownBy(() -> Codec.decode(ANY, Arrays.copyOf(whole, whole.length + 1)))
          .isInstanceOf(LakeException.class);
    }
  }

  @Property(tries = 1_000)
  void garbageIsNeverMoreThanALakeException(@ForAll @Size(max = 200) byte[] garbage) {
    decodeOrLakeException(garbage);
    if (garbage.length > 0) {
      garbage[0] = (byte) (1 + Math.floorMod(garbage[0], 3));
      decodeOrLakeException(garbage);
    }
  }

  @Property(tries = 150)
  void flippedBitsAreNeverMoreThanALakeException(
      @ForAll("entries") Map<EntryKey, Entry> entries, @ForAll long seed) {
    var bytes = Codec.encode(new Node.Leaf(new TreeMap<>(entries)));
    var random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      decodeOrLakeException(bytes);
    }
  }

  private static void decodeOrLakeException(byte[] bytes) {
    try {
      assertThat(Codec.decode(ANY, bytes)).isNotNull();
    } catch (LakeException e) {
      assertThat(e.problem()).isEqualTo(Problem.LAKE_DAMAGED);
    }
  }

  @Provide
  Arbitrary<Map<EntryKey, Entry>> entries() {
    return Arbitraries.maps(keys(), values()).ofMaxSize(20);
  }

  @Provide
  Arbitrary<Commit> commits() {
    var ids = Arbitraries.longs().map(n -> new CommitId(ObjectId.of(("" + n).getBytes(UTF_8))));
    var micros = Arbitraries.longs().map(CodecTest::instant);
    return Combinators.combine(
            ids.list().ofMaxSize(2), ids, texts().optional(), Arbitraries.longs(), micros, texts())
        .as(
            (parents, id, code, generation, at, text) ->
                new Commit(
                    id,
                    new ArrayList<>(parents),
                    id.object(),
                    code.filter(c -> !c.isEmpty()),
                    generation,
                    at,
                    text,
                    text + "!"));
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000L);
  }

  private static Arbitrary<EntryKey> keys() {
    var levels = texts().filter(s -> !s.isEmpty()).list().ofMinSize(1).ofMaxSize(4);
    return Combinators.combine(Arbitraries.of(EntryKey.Kind.values()), levels).as(EntryKey::new);
  }

  private static Arbitrary<Entry> values() {
    return Arbitraries.oneOf(
        Combinators.combine(texts(), texts()).as(Entry.Table::new),
        Combinators.combine(texts(), texts()).as(Entry.View::new),
        Arbitraries.maps(texts(), texts()).ofMaxSize(4).map(Entry.Namespace::of));
  }

  /** All characters but halves, which no name can hold. */
  private static Arbitrary<String> texts() {
    return Arbitraries.strings()
        .ofMaxLength(12)
        .filter(s -> s.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF));
  }
}
