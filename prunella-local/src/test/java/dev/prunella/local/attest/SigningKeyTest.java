package dev.prunella.local.attest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.Append;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.ObjectId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  private final Path folder;

  SigningKeyTest(@TempDir Path folder) {
    this.folder = folder.resolve("keys");
  }

  @Test
  void ofManyThatMakeAKeyAtOnceAllHaveTheSame() throws Exception {
    var ids = new ArrayList<String>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var makers =
          IntStream.range(0, 8)
              .<Callable<String>>mapToObj(_ -> () -> SigningKey.in(folder).verifying().id())
              .toList();
      for (var made : threads.invokeAll(makers)) {
        ids.add(made.get());
      }
    }
    assertThat(ids).hasSize(8).containsOnly(ids.getFirst());
    assertThat(folder).isDirectoryContaining(f -> f.endsWith("attestation.pem"));
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void whatIsSignedFitsThatKeyAndThatTextOnly() {
    var key = SigningKey.in(folder);
    var other = SigningKey.in(folder.resolve("other")).verifying();
    var envelope = Envelope.sign("{\"née\": 1}", key);

    assertThat(Envelope.of(envelope.text())).contains(envelope);
    assertThat(envelope.statement()).isEqualTo("{\"née\": 1}");
    assertThat(envelope.isSignedBy(VerifyingKey.of(key.verifying().pem(), "test"))).isTrue();
    assertThat(envelope.isSignedBy(other)).isFalse();
    var bent =
        new Envelope("text/plain", envelope.payload(), envelope.keyId(), envelope.signature());
    assertThat(bent.isSignedBy(key.verifying())).as("the type is signed too").isFalse();
    assertThat(Envelope.of("{}")).isEmpty();
    assertThat(Envelope.of("no json")).isEmpty();
    assertThat(Envelope.of(envelope.text().replace(envelope.signature(), "%%%"))).isEmpty();
  }

  /** The example of DSSE's own protocol.md. */
  @Test
  void whatIsSignedIsEncodedAsTheProtocolSays() {
    var signed =
        Envelope.signed(
            "http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8));
    assertThat(new String(signed, StandardCharsets.UTF_8))
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  @Test
  void keyWhoseHalvesDoNotFitIsNotUsed() throws Exception {
    var own = SigningKey.in(folder).verifying().pem();
    var other = SigningKey.in(folder.resolve("other")).verifying().pem();
    var file = folder.resolve("attestation.pem");
    Files.writeString(file, Files.readString(file).replace(own, other));
    assertThatThrownBy(() -> SigningKey.in(folder))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("its two halves do not belong together");
    Files.writeString(file, "no key");
    assertThatThrownBy(() -> SigningKey.find(folder))
        .isInstanceOf(LakeException.class)
        .hasMessageContaining("has no whole block 'PRIVATE KEY'");
  }

  @Test
  void largeStatementIsKeptInSeveralEntries() {
    var envelope = Envelope.sign("x".repeat(3 << 20), SigningKey.in(folder));
    var commit = new CommitId(ObjectId.of(new byte[] {1}));

    var appends = Attestations.appends(commit, envelope);

    assertThat(appends).hasSizeGreaterThan(3);
    assertThat(appends).extracting(Append::position).startsWith(0L, 1L, 2L);
    var joined = appends.stream().map(Append::body).collect(Collectors.joining());
    assertThat(joined.equals(envelope.text())).isTrue();
  }
}
