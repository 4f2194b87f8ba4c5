package dev.prunella.app.contract;

import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.contract.OnAnomaly;
import dev.prunella.contract.OnFailure;
import dev.prunella.refs.DidYouMean;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What Prunella adds to the standard, and the standard leaves to {@code customProperties}. */
final class Custom {
  static final String ON_FAILURE = "onFailure";
  static final String MAX_SHARE = "maxShare";
  static final String ON_ANOMALY = "onAnomaly";

  private final Fields owner;
  private final Problems.Of problems;

  /** Those of a mapping that may have {@code customProperties}. */
  Custom(Fields owner, Problems.Of problems) {
    this.owner = owner;
    this.problems = problems;
  }

  private Optional<Fields> property(String name) {
    return owner.mappings("customProperties").stream()
        .filter(p -> p.text("property").filter(name::equals).isPresent())
        .findFirst();
  }

  /** Names that look like one of ours, but are not: they may belong to others. */
  List<String> nearMisses(String file, List<String> ours) {
    return owner.mappings("customProperties").stream()
        .flatMap(p -> p.textLine("property").stream())
        .filter(name -> !ours.contains(name.text()))
        .flatMap(
            name ->
                DidYouMean.among(ours, name.text()).stream()
                    .map(
                        near ->
                            file
                                + ":"
                                + name.line()
                                + ": '"
                                + name.text()
                                + "' means nothing here; did you mean '"
                                + near
                                + "'?"))
        .toList();
  }

  boolean saysOnFailure() {
    return property(ON_FAILURE).isPresent();
  }

  int onFailureLine() {
    return property(ON_FAILURE).map(p -> p.line("value")).orElse(owner.line());
  }

  /**
   * What a rule says.
   *
   * @param otherwise where it says nothing
   */
  OnFailure onFailure(OnFailure otherwise) {
    var action =
        property(ON_FAILURE)
            .flatMap(p -> word(p, ON_FAILURE, List.of("hold", "quarantine")))
            .map(w -> w.equals("hold") ? OnFailure.Action.HOLD : OnFailure.Action.QUARANTINE)
            .orElse(otherwise.action());
    var share = property(MAX_SHARE);
    if (action != OnFailure.Action.QUARANTINE) {
      share.ifPresent(
          p ->
              problems.add(
                  p.line(),
                  "'maxShare' belongs to 'onFailure: quarantine'; add that, or leave it out"));
      return action == OnFailure.Action.HOLD ? OnFailure.HOLD : OnFailure.UNSAID;
    }
    return new OnFailure(action, share.flatMap(this::share).orElse(OnFailure.USUAL_SHARE));
  }

  /** What a table, or a contract, says of all its rules that say nothing themselves. */
  Optional<OnFailure> onFailureOfAll() {
    return property(ON_FAILURE)
        .flatMap(p -> word(p, ON_FAILURE, List.of("hold")))
        .map(_ -> OnFailure.HOLD);
  }

  private Optional<BigDecimal> share(Fields property) {
    var written = property.text("value").orElse("");
    var number =
        Numbers.of(
            written.endsWith("%") ? written.substring(0, written.length() - 1).strip() : written);
    var share = number.map(n -> written.endsWith("%") ? n.movePointLeft(2) : n);
    if (share.isEmpty() || share.get().signum() < 0 || share.get().compareTo(BigDecimal.ONE) > 0) {
      problems.add(
          property.line("value"),
          "'maxShare' is a share of the rows from 0 to 1, such as 0.01 or 1%, not '"
              + written
              + "'");
      return Optional.empty();
    }
    return share;
  }

  Optional<OnAnomaly> onAnomaly() {
    return property(ON_ANOMALY)
        .flatMap(p -> word(p, ON_ANOMALY, List.of("hold", "warn")))
        .map(w -> w.equals("hold") ? OnAnomaly.HOLD : OnAnomaly.WARN);
  }

  private Optional<String> word(Fields property, String name, List<String> words) {
    var written = property.text("value").orElse("");
    if (words.contains(written)) {
      return Optional.of(written);
    }
    problems.add(
        property.line("value"),
        "'"
            + name
            + "' is '"
            + String.join("' or '", words)
            + "', not '"
            + written
            + "'"
            + DidYouMean.among(words, written)
                .map(near -> "; did you mean '" + near + "'?")
                .orElse(""));
    return Optional.empty();
  }
}
