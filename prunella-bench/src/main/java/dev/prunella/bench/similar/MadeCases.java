package dev.prunella.bench.similar;

import dev.prunella.heal.Past.Outcome;
import dev.prunella.incident.Belief;
import dev.prunella.incident.ErrorCode;
import dev.prunella.incident.Example;
import dev.prunella.incident.IncidentEvent.End;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.Signature;
import dev.prunella.memory.Case;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Cases made of known failures, each varied by chance: other names, numbers and tables, a word that
 * is left out here and there. One of ten leaves no word out, so that signatures come again.
 */
final class MadeCases {
  private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
  private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
  private static final int TABLES = 400;
  private static final int PIPELINES = 60;
  private static final double LEFT_OUT = 0.06;
  private static final String[] NOUNS = {
    "orders", "sales", "stock", "prices", "trips", "claims", "visits", "meters", "events", "users"
  };
  private static final String[] KINDS = {"stg", "raw", "fct", "dim", "agg", "int"};

  private final List<Example> examples;

  MadeCases(List<Example> examples) {
    this.examples = List.copyOf(examples);
  }

  /** A failure as it may be said another day. */
  record Said(Example example, String text, TableName table) {}

  Said said(SplittableRandom random) {
    var example = examples.get(random.nextInt(examples.size()));
    var table = TableName.of(name(random));
    boolean isExact = random.nextInt(10) == 0;
    var text = new StringBuilder();
    for (var line : example.text().split("\n", -1)) {
      for (var word : line.split(" ", -1)) {
        if (isExact || random.nextDouble() >= LEFT_OUT) {
          text.append(varied(word, random)).append(' ');
        }
      }
      text.append('\n');
    }
    if (!isExact) {
      text.append("while ").append(table).append(" was made\n");
    }
    return new Said(example, text.toString().strip(), table);
  }

  private static String varied(String word, SplittableRandom random) {
    if (word.length() < 60 && word.contains("_") && random.nextInt(3) == 0) {
      return word.replaceAll("[a-z]+_[a-z_]+", name(random));
    }
    return word;
  }

  private static String name(SplittableRandom random) {
    int n = random.nextInt(TABLES);
    return KINDS[n % KINDS.length] + "_" + NOUNS[n / KINDS.length % NOUNS.length] + "_" + n;
  }

  /** A case, and what it was made of. */
  record Made(Case made, Example of) {}

  Made made(long number, SplittableRandom random) {
    var said = said(random);
    var cause = said.example().cause();
    var outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
    var opened = BEGIN.plusSeconds(60 * number);
    var made =
        new Case(
            new IncidentId(number),
            "pipeline_" + random.nextInt(PIPELINES),
            Optional.empty(),
            opened,
            opened.plusSeconds(600),
            List.of(
                new Case.Failure(
                    said.table(),
                    "failed",
                    Signature.ofAny(said.text()),
                    ErrorCode.in(said.text()))),
            List.of(
                new Belief(
                    cause.failureClass(), cause.words(), 0.9, said.table(), List.of(), List.of())),
            List.of(
                new Case.Remedied(
                    "key " + number,
                    cause.remedy(),
                    cause.remedy().words(),
                    Optional.of(cause.words()),
                    Optional.empty(),
                    outcome)),
            Optional.of(outcome == Outcome.HELD ? End.HEALED : End.PASSED),
            outcome == Outcome.UNDONE,
            List.of(),
            new Case.Cost(Duration.ofMinutes(10), 1, 0, 0));
    return new Made(made, said.example());
  }
}
