package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.access.Role;
import dev.prunella.app.serve.ServeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person merges into main and takes a commit back, by what the page has shown. */
class MergeByPageTest {
  private static final Clock CLOCK = Clock.systemUTC();

  @TempDir Path folder = Path.of("");
  private Path lake = Path.of("");

  @BeforeEach
  void aBranchWithATableOfItsOwn() throws Exception {
    lake = SmallSite.init(folder, CLOCK);
    SmallSite.run(CLOCK, lake, "run");
    SmallSite.run(CLOCK, lake, "branch", "create", "prices");
    Files.writeString(lake.resolve("prices.csv"), "product,price\ntea,5.90\n");
    SmallSite.run(CLOCK, lake, "table", "import", "prices.csv", "prices", "--branch", "prices");
  }

  @Test
  void whatIsConfirmedIsDoneAndCanBeTakenBack() throws Exception {
    try (var served = open()) {
      var cookie = served.login(served.site.loginLink("ana", Role.APPROVER));
      var shown = served.get("/lake/merge?from=prices", "Cookie", cookie).body();
      assertThat(shown).contains("Merge prices into main: 1 table", "prices", "created");
      assertThat(publications()).hasSize(1);
      var merged = served.post("/lake/merge", form(shown) + "&why=new+list", "Cookie", cookie);
      assertThat(merged.statusCode()).as(merged.body()).isEqualTo(303);
      var newest = publications().get(0);
      assertThat(newest.path("why").asText()).isEqualTo("new list");
      assertThat(newest.path("by").asText()).isEqualTo("ana");
      assertThat(newest.path("attested").asText()).contains("unverified");
      // Sent again, for instance by a second click: main stands elsewhere by now.
      assertThat(served.post("/lake/merge", form(shown) + "&why=x", "Cookie", cookie).statusCode())
          .isEqualTo(409);

      var back =
          served
              .get("/lake/rollback?commit=" + newest.path("to").asText(), "Cookie", cookie)
              .body();
      assertThat(back).contains("dropped", "back: 1 table");
      var undone = served.post("/lake/rollback", form(back) + "&why=wrong", "Cookie", cookie);
      assertThat(undone.statusCode()).as(undone.body()).isEqualTo(303);
      assertThat(SmallSite.run(CLOCK, lake, "table", "list")).doesNotContain("prices");
    }
  }

  @Test
  void nothingIsDoneWithoutTheProofOrByWhoMayNot() throws Exception {
    try (var served = open()) {
      var cookie = served.login(served.site.loginLink("ana", Role.APPROVER));
      var shown = served.get("/lake/merge?from=prices", "Cookie", cookie).body();
      var unproved = form(shown).replaceFirst("_proof=[^&]*", "_proof=x");
      assertThat(served.post("/lake/merge", unproved, "Cookie", cookie).statusCode())
          .isEqualTo(403);
      var operator = served.login(served.site.loginLink("otto", Role.OPERATOR));
      assertThat(served.get("/lake", "Cookie", operator).body()).doesNotContain("/lake/merge");
      assertThat(served.get("/lake", "Cookie", cookie).body()).contains("/lake/merge?from=prices");
      assertThat(
              served
                  .post("/lake/merge", "name=prices&commit=main&head=main", "Cookie", operator)
                  .statusCode())
          .isEqualTo(403);
      assertThat(publications()).hasSize(1);
    }
  }

  private SmallSite open() {
    return SmallSite.open(lake, CLOCK, false, ServeConfig.Bounds.DEFAULT);
  }

  private JsonNode publications() throws Exception {
    return new ObjectMapper()
        .readTree(SmallSite.run(CLOCK, lake, "publications", "--json"))
        .path("publications");
  }

  /** What a browser would send of the form on a page. */
  private static String form(String page) {
    var sent = new StringBuilder();
    var fields =
        Pattern.compile("type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]*)\"").matcher(page);
    while (fields.find()) {
      sent.append(sent.isEmpty() ? "" : "&").append(fields.group(1)).append('=');
      sent.append(fields.group(2));
    }
    return sent.toString();
  }
}
