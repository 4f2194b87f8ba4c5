package dev.prunella.app.view;

import dev.prunella.app.attest.Verification;
import dev.prunella.local.attest.Envelope;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Publication;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What verifying a publication came to, as programs read it. */
public final class VerificationJson {
  private VerificationJson() {}

  public record Difference(
      String table, @Nullable String interval, long rows, long replayedRows, List<String> columns) {
    public static Difference of(Verification.Difference d) {
      return new Difference(
          d.table(), d.interval().orElse(null), d.rows(), d.replayedRows(), d.columns());
    }
  }

  public record View(
      CommitId commit,
      String attested,
      String keyId,
      boolean signed,
      List<String> faults,
      List<String> notes,
      Verification.Replayed replay,
      List<Difference> differences,
      Map<String, List<String>> byChance) {}

  /**
   * What a verification has found.
   *
   * @param attestation its text
   */
  public static View of(Publication publication, String attestation, Verification.Report report) {
    return new View(
        publication.to(),
        publication.attested().words(),
        Envelope.of(attestation).map(Envelope::keyId).orElse(""),
        report.signed(),
        report.faults(),
        report.notes(),
        report.replayed(),
        report.differences().stream().map(Difference::of).toList(),
        report.byChance());
  }
}
