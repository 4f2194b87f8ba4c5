package dev.prunella.app.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.app.access.Role;
import dev.prunella.app.serve.ServeConfig;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lake asked by SQL, by the page and by programs. */
class SqlTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SQL = "select * from daily_revenue order by all";

  @TempDir Path folder = Path.of("");

  @Test
  void itFindsWhatTheCommandFinds() throws Exception {
    try (var served = shop(true)) {
      var token = "Bearer " + served.token("ana", "operator");
      // Also of a server that only shows: nothing is changed by it.
      var found = ask(served, token, Map.of("sql", SQL));
      assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
      assertThat(JSON.readTree(found.body()))
          .isEqualTo(
              JSON.readTree(SmallSite.run(Clock.systemUTC(), served.folder, "sql", SQL, "--json")));
      var cut = JSON.readTree(ask(served, token, Map.of("sql", SQL, "limit", 1)).body());
      assertThat(cut.path("rows")).hasSize(1);
      assertThat(cut.path("truncated").asBoolean()).isTrue();
      var before = ask(served, token, Map.of("sql", SQL, "at", "main~1"));
      assertThat(JSON.readTree(before.body()).path("code").asText())
          .isEqualTo("query-unknown-table");
    }
  }

  @Test
  void nothingButTablesIsRead() throws Exception {
    try (var served = shop(false)) {
      var token = "Bearer " + served.token("ana", "admin");
      for (var sql :
          new String[] {
            "drop table daily_revenue",
            "insert into daily_revenue select * from daily_revenue",
            "create table t as select 1",
            "copy daily_revenue to '/tmp/prunella-never.csv'",
            "select * from read_csv('/etc/passwd')",
            "select * from '/etc/passwd'",
            "select * from read_text('/etc/passwd')",
            "select getenv('HOME')",
            "attach 'x.db'",
            "install httpfs",
            "pragma database_list",
            "select 1; select 2"
          }) {
        var answer = ask(served, token, Map.of("sql", sql));
        assertThat(answer.statusCode()).as(sql + ": " + answer.body()).isBetween(400, 404);
        assertThat(answer.body()).as(sql).doesNotContain("root:");
      }
      assertThat(ask(served, token, Map.of("sql", SQL, "at", "nowhere")).statusCode())
          .isEqualTo(404);
      assertThat(ask(served, token, Map.of("sql", SQL, "limit", 100_000)).statusCode())
          .isEqualTo(400);
      assertThat(ask(served, token, Map.of()).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void whatTakesTooLongIsEnded() throws Exception {
    try (var served = shop(false)) {
      var token = "Bearer " + served.token("ana", "operator");
      var endless = "select sum(a.i * b.i) from range(10000000) a(i), range(10000000) b(i)";
      var answer = ask(served, token, Map.of("sql", endless, "timeout", 1));
      assertThat(answer.statusCode()).isEqualTo(422);
      assertThat(answer.body()).contains("query-timed-out");
      // Its place is free again.
      for (int i = 0; i < 3; i++) {
        assertThat(ask(served, token, Map.of("sql", "select 1")).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void whoMaySeeNoRowsAsksNothing() throws Exception {
    try (var served = shop(false)) {
      var token = "Bearer " + served.token("vera", "viewer");
      assertThat(ask(served, token, Map.of("sql", SQL)).statusCode()).isEqualTo(403);
      assertThat(served.get("/sql", "Authorization", token).statusCode()).isEqualTo(403);
      assertThat(served.post("/sql", "sql=select+1", "Authorization", token).statusCode())
          .isEqualTo(403);
      assertThat(served.get("/", "Authorization", token).body()).doesNotContain("href=\"/sql\"");
    }
  }

  @Test
  void thePageShowsRowsOrWhatIsWrongAndWhere() throws Exception {
    try (var served = shop(true)) {
      var cookie = served.login(served.site.loginLink("ana", Role.OPERATOR));
      var form = served.get("/sql?q=select%20%27filled%20in%27", "Cookie", cookie).body();
      assertThat(form).contains("select 'filled in'").doesNotContain("as CLI command");
      var proof = "&_proof=" + SmallSite.proof(form);
      assertThat(served.post("/sql", "sql=select+1", "Cookie", cookie).statusCode()).isEqualTo(403);
      var page =
          served
              .post(
                  "/sql",
                  "sql=" + encoded("select '<script>' as s, -- a remark\n 7 as n") + proof,
                  "Cookie",
                  cookie)
              .body();
      assertThat(page)
          .contains("<td class=\"\">&lt;script&gt;</td>", "<td class=\"num\">7</td>", "VARCHAR")
          .contains("prunella sql 'select '\\''&lt;script&gt;")
          .doesNotContain("<td class=\"\"><script>");
      var wrong =
          served
              .post(
                  "/sql",
                  "sql=" + encoded("select *\nfrom read_csv('x')") + proof,
                  "Cookie",
                  cookie)
              .body();
      assertThat(wrong).contains("That did not run.", "2  from read_csv", "\n        ^");
      var cast =
          served
              .post("/sql", "sql=" + encoded("select cast('a' as int)") + proof, "Cookie", cookie)
              .body();
      assertThat(cast).contains("LINE 1: select cast").doesNotContain("SELECT * FROM (");
    }
  }

  private SmallSite shop(boolean readOnly) {
    var clock = Clock.systemUTC();
    var shop = SmallSite.init(folder, clock);
    SmallSite.run(clock, shop, "run");
    return SmallSite.open(shop, clock, readOnly, ServeConfig.Bounds.DEFAULT);
  }

  private static HttpResponse<String> ask(
      SmallSite served, String token, Map<String, Object> question) throws Exception {
    return served.send(
        served
            .to("/api/v1/sql")
            .header("Authorization", token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(JSON.writeValueAsString(question))));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
