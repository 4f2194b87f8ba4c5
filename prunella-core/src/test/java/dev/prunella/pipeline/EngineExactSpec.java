package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.Change;
import dev.prunella.refs.CommitInfo;
import dev.prunella.refs.TableName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every engine promises of values: each arrives as it was written, or none arrives. */
public abstract class EngineExactSpec extends EngineSpecBase {
  private static final Source.Format.Kind CSV = Source.Format.Kind.CSV;
  private static final Source.Format.Kind JSON = Source.Format.Kind.JSON;
  private static final Source.Format.Kind PARQUET = Source.Format.Kind.PARQUET;

  /** A type, and texts that are no exact value of it. */
  private static final Map<String, List<String>> BENT =
      Map.of(
          "integer",
          List.of("2.7", "-2.7", "1_000", "0x10", "2.5e0", "3000000000", "many"),
          "long",
          List.of("0x10", "1_0", "9223372036854775808", "1.00001"),
          "decimal(12,2)",
          List.of("11.805", "-0.001", "1_0.5", "1.1805e1", "12345678901.00"),
          "double",
          List.of("1_000.5", "1e400", "9007199254740993"),
          "date",
          List.of("2026-01-01 13:45:00", "2026-01-01T00:00:00Z", "2026-02-30"),
          "timestamp",
          List.of(
              "2026-01-01T12:00:00+05:00",
              "2026-01-01 12:00:00Z",
              "2026-01-01 12:00:00 Europe/Berlin",
              "2026-01-01 12:00:00.1234567"),
          "timestamptz",
          List.of("2026-01-01 12:00:00.1234567+00"),
          "time",
          List.of("12:00:00.1234567", "2026-01-01 12:00:00"),
          "boolean",
          List.of("2", "perhaps"));

  /** A type, and pairs of a text and what stands in the table. */
  private static final Map<String, List<String>> EXACT =
      Map.of(
          "integer",
          List.of("5.0", "5", "+7", "7", "007", "7", "1e3", "1000", "' 8 '", "8", "-0", "0"),
          "decimal(12,2)",
          List.of("11.800", "11.80", "3", "3.00", ".5", "0.50", "-.5", "-0.50", "1.5e1", "15.00"),
          "double",
          List.of("0.1", "0.1", "10.50", "10.5", "9007199254740992", "9007199254740992.0"),
          "date",
          List.of("2026-01-01", "2026-01-01", "2026-01-01 00:00:00", "2026-01-01"),
          "timestamp",
          List.of(
              "2026-01-01T12:00:00.5",
              "2026-01-01 12:00:00.5",
              "2026-01-01",
              "2026-01-01 00:00:00",
              "2026-01-01 12:00:00.123456000",
              "2026-01-01 12:00:00.123456"),
          "timestamptz",
          List.of("2026-01-01T12:00:00+05:00", "2026-01-01 07:00:00+00"),
          "time",
          List.of("12:30", "12:30:00", "12:30:00.5", "12:30:00.5"),
          "boolean",
          List.of("true", "true", "0", "false"));

  private static Source.Column column(String name, String type) {
    return new Source.Column(name, type);
  }

  private static String quoted(String text) {
    return "\"" + text + "\"";
  }

  @Test
  void textThatItsTypeCannotHoldIsRefusedWithFileAndLine() throws Exception {
    for (var type : BENT.entrySet()) {
      var source = source(CSV, column("id", "int"), column("v", type.getKey()));
      for (var text : type.getValue()) {
        var fault =
            refuses(
                day(1),
                source,
                batch("a.csv", "id,v\n1,\n\n2,\"" + text + "\"\n"),
                Kind.TYPE_MISMATCH);
        assertThat(fault.message()).startsWith("a.csv:4: column v: '" + text + "' ");
        assertThat(fault.facts())
            .containsEntry("line", "4")
            .containsEntry("column", "v")
            .containsEntry("file", "a.csv");
        var json = "[{\"id\":1},{\"id\":2,\"v\":\"" + text + "\"}]";
        fault =
            refuses(
                day(1),
                source(JSON, column("id", "int"), column("v", type.getKey())),
                batch("a.json", json),
                Kind.TYPE_MISMATCH);
        assertThat(fault.message()).startsWith("a.json: row 2: column v: '" + text + "' ");
      }
    }
  }

  @Test
  void whatAValueWouldBecomeIsSaid() throws Exception {
    var source = source(CSV, column("v", "integer"));
    var fault = refuses(day(1), source, batch("a.csv", "v\n2.7\n"), Kind.TYPE_MISMATCH);
    assertThat(fault.message()).isEqualTo("a.csv:2: column v: '2.7' would become '3' as integer");
    source = source(CSV, column("v", "timestamp"));
    fault =
        refuses(day(1), source, batch("a.csv", "v\n2026-01-01T12:00:00Z\n"), Kind.TYPE_MISMATCH);
    assertThat(fault.next()).contains("timestamptz");
  }

  @Test
  void textThatStandsForExactlyAValueIsTaken() throws Exception {
    for (var type : EXACT.entrySet()) {
      var pairs = type.getValue();
      for (int i = 0; i < pairs.size(); i += 2) {
        var text = pairs.get(i).replace("'", "");
        var csv = source(CSV, column("id", "int"), column("v", type.getKey()));
        done(ingest(day(1), csv, batch("a.csv", "id,v\n1,\"" + text + "\"\n")));
        assertThat(rows("select v::varchar from raw.orders"))
            .as(type.getKey() + " " + text)
            .containsExactly(pairs.get(i + 1));
        var json = source(JSON, column("id", "int"), column("v", type.getKey()));
        done(ingest(day(1), json, batch("a.json", "[{\"id\":1,\"v\":" + quoted(text) + "}]")));
        assertThat(rows("select v::varchar from raw.orders")).containsExactly(pairs.get(i + 1));
      }
      var table = TableName.parse("raw.orders");
      world
          .lake()
          .commit(
              RUN,
              List.of(Change.put(table.key(), Optional.empty())),
              CommitInfo.by("spec", "the next type"));
    }
  }

  @Test
  void numbersOfJsonAreHeldToTheSame() throws Exception {
    var source = source(JSON, column("a", "integer"), column("b", "decimal(12,2)"));
    done(ingest(day(1), source, batch("a.json", "[{\"a\":2.0,\"b\":11.8}]")));
    for (var text :
        List.of("{\"a\":2.7,\"b\":1}", "{\"a\":1,\"b\":11.805}", "{\"a\":true,\"b\":1}")) {
      refuses(day(2), source, batch("a.json", "[" + text + "]"), Kind.TYPE_MISMATCH);
    }
  }

  @Test
  void valuesInsideOfOthersAreHeldToTheSame() throws Exception {
    done(ingest(day(1), source(JSON), batch("a.json", "[{\"o\":{\"x\":2,\"l\":[1]}}]")));
    done(ingest(day(2), source(JSON), batch("b.json", "[{\"o\":{\"x\":3,\"l\":[]}}]")));
    for (var text : List.of("{\"o\":{\"x\":2.7,\"l\":[1]}}", "{\"o\":{\"x\":2,\"l\":[1,2.5]}}")) {
      var fault =
          refuses(day(3), source(JSON), batch("c.json", "[" + text + "]"), Kind.TYPE_MISMATCH);
      assertThat(fault.message()).startsWith("c.json: row 1: column o: ");
    }
  }

  @Test
  void laterFilesDoNotLoseToTheTypesOfTheFirst() throws Exception {
    done(ingest(day(1), source(CSV), batch("a.csv", "n,zip,day\n5,10115,2026-01-01\n")));
    assertThat(world.columns(RUN, "raw.orders")).startsWith("n BIGINT", "zip BIGINT", "day DATE");
    for (var line :
        List.of("5.75,10115,2026-01-02", "5,01067,2026-01-02", "5,1,2026-01-02 13:00:00")) {
      var fault =
          refuses(day(2), source(CSV), batch("b.csv", "n,zip,day\n" + line), Kind.TYPE_MISMATCH);
      assertThat(fault.message()).startsWith("b.csv:2: column ");
      assertThat(fault.next()).contains("first rows", "declare the column");
    }
  }

  @Test
  void typesAreInferredSoThatEveryValueOfEveryFileIsHeld() throws Exception {
    done(
        ingest(
            day(1),
            source(CSV),
            together(
                batch("a.csv", "n,zip,id,at_time,d,e\n5,10115,1,2026-01-01,01/02/2026,\n"),
                batch(
                    "b.csv",
                    "n,zip,id,at_time,d,e\n5.75,01067,12345678901234567890,2026-01-01 13:00:00,31/12/2026,7\n"))));
    assertThat(world.columns(RUN, "raw.orders"))
        .startsWith(
            "n DOUBLE",
            "zip VARCHAR",
            "id DECIMAL(38,0)",
            "at_time TIMESTAMP",
            "d VARCHAR",
            "e BIGINT");
    assertThat(rows("select n, zip, id, at_time::varchar, d, e from raw.orders order by n"))
        .containsExactly(
            "5.0|10115|1|2026-01-01 00:00:00|01/02/2026|null",
            "5.75|01067|12345678901234567890|2026-01-01 13:00:00|31/12/2026|7");
  }

  @Test
  void typedValuesMustComeBackAsTheyWere() throws Exception {
    full(
        "made",
        "select 2.7::double as a, timestamp '2026-01-01 13:00:00' as b, timestamptz '2026-01-01 12:00:00+00' as c, 11.805::decimal(10,3) as d, 9007199254740993 as e");
    var file = world.file("made.parquet", new byte[0]);
    world
        .engine()
        .export(
            task(sql("x", "", FULL)),
            TableName.of("made"),
            Step.Exchange.PARQUET,
            file,
            StepWatch.nobody());
    var batch = batch("a.parquet", Files.readAllBytes(Path.of(file)));
    var types =
        Map.of("a", "int", "b", "date", "c", "timestamp", "d", "decimal(12,2)", "e", "double");
    for (var wrong : types.keySet()) {
      var columns =
          List.of("a", "b", "c", "d", "e").stream()
              .map(
                  name ->
                      column(name, name.equals(wrong) ? types.getOrDefault(name, "") : "string"))
              .toArray(Source.Column[]::new);
      var fault = refuses(day(1), source(PARQUET, columns), batch, Kind.TYPE_MISMATCH);
      assertThat(fault.message()).startsWith("a.parquet: row 1: column " + wrong + ": ");
    }
    var wider =
        source(
            PARQUET,
            column("a", "decimal(12,2)"),
            column("b", "timestamptz"),
            column("c", "timestamptz"),
            column("d", "double"),
            column("e", "decimal(38,2)"));
    done(ingest(day(1), wider, batch));
    assertThat(rows("select a, d, e from raw.orders"))
        .containsExactly("2.70|11.805|9007199254740993.00");
  }

  @Test
  void lineIsThatOfTheFileAlsoBehindValuesOfSeveralLines() throws Exception {
    var format =
        new Source.Format(CSV, Map.of("skip", "1", "decimal_separator", ",", "delimiter", ";"));
    var source = with(source(CSV, column("t", "string"), column("v", "decimal(5,1)")), format);
    var text = "made by hand\r\nt;v\r\n\"a\r\nb\"\"c\";1,5\r\n\r\nx;1,55\r\n";
    var fault = refuses(day(1), source, batch("a.csv", text), Kind.TYPE_MISMATCH);
    assertThat(fault.message())
        .isEqualTo("a.csv:6: column v: '1,55' would become '1.6' as decimal(5,1)");
    fault = refuses(day(1), source, batch("a.csv", "x\nt;v\nx;1.5\n"), Kind.TYPE_MISMATCH);
    assertThat(fault.message()).contains("'1.5' is no decimal");
  }

  @Test
  void headerThatNamesAColumnTwiceIsSaidToDoSo() throws Exception {
    done(ingest(day(1), source(CSV), batch("a.csv", "order_id,n\n1,2\n")));
    var fault =
        refuses(
            day(2),
            source(CSV),
            batch("b.csv", "order_id,n,order_id\n1,2,3\n"),
            Kind.SCHEMA_CHANGED);
    assertThat(fault.message()).isEqualTo("b.csv: the header names 'order_id' twice");
    done(ingest(day(3), source(CSV), batch("c.csv", "n,order_id\n1,2\n")));
  }

  @Test
  void textInAnotherEncodingIsSaidToBe() throws Exception {
    var latin = "id,name\n1,Gr\u00fcn\n".getBytes(StandardCharsets.ISO_8859_1);
    for (var source :
        List.of(source(CSV), source(CSV, column("id", "int"), column("name", "string")))) {
      var fault = refuses(day(1), source, batch("a.csv", latin), Kind.BAD_BYTES);
      assertThat(fault.message()).contains("a.csv", "is not UTF-8", "Latin-1");
      assertThat(fault.next()).contains("options: {encoding: latin-1}");
    }
    var utf16 = "\ufeffid,name\n1,x\n".getBytes(StandardCharsets.UTF_16LE);
    var fault = refuses(day(1), source(CSV), batch("a.csv", utf16), Kind.BAD_BYTES);
    assertThat(fault.next()).contains("utf-16");
  }

  @Test
  void faultsOfJsonNameTheFileAndNotWhereItIsKept() throws Exception {
    for (var text :
        List.of("{\"id\":1}\n{\"id\":", "[{\"id\":1},{\"id\":", "{\"id\":1}\n[2]\n", "nothing")) {
      var fault = refuses(day(1), source(JSON), batch("a.json", text), Kind.BAD_BYTES);
      assertThat(fault.message()).startsWith("a.json").doesNotContain("/", "\\");
    }
  }
}
