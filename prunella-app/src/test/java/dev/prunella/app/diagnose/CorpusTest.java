package dev.prunella.app.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.prunella.incident.Diagnoser;
import dev.prunella.incident.Diagnosis;
import dev.prunella.incident.Example;
import java.io.IOException;
import java.io.StringReader;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CorpusTest {

  @Test
  void theProjectsOwnExamplesAreThere() {
    assertThat(Corpus.examples()).hasSize(159);
    assertThat(Corpus.examples()).extracting(Example::system).contains("PostgreSQL", "spark");
  }

  @Test
  void theBlendInTheCodeIsTheOneThatFitsTheExamples() {
    // A diagnoser that leaves out nobody fits its blend anew; the other one takes what is written.
    var fitted = new Diagnoser.Training(Corpus.examples()).without(Set.of());
    for (var example : Corpus.examples()) {
      assertThat(confidence(fitted, example))
          .as(example.id())
          .isCloseTo(confidence(Corpus.diagnoser(), example), within(1e-9));
    }
  }

  private static double confidence(Diagnoser diagnoser, Example example) {
    return switch (diagnoser.diagnose(example.text())) {
      case Diagnosis.Known known -> known.confidence();
      case Diagnosis.Unknown unknown -> unknown.confidence();
    };
  }

  @Test
  void aLineThatIsNoExampleIsNamed() {
    assertThatThrownBy(() -> Corpus.read(new StringReader("\n{\"id\": \"a\"}")))
        .isInstanceOf(IOException.class)
        .hasMessage("line 2 is no example: it has no cause");
    assertThatThrownBy(() -> Corpus.read(new StringReader("nonsense")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("line 1 is no JSON");
  }
}
