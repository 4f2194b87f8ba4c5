package dev.prunella.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeopleSettingsTest {
  private static List<String> problems(String text) {
    return new TreeOfFiles().with("prunella.yaml", "name: a\n" + text).problems();
  }

  @Test
  void whatWouldTravelInTheOpenIsTold() {
    assertThat(
            problems(
                "channels:\n  m: {smtp: {host: mail.acme.example, tls: none, from: a@acme.example}}\n"))
        .singleElement()
        .asString()
        .startsWith("prunella.yaml:3: 'channels.m.smtp.tls'")
        .contains("starttls or implicit");
    assertThat(
            problems(
                "channels:\n  h: {webhook: {url: \"http://acme.example/x\", secret: \"secret:env/S\"}}\n"))
        .singleElement()
        .asString()
        .contains("begins with https://");
  }

  @Test
  void secretsAreReferencesAndAUserHasAPassword() {
    assertThat(
            problems("channels:\n  m: {smtp: {host: x, from: a@x, user: u, password: hunter2}}\n"))
        .singleElement()
        .asString()
        .contains("secret:env/NAME")
        .doesNotContain("hunter2");
    assertThat(problems("channels:\n  m: {smtp: {host: x, from: a@x, user: u}}\n"))
        .singleElement()
        .asString()
        .contains("come together");
  }

  @Test
  void whatCannotBeMeantIsToldWithItsLine() {
    assertThat(problems("notify: {quiet: \"daily 22:00-07:00 Nowhere/Land\"}\n"))
        .singleElement()
        .asString()
        .startsWith("prunella.yaml:2: 'notify.quiet'")
        .contains("no time zone");
    assertThat(problems("notify: {quite: \"daily 22:00-07:00 UTC\"}\n"))
        .singleElement()
        .asString()
        .contains("did you mean 'quiet'?");
    assertThat(problems("notify: {link: \"https://acme.example/?a=b\"}\n"))
        .singleElement()
        .asString()
        .contains("ends before ?");
    assertThat(problems("channels: {inbox: {smtp: {host: x, from: a@x}}}\n"))
        .singleElement()
        .asString()
        .contains("always there");
  }
}
