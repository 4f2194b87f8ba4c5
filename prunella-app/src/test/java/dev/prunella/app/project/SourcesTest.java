package dev.prunella.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Staging;
import dev.prunella.pipeline.Step;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {

  @ParameterizedTest
  @CsvSource({
    "a.csv,CSV",
    "a.tsv.gz,CSV",
    "a/*.json,JSON",
    "x.ndjson.zst,JSON",
    "'{interval:yyyy}.parquet',PARQUET"
  })
  void theFormatIsToldByTheEnding(String files, Source.Format.Kind kind) {
    assertThat(declared("files: '" + files + "'\n").format().kind()).isEqualTo(kind);
  }

  @Test
  void anOptionIsKeptAndAForeignOneIsTold() {
    assertThat(
            declared(
                    "files: a.csv\noptions: {delimiter: ';', skip: 2, header: false, decimal_separator: ','}\n")
                .format()
                .options())
        .isEqualTo(
            Map.of("delimiter", ";", "skip", "2", "header", "false", "decimal_separator", ","));
    assertThat(problems("files: a.json\noptions: {delimiter: ';', rows: data}\n"))
        .containsExactly(
            "sources/s.yaml:3: 'options.delimiter' is not for json files",
            "sources/s.yaml:3: 'options.rows' is a JSON pointer such as /data/items");
    assertThat(problems("files: a.csv\noptions: {delimiter: '||', delimeter: x}\n"))
        .containsExactly(
            "sources/s.yaml:3: 'options.delimiter' is one character",
            "sources/s.yaml:3: unknown key 'options.delimeter', did you mean 'delimiter'?");
  }

  @Test
  void intervalsAreRecognizedAndCanBeOverruled() {
    assertThat(declared("files: '{interval:yyyy-MM-dd}.csv'\n").byInterval()).isTrue();
    assertThat(declared("files: 'a.csv'\n").byInterval()).isFalse();
    assertThat(declared("files: '{interval:yyyy}.csv'\nby_interval: false\n").byInterval())
        .isFalse();
    assertThat(step("files: 'a.csv'\n").how()).isEqualTo(new Materialization.Full());
    assertThat(
            declared(
                    "jdbc: {url: 'jdbc:postgresql://h/d', query: 'select * from t where d >= :interval_start'}\n")
                .byInterval())
        .isTrue();
    assertThat(
            declared(
                    "jdbc: {url: 'jdbc:postgresql://h/d', query: 'select x::interval_start from t'}\n")
                .byInterval())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          files: a.xyz | :2: 'a.xyz' does not tell its format; add format: csv, json or parquet
          files: ../a.csv | :2: 'files' may not leave the project by ..
          files: https://x/a.csv | :2: 'files' are files of this machine
          files: '{intervall:yyyy}.csv' | :2: 'files': unknown word '{intervall', did you mean '{interval:'?
          files: '{interval}.csv' | :2: 'files': say how the time is written: {interval:yyyy-MM-dd}
          files: '{interval:yyyy.csv' | :2: 'files': '{interval' lacks its closing }
          files: '{interval:bbbb}.csv' | :2: 'files': 'bbbb' does not say how a time is written
          files: '{interval:yyyy-mm-dd}.csv' | :2: 'files': in 'yyyy-mm-dd' 'mm' is the minute, did you mean 'MM'?
          files: '{interval:yyyy}/{interval:mm}.csv' | :2: 'files': in 'mm' 'mm' is the minute, did you mean 'MM'?
          files: '{interval:yyyy-mm-dd-HH}.csv' | :2: 'files': in 'yyyy-mm-dd-HH' 'mm' is the minute, did you mean 'MM'?
          files: '{interval:yyyyMMddHHMM}.csv' | :2: 'files': in 'yyyyMMddHHMM' 'MM' is the month, did you mean 'mm'?
          files: '{interval:YYYY-MM-dd}.csv' | :2: 'files': in 'YYYY-MM-dd' 'YYYY' is the year of the week, another one around New Year, did you mean 'yyyy'?
          files: '{interval:yyyy-MM-DD}.csv' | :2: 'files': in 'yyyy-MM-DD' 'DD' is the day of the year, did you mean 'dd'?
          files: '{interval:yyyy-MM-dd-hh}.csv' | :2: 'files': in 'yyyy-MM-dd-hh' 'hh' is the hour from 1 to 12, twice a day the same, did you mean 'HH'?
          http: {url: 'http://x/{interval_start:yyyy-mm-dd}'} | :2: 'http.url': in 'yyyy-mm-dd' 'mm' is the minute, did you mean 'MM'?
          files: '{day:yyyy}.csv' | :2: 'files': unknown word '{day'; known are interval
          file: a.csv | :1: one of 'files', 'jdbc' or 'http' is needed
          jdbc: {url: 'jdbc:x'} | :2: 'jdbc' needs one of 'query' or 'table'
          jdbc: {url: 'x', table: t} | :2: 'jdbc.url' is a JDBC address
          jdbc: {url: 'jdbc:x', table: 't; drop'} | :2: 'jdbc.table' is a table's name
          jdbc: {url: 'jdbc:x', table: t, fetch_size: 0} | :2: 'jdbc.fetch_size' is a number from 1 to 1000000, not 0
          http: {url: 'ftp://x'} | :2: 'http.url' is an address
          http: {url: 'http://x', paging: {cursor: {at: /n}}} | :2: 'http.paging.cursor.parameter' is missing
          http: {url: 'http://x', paging: {link: {}, number: {}}} | :2: 'http.paging.number' and 'http.paging.link' exclude each other
          http: {url: 'http://x', timeout: 0s} | :2: 'http.timeout' is zero
          http: {url: 'http://x', headers: {'a b': c}} | :2: 'http.headers.a b' is no HTTP header
          http: {url: 'http://x/{interval_strt:yyyy}'} | did you mean '{interval_start:'?
          """)
  void whatCannotBeLoadedIsTold(String line, String sentence) {
    assertThat(problems(line + "\n")).anySatisfy(p -> assertThat(p).contains(sentence));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{interval:yyyy-MM-dd-HH-mm}",
        "{interval:yyyyMMdd}/{interval:HH}/{interval:mm}",
        "{interval:YYYY-'W'ww}",
        "{interval:yyyy-DDD-HHmm}",
        "{interval:yyyy-MM-dd-hha}",
        "{interval:yyyy-MM-dd'mm'}"
      })
  void aTimeMayBeWrittenInOtherWays(String way) {
    assertThat(declared("files: \"" + way + ".csv\"\n").byInterval()).isTrue();
  }

  @Test
  void twoOriginsExcludeEachOther() {
    assertThat(problems("files: a.csv\nhttp: {url: 'http://x'}\n"))
        .containsExactly("sources/s.yaml:1: 'files' and 'http' exclude each other; keep one");
  }

  @Test
  void columnsKeepTheirOrderAndTheirTypesAreChecked() {
    assertThat(
            problems(
                "files: a.csv\ncolumns:\n  z: long\n  a: nuber\n  Z: int\n  _batch: string\n  d: decimal(40,2)\n  n: 7\n"))
        .satisfiesExactly(
            p -> assertThat(p).startsWith("sources/s.yaml:5: column a: 'nuber' is no type"),
            p -> assertThat(p).startsWith("sources/s.yaml:6: column 'Z' is declared twice"),
            p -> assertThat(p).startsWith("sources/s.yaml:7: column '_batch' is added by itself"),
            p -> assertThat(p).startsWith("sources/s.yaml:8: column d: 'decimal(40,2)' is no type"),
            p ->
                assertThat(p)
                    .startsWith("sources/s.yaml:9: 'columns.n' must be text, not a number"),
            p -> assertThat(p).startsWith("sources/s.yaml:9: column n: '7' is no type"));
  }

  @Test
  void aDatabaseIsAskedByAQueryOrForATable() {
    assertThat(
            declared(
                    "jdbc:\n  url: jdbc:postgresql://db/shop?ssl=true\n  user: secret:env/U\n  password: secret:file/run/pg\n  table: public.orders\n")
                .from())
        .isEqualTo(
            new Source.Jdbc(
                "jdbc:postgresql://db/shop?ssl=true",
                Optional.of("secret:env/U"),
                Optional.of("secret:file/run/pg"),
                "select * from public.orders",
                10_000,
                Optional.empty()));
  }

  @Test
  void aDatabaseMayHaveAStagingWhichChangesNothingOfWhatIsLoaded() {
    var jdbc = "jdbc:\n  url: jdbc:postgresql://db/shop\n  table: orders\n";
    var staging =
        "staging: {schema: staging, table: orders, key: [order_id], user: clerk, password: 'secret:env/C', %s}\n";
    assertThat(staging(jdbc + staging.formatted("publish: call publish_orders()")))
        .isEqualTo(
            new Staging(
                "staging",
                "orders",
                List.of("order_id"),
                Optional.of("clerk"),
                Optional.of("secret:env/C"),
                new Staging.Publish.Statement("call publish_orders()")));
    assertThat(
            staging(jdbc + staging.formatted("publish_into: {schema: public, table: orders}"))
                .publish())
        .isEqualTo(new Staging.Publish.CellsInto("public", "orders"));
    assertThat(step(jdbc + staging.formatted("publish: call p()")).code())
        .isEqualTo(step(jdbc).code());
  }

  private Staging staging(String yaml) {
    return ((Source.Jdbc) declared(yaml).from()).staging().orElseThrow();
  }

  @Test
  void aStagingThatCannotBeIsTold() {
    var jdbc = "jdbc: {url: 'jdbc:postgresql://db/shop', table: orders}\n";
    var staging = "staging: {schema: s, table: t, key: [k], ";
    assertThat(problems("files: a.csv\n" + staging + "publish: call p()}\n"))
        .containsExactly(
            "sources/s.yaml:3: a 'staging' belongs to a source with 'jdbc'; leave it out");
    assertThat(
            problems(
                "jdbc: {url: 'jdbc:sqlite:x.db', table: orders}\n"
                    + staging
                    + "publish: call p()}\n"))
        .containsExactly(
            "sources/s.yaml:3: a 'staging' is in a PostgreSQL database: jdbc:postgresql://...");
    assertThat(problems(jdbc + staging + "publish: 'call p(); commit'}\n"))
        .singleElement()
        .asString()
        .contains("leave its end to Prunella");
    assertThat(problems(jdbc + staging + "publish: call p(), password: hunter2}\n"))
        .singleElement()
        .asString()
        .contains("secret:env/NAME")
        .doesNotContain("hunter2");
    assertThat(problems(jdbc + "staging: {schema: s, table: t, kye: [k], publish: call p()}\n"))
        .anySatisfy(p -> assertThat(p).contains("did you mean 'key'?"));
    assertThat(problems(jdbc + "staging: {schema: s, table: t, key: [k]}\n")).isNotEmpty();
  }

  @Test
  void aServerIsAskedPageByPage() {
    assertThat(
            declared(
                    """
                    http:
                      url: https://api.example.com/o?since={interval_start:yyyy-MM-dd}
                      headers: {Authorization: Bearer secret:env/TOKEN, X-Version: 2}
                      rows: /data/items
                      paging: {cursor: {at: /next, parameter: after, most_pages: 7}}
                      timeout: 10s
                    """)
                .from())
        .isEqualTo(
            new Source.Http(
                "https://api.example.com/o?since={interval_start:yyyy-MM-dd}",
                Map.of("Authorization", "Bearer secret:env/TOKEN", "X-Version", "2"),
                "/data/items",
                new Source.Paging.ByCursor("/next", "after", 7),
                Duration.ofSeconds(10)));
    assertThat(
            ((Source.Http)
                    declared("http: {url: 'http://x', paging: {offset: {size: 50}}}\n").from())
                .paging())
        .isEqualTo(new Source.Paging.ByOffset("offset", "limit", 50, 1_000));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc: {url: 'jdbc:postgresql://h/d', user: me, password: hunter2, table: t}",
        "jdbc: {url: 'jdbc:postgresql://h/d', password: 'secret:env/', table: t}",
        "jdbc: {url: 'jdbc:postgresql://h/d?user=me&password=hunter2', table: t}",
        "jdbc: {url: 'jdbc:postgresql://me:hunter2@h/d', table: t}",
        "http: {url: 'https://me:hunter2@h/d'}",
        "http: {url: 'https://h/d?api_key=hunter2'}",
        "http: {url: 'https://h/d?x=1&access_token=hunter2'}",
        "http: {url: 'https://h/d', headers: {Authorization: Bearer hunter2}}",
        "http: {url: 'https://h/d', headers: {X-Api-Key: hunter2}}",
        "http: {url: 'https://h/d', headers: {X-Auth-Token: 'secret:vault/hunter2'}}"
      })
  void aSecretInAFileIsToldAndNotRepeated(String line) {
    assertThat(problems(line + "\n"))
        .singleElement()
        .asString()
        .startsWith("sources/s.yaml:2: ")
        .contains("secret:env/NAME")
        .doesNotContain("hunter2");
  }

  @Test
  void secretsInWhatIsKeptForLaterAreToldToo() {
    assertThat(
            new TreeOfFiles()
                .with(
                    "prunella.yaml",
                    "name: a\nnotify: {batch: 5m}\nchannels:\n  chat: {webhook: {url: 'secret:env/URL', secret: hunter2}}\nconnectors: {x: {list: [{password: hunter2}]}}\nlineage: {url: 'http://u:hunter2@h'}\n")
                .problems())
        .satisfiesExactly(
            p ->
                assertThat(p)
                    .startsWith("prunella.yaml:3: 'channels.chat.webhook.secret' is a secret"),
            p ->
                assertThat(p)
                    .startsWith("prunella.yaml:5: 'connectors.x.list.password' is a secret"),
            p -> assertThat(p).startsWith("prunella.yaml:6: 'lineage.url' holds a password"))
        .allSatisfy(p -> assertThat(p).doesNotContain("hunter2"));
  }

  private static Step step(String rest) {
    return TreeOfFiles.project()
        .with("sources/s.yaml", "source: s\n" + rest)
        .sound()
        .graph()
        .inOrder()
        .getFirst();
  }

  private static Source.Declared declared(String rest) {
    return ((Step.Work.Load) step(rest).work()).source();
  }

  private static List<String> problems(String rest) {
    return TreeOfFiles.project().with("sources/s.yaml", "source: s\n" + rest).problems();
  }
}
