package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.NoteVersion;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a header that a note tells is tried, and what is sent then. */
class SendHeaderTest {
  private static final SentHeader KEY =
      new SentHeader("X-Key", Optional.of("Bearer"), "secret:env/KEY");

  private static Source.Http http(Map<String, String> headers) {
    return new Source.Http(
        "https://api.example/rows", headers, "", new Source.Paging.None(), Duration.ofSeconds(1));
  }

  private static Finding failed(Source from, Fault fault) {
    var declared =
        new Source.Declared(
            from,
            Source.Format.of(Source.Format.Kind.JSON),
            List.of(),
            true,
            Source.OnEmpty.KEEP_LAST_GOOD,
            Source.OnNewColumn.FAIL,
            Optional.empty());
    return new Finding(
        FullSteps.of(TableName.of("prices"), new Step.Work.Load(declared)),
        Optional.of("2026-11-21"),
        new What.Failed(fault),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Fault status(Fault.Kind kind, String status) {
    return Fault.of(kind, "status " + status, "").with(Fault.STATUS, status);
  }

  private static List<Cure.Proposal> propose(Finding finding) {
    return new SendHeader().propose(finding, new Knowing());
  }

  @Test
  void aServerThatTurnsARequestAwayIsSentWhatTheNoteTells() {
    for (var status : List.of("401", "403")) {
      var finding = failed(http(Map.of("x-key", "old", "Accept", "text")), denied(status));
      var remedy = (Remedy.WithHeader) propose(finding).getFirst().remedy();

      assertThat(remedy.family()).isEqualTo(RemedyFamily.ROTATE_OR_GRANT_CREDENTIALS);
      assertThat(remedy.note()).contains(Knowing.NOTE);
      var work = (Step.Work.Load) remedy.in(finding.step()).work();
      assertThat(((Source.Http) work.source().from()).headers())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("X-Key", "Bearer secret:env/KEY", "Accept", "text"));
    }
  }

  private static Fault denied(String status) {
    return status(Fault.Kind.ACCESS_DENIED, status);
  }

  @Test
  void nobodyElseIsOfferedASecret() {
    assertThat(propose(failed(http(Map.of()), denied("407")))).as("a proxy").isEmpty();
    assertThat(propose(failed(http(Map.of()), status(Fault.Kind.SOURCE_FAILED, "500")))).isEmpty();
    assertThat(propose(failed(http(Map.of()), Fault.of(Fault.Kind.ACCESS_DENIED, "", ""))))
        .as("a secret that is missing is no answer of a server")
        .isEmpty();
    assertThat(propose(failed(new Source.Files("a.csv"), denied("401")))).isEmpty();
    assertThat(propose(failed(http(Map.of("x-KEY", "Bearer secret:env/KEY")), denied("401"))))
        .as("it was sent, and turned away")
        .isEmpty();
  }

  @Test
  void aValueIsNoReferenceAndIsNotRepeated() {
    for (var value :
        List.of("tok-9f8E7d6C", "secret:env/", "secret:vault/x", "secret:env/A tok-9f8E7d6C")) {
      assertThatThrownBy(() -> new SentHeader("X-Key", Optional.empty(), value))
          .as(value)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("9f8E7d6C");
    }
  }

  private static final class Knowing implements BareMeans {
    private static final NoteVersion NOTE = new NoteVersion("knowledge/key.md", "1f");

    @Override
    public Known known() {
      return new NothingKnown() {
        @Override
        public List<ToldHeader> headers(Finding finding) {
          return List.of(new ToldHeader(NOTE, KEY));
        }
      };
    }
  }
}
