package dev.prunella.incident;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignatureTest {

  @Test
  void whatVariesFromDayToDayIsMasked() {
    assertThat(
            Signature.mask(
                "2026-11-22T03:02:11.123Z GET https://api.example/v2?page=7 from 10.0.3.4:5432 failed after 1,204 tries"))
        .isEqualTo("<time> GET <url> from <host> failed after <n> tries");
    assertThat(Signature.mask("cannot open '/srv/lake/a.csv' of run 3f2a9c1b77de01aa"))
        .isEqualTo("cannot open <value> of run <id>");
    assertThat(Signature.mask("no such file: /srv/lake/2026/a.csv"))
        .isEqualTo("no such file: <path>");
  }

  @Test
  void theSameFailureOfAnotherDayHasTheSameSignature() {
    var one = Signature.of("ERROR: 2026-11-22 could not write block 17 of \"a.csv\"");
    var other = Signature.of("ERROR: 2026-11-23 could not write block 9934 of \"b.csv\"");
    assertThat(one).isEqualTo(other);
    assertThat(one.hash()).isEqualTo(other.hash()).matches("[0-9a-f]{16}");
  }

  @Test
  void anotherFailureHasAnotherSignature() {
    assertThat(Signature.of("ERROR: disk full").hash())
        .isNotEqualTo(Signature.of("ERROR: table missing").hash());
  }

  @Test
  void hashesStayAsTheyAre() {
    // Stored incidents are found by it.
    assertThat(Signature.of("ERROR: disk full").hash()).isEqualTo("862c697c9898c857");
  }
}
