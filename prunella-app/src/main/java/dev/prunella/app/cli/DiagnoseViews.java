package dev.prunella.app.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.prunella.app.diagnose.DbtFailures;
import dev.prunella.incident.Diagnosis;
import dev.prunella.incident.Diagnosis.Candidate;
import dev.prunella.incident.Diagnosis.Known;
import dev.prunella.incident.Diagnosis.Unknown;
import dev.prunella.incident.ErrorCode;
import dev.prunella.incident.RemedyFamily;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Diagnoses as JSON. */
final class DiagnoseViews {
  static final String UNKNOWN = "unknown";

  private DiagnoseViews() {}

  /** JSON: what else it could be. */
  record CandidateView(
      @JsonProperty("class") String failureClass, String cause, String remedy, double confidence) {}

  /** JSON: what the text blames. */
  record PlaceView(String kind, String name) {}

  /** JSON: a failed node of dbt. */
  record NodeView(
      String id,
      String name,
      String kind,
      @Nullable String file,
      @Nullable String owner,
      @Nullable String about) {}

  /** JSON: a diagnosis. */
  record View(
      @Nullable NodeView node,
      @JsonProperty("class") String failureClass,
      String cause,
      double confidence,
      String remedy,
      String words,
      List<String> evidence,
      List<String> against,
      List<CandidateView> alternatives,
      List<PlaceView> places,
      List<String> codes,
      List<String> lines,
      String signature) {}

  /** JSON: all that failed in a build of dbt. */
  record BuildView(int failed, int skipped, List<View> diagnoses) {}

  /** JSON: a line of {@code --jsonl}. */
  record LineView(
      @Nullable String id,
      @JsonProperty("class") String failureClass,
      String cause,
      double confidence,
      String remedy,
      List<CandidateView> alternatives) {}

  static View view(Diagnosis diagnosis, DbtFailures.@Nullable Node node) {
    var observed = diagnosis.observed();
    var places =
        observed.places().stream()
            .map(p -> new PlaceView(p.kind().name().toLowerCase(Locale.ROOT), p.name()))
            .toList();
    var line = line(null, diagnosis);
    return new View(
        node == null ? null : node(node),
        line.failureClass(),
        line.cause(),
        line.confidence(),
        line.remedy(),
        switch (diagnosis) {
          case Known known -> known.cause().words();
          case Unknown unknown -> unknown.why();
        },
        diagnosis instanceof Known known ? known.evidence() : List.of(),
        diagnosis instanceof Known known ? known.against() : List.of(),
        line.alternatives(),
        places,
        observed.codes().stream().map(ErrorCode::toString).toList(),
        observed.lines(),
        observed.signature().hash());
  }

  private static NodeView node(DbtFailures.Node node) {
    return new NodeView(
        node.id(),
        node.name(),
        node.kind(),
        node.file().orElse(null),
        node.owner().orElse(null),
        node.about().orElse(null));
  }

  static LineView line(@Nullable String id, Diagnosis diagnosis) {
    var alternatives = diagnosis.alternatives().stream().map(DiagnoseViews::candidate).toList();
    return switch (diagnosis) {
      case Known known ->
          new LineView(
              id,
              known.failureClass().word(),
              known.cause().name(),
              rounded(known.confidence()),
              known.remedy().word(),
              alternatives);
      case Unknown unknown ->
          new LineView(
              id,
              UNKNOWN,
              UNKNOWN,
              rounded(unknown.confidence()),
              RemedyFamily.ASK_HUMAN_OWNER.word(),
              alternatives);
    };
  }

  private static CandidateView candidate(Candidate c) {
    return new CandidateView(
        c.cause().failureClass().word(),
        c.cause().name(),
        c.cause().remedy().word(),
        rounded(c.probability()));
  }

  private static double rounded(double x) {
    return Math.round(x * 1000) / 1000.0;
  }
}
