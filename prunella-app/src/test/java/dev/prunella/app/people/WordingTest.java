package dev.prunella.app.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class WordingTest {
  @Test
  void theNameOfAPartOfATableDoesNotLeaveWhateverStandsInIt() {
    assertThat(
            Wording.withoutValues(
                "verified and ready: take it back: amount multiplied by 100 where country = JP, or"
                    + " so). May it be published? Really. May it be published?"))
        .isEqualTo(
            "verified and ready: take it back: amount multiplied by 100 where country = (a value)."
                + " May it be published?");
    assertThat(Wording.withoutValues("orders is unlike its history (2, first: n of name = a = b)"))
        .isEqualTo("orders is unlike its history (2, first: n of name = (a value).");
    assertThat(Wording.withoutValues("orders breaks modest. Will it come again?"))
        .isEqualTo("orders breaks modest. Will it come again?");
  }

  @Test
  void aLinkKeepsThePathOfTheServerInFront() {
    assertThat(Wording.link(URI.create("https://acme.example/inbox/"), "pa1.x"))
        .isEqualTo("https://acme.example/inbox/a/pa1.x");
  }
}
