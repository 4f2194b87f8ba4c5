package dev.prunella.local.secrets;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The secrets that are looked for at one moment. Immutable. */
final class KnownSecrets {
  static final KnownSecrets NONE = new KnownSecrets(Set.of());

  /** Escapes within escapes: JSON as a string of JSON, an encoded URL as another's parameter. */
  private static final int MOST_LAYERS = 2;

  private static final int MOST_STEPS_BACK = 100;

  /** Most characters that {@link #shortOnes} can match, and the one behind it that it looks at. */
  private static final int LONGEST_ASSIGNMENT = 48;

  private final Set<String> secrets;
  private final Needles needles;
  private final Optional<Pattern> shortOnes;

  private KnownSecrets(Set<String> secrets) {
    this.secrets = secrets;
    var forms = new LinkedHashSet<ByteBuffer>();
    secrets.stream()
        .filter(KnownSecrets::isMaskedAnywhere)
        .forEach(s -> forms.addAll(SecretForms.of(s)));
    this.needles = new Needles(forms);
    var assigned =
        secrets.stream()
            .filter(s -> !isMaskedAnywhere(s))
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    this.shortOnes =
        assigned.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Pattern.compile(
                    "(?i:passw(?:or)?d|passphrase|pwd|pin|secret|token|key|credential)s?[\"']?"
                        + "\\s{0,8}[=:]\\s{0,8}[\"']?("
                        + assigned
                        + ")(?![\\p{L}\\p{N}])"));
  }

  static boolean isMaskedAnywhere(String secret) {
    return secret.codePointCount(0, secret.length()) >= Needles.SHORTEST && !secret.isBlank();
  }

  boolean has(String secret) {
    return secrets.contains(secret);
  }

  int count() {
    return secrets.size();
  }

  KnownSecrets and(String secret) {
    var more = new LinkedHashSet<>(secrets);
    more.add(secret);
    return new KnownSecrets(Set.copyOf(more));
  }

  /**
   * What of a text must not be seen.
   *
   * @param hidden one bit for each character
   * @param decided before this character nothing can change, whatever follows the text
   */
  record Judgement(BitSet hidden, int decided) {}

  Judgement judge(String text, boolean goesOn) {
    var hidden = new BitSet(text.length());
    var readings = new ArrayList<Reading>();
    if (!needles.isEmpty()) {
      read(Reading.of(text, goesOn), 0, readings);
    }
    int decided = text.length();
    for (var reading : readings) {
      needles.find(
          reading.bytes(),
          reading.size(),
          (start, end) -> hidden.set(reading.from(start), reading.to(end - 1)));
      if (goesOn) {
        decided = Math.min(decided, reading.from(needles.open(reading.bytes(), reading.size())));
      }
    }
    if (shortOnes.isPresent()) {
      if (goesOn) {
        decided = Math.clamp(text.length() - LONGEST_ASSIGNMENT, 0, decided);
      }
      var assignment = shortOnes.get().matcher(text);
      while (assignment.find()) {
        hidden.set(assignment.start(1), assignment.end(1));
        // Without its name, the value would not be known for a secret the next time.
        if (assignment.start() < decided && decided < assignment.end()) {
          decided = assignment.start();
        }
      }
    }
    return new Judgement(hidden, outsideEscapes(readings, decided));
  }

  private static void read(Reading reading, int layers, List<Reading> readings) {
    readings.add(reading);
    if (layers == MOST_LAYERS) {
      return;
    }
    if (reading.holds('%')) {
      read(reading.withoutPercents(), layers + 1, readings);
    }
    if (reading.holds('\\')) {
      read(reading.withoutBackslashes(), layers + 1, readings);
    }
  }

  /** What starts within an escape would later be read as something else. */
  private static int outsideEscapes(List<Reading> readings, int place) {
    int outside = place;
    int before = place + 1;
    // Escapes that overlap in two readings could lead far back; that is somebody's play.
    for (int steps = 0; outside < before && steps < MOST_STEPS_BACK; steps++) {
      before = outside;
      for (var reading : readings) {
        outside = reading.outsideEscapes(outside);
      }
    }
    return outside;
  }
}
