package dev.prunella.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** To which server a secret may go, by an address that somebody wrote. */
class MaySendTest {
  private static final String SECRET = "secret:env/KEY";
  private static final MaySend ALLOWED =
      new MaySend(
          Map.of(MaySend.origin("https://api.partner.example").orElseThrow(), Set.of(SECRET)));

  private static Set<String> to(String url) {
    return ALLOWED.to(
        new Source.Http(url, Map.of(), "", new Source.Paging.None(), Duration.ofSeconds(1)));
  }

  @Test
  void oneServerMayBeWrittenInManyWays() {
    for (var same :
        List.of(
            "https://api.partner.example/rows",
            "HTTPS://API.Partner.example:443/",
            "https://api.partner.example?of={interval_start:yyyy-MM-dd}",
            "https://api.partner.example:0443#x")) {
      assertThat(to(same)).as(same).containsExactly(SECRET);
    }
  }

  @Test
  void whatIsAnotherServerOrMayBecomeOneGetsNothing() {
    for (var other :
        List.of(
            "http://api.partner.example/rows",
            "https://api.partner.example:8443/rows",
            "https://api.partner.example.evil.example/rows",
            "https://evil.example/https://api.partner.example",
            "https://api.partner.example@evil.example/",
            "https://api.partner.example\\@evil.example/",
            "https://evil.example#@api.partner.example/",
            "https://api.partner.example{interval_start:.yyyy}/",
            "https://api.partner.examplesecret:env/HOST/",
            "//api.partner.example/rows",
            "")) {
      assertThat(to(other)).as(other).isEmpty();
    }
    assertThat(ALLOWED.to(new Source.Files("https://api.partner.example/rows"))).isEmpty();
  }
}
