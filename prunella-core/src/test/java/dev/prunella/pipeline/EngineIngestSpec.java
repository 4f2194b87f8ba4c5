package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.TableName;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What every engine promises of bringing files into tables. */
public abstract class EngineIngestSpec extends EngineSpecBase {
  private static final Source.Format.Kind CSV = Source.Format.Kind.CSV;
  private static final Source.Format.Kind JSON = Source.Format.Kind.JSON;
  private static final Source.Format.Kind PARQUET = Source.Format.Kind.PARQUET;

  private static Source.Column column(String name, String type) {
    return new Source.Column(name, type);
  }

  private StepOutcome.Done loaded(String interval, Source.Declared source, Batch batch) {
    return done(ingest(interval, source, batch));
  }

  private static byte[] zipped(String text) throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(bytes)) {
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  /** Parquet as the engine itself writes it. */
  private byte[] parquet(String select) throws Exception {
    full("made_for_export", select);
    var file = world.file("made.parquet", new byte[0]);
    var task = task(sql("x", "", FULL));
    world
        .engine()
        .export(
            task, TableName.of("made_for_export"), Step.Exchange.PARQUET, file, StepWatch.nobody());
    return java.nio.file.Files.readAllBytes(java.nio.file.Path.of(file));
  }

  // ---- intervals and batches

  @Test
  void rowsSayForWhichIntervalAndByWhichBatchTheyCame() throws Exception {
    var batch = batch("2026-01-01.csv", "id,amount\n1,10.50\n2,20\n");
    var outcome = loaded(day(1), source(CSV), batch);

    assertThat(outcome.rows()).isEqualTo(2);
    assertThat(outcome.batch()).contains(batch);
    assertThat(world.columns(RUN, "raw.orders"))
        .containsExactly(
            "id BIGINT", "amount DOUBLE", "_interval TIMESTAMP WITH TIME ZONE", "_batch VARCHAR");
    assertThat(rows("select id, amount, epoch_ms(_interval), _batch from raw.orders order by id"))
        .containsExactly(
            "1|10.5|1767225600000|" + batch.id(), "2|20.0|1767225600000|" + batch.id());
  }

  @Test
  void probeSaysWhetherABatchCouldBeLoaded() throws Exception {
    var source = source(CSV, column("id", "int"), column("amount", "double"));
    var good = batch("a.csv", "id,amount\n1,10.50\n2,20\n");
    // The last of many rows, in a column that nobody would have to look at to count them.
    var bad = batch("b.csv", "id,amount\n" + "1,2\n".repeat(5_000) + "2,twenty\n");
    assertThat(probe(DAILY, day(1), source, good)).isEmpty();
    assertThat(probe(DAILY, day(1), source, bad).map(Fault::kind)).contains(Kind.TYPE_MISMATCH);

    loaded(day(1), source, good);
    assertThat(probe(DAILY, day(1), source, good)).isEmpty();
    assertThat(probe(DAILY, day(2), source, bad).map(Fault::kind)).contains(Kind.TYPE_MISMATCH);
    var fault = refuses(day(2), source, bad, Kind.TYPE_MISMATCH);
    assertThat(probe(DAILY, day(2), source, bad).map(Fault::message)).contains(fault.message());
  }

  @Test
  void loadingAnIntervalAgainReplacesItsRowsOnly() throws Exception {
    loaded(day(1), source(CSV), batch("a.csv", "id\n1\n"));
    var files = world.files(RUN, "raw.orders");
    loaded(day(2), source(CSV), batch("b.csv", "id\n2\n3\n"));
    loaded(day(2), source(CSV), batch("b.csv", "id\n4\n"));
    assertThat(rows("select id from raw.orders order by id")).containsExactly("1", "4");
    assertThat(world.files(RUN, "raw.orders")).containsAll(files).hasSize(2);
  }

  @Test
  void sameBytesForTheSameIntervalChangeNothing() throws Exception {
    loaded(day(1), source(CSV), batch("a.csv", "id\n1\n"));
    loaded(day(2), source(CSV), batch("b.csv", "id\n2\n"));
    var before = head();
    var again = loaded(day(1), source(CSV), batch("renamed.csv", "id\n1\n"));
    assertThat(head()).isEqualTo(before);
    assertThat(again.before()).contains(again.after());
    assertThat(again.rows()).isZero();

    loaded(day(3), source(CSV), batch("a.csv", "id\n1\n"));
    assertThat(rows("select count(*) from raw.orders")).containsExactly("3");
  }

  @Test
  void sameBytesAreReadAgainWhenTheyAreDeclaredOtherwise() throws Exception {
    loaded(day(1), source(CSV, column("id", "int")), batch("a.csv", "id\n1\n"));
    loaded(day(1), source(CSV, column("id", "long")), batch("a.csv", "id\n1\n"));
    assertThat(world.columns(RUN, "raw.orders")).contains("id BIGINT");
  }

  @Test
  void sameBytesAreReadAgainWhenSomebodyChangedTheTable() throws Exception {
    var source = whole(source(CSV));
    loaded(day(1), source, batch("a.csv", "id\n1\n2\n"));
    full("raw.orders", "select * from raw.orders where id = 1");
    loaded(day(1), source, batch("a.csv", "id\n1\n2\n"));
    assertThat(rows("select count(*) from raw.orders")).containsExactly("2");
  }

  @Test
  void sourceWithoutIntervalsBringsEverythingEachTime() throws Exception {
    var source = whole(source(CSV));
    loaded(day(1), source, batch("a.csv", "id\n1\n2\n"));
    loaded(day(2), source, batch("b.csv", "id\n3\n"));
    assertThat(rows("select id from raw.orders")).containsExactly("3");
    assertThat(world.columns(RUN, "raw.orders"))
        .as("all rows are of one batch, which the table's state names")
        .containsExactly("id BIGINT");
  }

  @Test
  void theTableTellsWhichBytesItHolds() throws Exception {
    var batch = batch("a.csv", "id\n1\n");
    loaded(day(1), source(CSV), batch);
    assertThat(world.summary(RUN, "raw.orders"))
        .containsEntry("prunella.batch", batch.id())
        .containsEntry("prunella.raw", batch.parts().getFirst().sha256())
        .containsKey("prunella.source-interval");
  }

  @Test
  void partsOfABatchBecomeOneTable() throws Exception {
    loaded(
        day(1),
        source(CSV, column("id", "int"), column("name", "string")),
        together(batch("a.csv", "id,name\n1,x\n"), batch("b.csv", "NAME,ID\ny,2\n")));
    assertThat(rows("select id, name from raw.orders order by id")).containsExactly("1|x", "2|y");
  }

  // ---- types

  @Test
  void declaredTypesAreExact() throws Exception {
    var source =
        source(
            CSV,
            column("id", "long"),
            column("price", "decimal(12,2)"),
            column("day", "date"),
            column("zip", "string"));
    loaded(day(1), source, batch("a.csv", "id,price,day,zip\n1,0.10,2026-01-01,01234\n2,,,\n"));
    assertThat(world.columns(RUN, "raw.orders"))
        .startsWith("id BIGINT", "price DECIMAL(12,2)", "day DATE", "zip VARCHAR");
    assertThat(rows("select id, price, day, zip from raw.orders order by id"))
        .containsExactly("1|0.10|2026-01-01|01234", "2|null|null|null");
  }

  @Test
  void typesOfTheFirstBatchHoldForTheNext() throws Exception {
    loaded(day(1), source(CSV), batch("a.csv", "id,zip\n1,A1\n"));
    loaded(day(2), source(CSV), batch("b.csv", "id,zip\n2,01234\n"));
    assertThat(rows("select zip from raw.orders order by id")).containsExactly("A1", "01234");
  }

  @Test
  void typesAreInferredFromTheWholeBatch() throws Exception {
    var text = new StringBuilder("id,code\n");
    for (int i = 0; i < 50_000; i++) {
      text.append(i).append(",7\n");
    }
    text.append("50000,last\n");
    loaded(day(1), source(CSV), batch("a.csv", text.toString()));
    assertThat(world.columns(RUN, "raw.orders")).contains("code VARCHAR");
  }

  @Test
  void valueThatIsNoneOfItsTypeIsNamedWithFileColumnAndLine() throws Exception {
    var source = source(CSV, column("id", "int"), column("amount", "decimal(10,2)"));
    var fault =
        refuses(
            day(1),
            source,
            batch("2026-01-01.csv", "id,amount\n1,1.50\n2,n/a\n"),
            Kind.TYPE_MISMATCH);
    assertThat(fault.message()).contains("2026-01-01.csv:3", "amount", "'n/a'");
    assertThat(fault.facts())
        .containsEntry("column", "amount")
        .containsEntry("line", "3")
        .containsEntry("file", "2026-01-01.csv");
  }

  @Test
  void valueOfJsonThatIsNoneOfItsTypeIsNamedToo() throws Exception {
    var source = source(JSON, column("id", "int"), column("amount", "int"));
    var fault =
        refuses(
            day(1),
            source,
            batch("a.json", "{\"id\":1,\"amount\":2}\n{\"id\":2,\"amount\":\"much\"}\n"),
            Kind.TYPE_MISMATCH);
    assertThat(fault.message()).contains("a.json");
    assertThat(fault.facts()).containsEntry("column", "amount");
  }

  @Test
  void declaredTypeThatIsNoneIsRefusedWithWhatIsMeant() throws Exception {
    var source = source(CSV, column("id", "integr"));
    var fault = refuses(day(1), source, batch("a.csv", "id\n1\n"), Kind.FAILED);
    assertThat(fault.message()).contains("did you mean 'integer'?");
  }

  // ---- columns that change

  @Test
  void missingColumnFails() throws Exception {
    loaded(day(1), source(CSV), batch("a.csv", "id,amount\n1,2\n"));
    var fault =
        refuses(day(2), source(CSV), batch("b.csv", "id,amout\n1,2\n"), Kind.SCHEMA_CHANGED);
    assertThat(fault.message()).contains("b.csv", "'amount' is missing", "amout");
    assertThat(fault.next()).contains("'amout' looks like it");
    assertThat(fault.facts()).containsEntry("missing", "amount").containsEntry("new", "amout");
  }

  @Test
  void newColumnIsRefusedOrAddedOrIgnored() throws Exception {
    loaded(day(1), source(CSV), batch("a.csv", "id\n1\n"));
    var more = batch("b.csv", "id,note\n2,x\n");
    var fault = refuses(day(2), source(CSV), more, Kind.SCHEMA_CHANGED);
    assertThat(fault.message()).contains("b.csv", "'note'");

    var ignore = with(source(CSV), Source.OnEmpty.KEEP_LAST_GOOD, Source.OnNewColumn.IGNORE);
    loaded(day(2), ignore, more);
    assertThat(world.columns(RUN, "raw.orders")).hasSize(3);

    var add = with(source(CSV), Source.OnEmpty.KEEP_LAST_GOOD, Source.OnNewColumn.ADD);
    loaded(day(3), add, more);
    assertThat(world.columns(RUN, "raw.orders"))
        .containsExactly(
            "id BIGINT", "note VARCHAR", "_interval TIMESTAMP WITH TIME ZONE", "_batch VARCHAR");
    assertThat(rows("select id, note from raw.orders order by _interval"))
        .containsExactly("1|null", "2|null", "2|x");
  }

  @Test
  void columnsMayComeInAnotherOrder() throws Exception {
    loaded(day(1), source(CSV), batch("a.csv", "id,name\n1,x\n"));
    loaded(day(2), source(CSV), batch("b.csv", "name,id\ny,2\n"));
    assertThat(rows("select id, name from raw.orders order by id")).containsExactly("1|x", "2|y");
  }

  // ---- nothing comes

  @Test
  void emptyBatchKeepsTheLastGoodRows() throws Exception {
    loaded(day(1), source(CSV), batch("a.csv", "id\n1\n"));
    for (var text : List.of("id\n", "")) {
      var fault = refuses(day(1), source(CSV), batch("a.csv", text), Kind.NO_ROWS);
      assertThat(fault.message()).contains("raw.orders", "no rows");
    }
    assertThat(rows("select id from raw.orders")).containsExactly("1");
    refuses(day(2), source(JSON), batch("a.json", "[]"), Kind.NO_ROWS);
  }

  @Test
  void emptyBatchEmptiesAnIntervalThatMayBeEmpty() throws Exception {
    var source =
        with(source(CSV, column("id", "int")), Source.OnEmpty.ALLOW, Source.OnNewColumn.FAIL);
    loaded(day(1), source, batch("a.csv", "id\n1\n"));
    loaded(day(2), source, batch("b.csv", "id\n2\n"));
    loaded(day(1), source, batch("a.csv", ""));
    loaded(day(2), source, new Batch(List.of(), RUN_AT));
    assertThat(rows("select id from raw.orders")).isEmpty();
  }

  // ---- bytes

  @Test
  void aLastLineThatCountsTheRowsIsLeftOutAndNoOther() throws Exception {
    var format = new Source.Format(CSV, Map.of("delimiter", ";", "totals_line", "true"));
    var source = with(source(CSV, column("id", "int"), column("name", "string")), format);
    loaded(day(1), source, batch("a.csv", "id;name\n1;x\n2;y\nTOTAL;2\n"));
    loaded(day(2), source, batch("b.csv", "id;name\n3;x\n4;y\nTotal;2"));
    assertThat(rows("select id, name from raw.orders order by id"))
        .containsExactly("1|x", "2|y", "3|x", "4|y");
    for (var last : List.of("5;z", "TOTAL;7", "TOTAL;3", "TOTAL;1", "2;2", "5", "rest;2")) {
      var broken = batch("c.csv", "id;name\n1;x\n2;y\n" + last + "\n");
      assertThat(refuses(day(3), source, broken, Kind.BAD_BYTES).message())
          .contains("does not say how many rows");
    }
  }

  @Test
  void linesWithTheColumnsNamesOnceMoreAreLeftOutAndEveryOtherByteStays() throws Exception {
    var format = new Source.Format(CSV, Map.of("header_again", "true"));
    var source = with(source(CSV, column("id", "int"), column("name", "string")), format);
    loaded(day(1), source, batch("a.csv", "id,name\r\n1,\"x\r\n\r\ny\"\r\nid,name\r\n2,y\r\n"));
    // Files with a mark of their own, and a value that is like the header.
    loaded(
        day(2),
        source,
        batch("b.csv", "\ufeffid,name\n3,x\n\ufeffid,name\nid,name\n4,\"a\nid,name\nb\""));
    // What has none once more is read as it is, and so is a mere part of such a line.
    loaded(day(3), source, batch("c.csv", "id,name\n5,name\n6,id\n"));
    assertThat(rows("select id, name from raw.orders order by id"))
        .containsExactly("1|x\r\n\r\ny", "2|y", "3|x", "4|a\nid,name\nb", "5|name", "6|id");
  }

  @Test
  void quotesInLinesThatAreSkippedMeanNothing() throws Exception {
    var format =
        new Source.Format(CSV, Map.of("skip", "1", "header_again", "true", "totals_line", "true"));
    var source = with(source(CSV, column("id", "int"), column("name", "string")), format);
    loaded(day(1), source, batch("a.csv", "boards of 5\"\nid,name\n1,x\nid,name\n2,y\nTOTAL,2\n"));
    assertThat(rows("select id, name from raw.orders order by id")).containsExactly("1|x", "2|y");
  }

  @Test
  void theNameOfAnOnlyColumnMayBeAValue() throws Exception {
    var format = new Source.Format(CSV, Map.of("header_again", "true"));
    loaded(
        day(1),
        with(source(CSV, column("word", "string")), format),
        batch("a.csv", "word\nword\n\nx\n"));
    assertThat(rows("select coalesce(word, '') as word from raw.orders order by word"))
        .containsExactly("", "word", "x");
  }

  @Test
  void aTotalOfFilesPutTogetherCountsTheRowsOfAll() throws Exception {
    var format = new Source.Format(CSV, Map.of("header_again", "true", "totals_line", "true"));
    var source = with(source(CSV, column("id", "int"), column("name", "string")), format);
    loaded(day(1), source, batch("a.csv", "id,name\n1,x\nid,name\n2,\"y\n\nz\"\nTOTAL,2\n\n"));
    assertThat(rows("select id, name from raw.orders order by id"))
        .containsExactly("1|x", "2|y\n\nz");
  }

  @Test
  void csvIsReadAsItIsDeclared() throws Exception {
    var format =
        new Source.Format(
            CSV,
            Map.of(
                "delimiter", ";",
                "quote", "'",
                "escape", "'",
                "decimal_separator", ",",
                "null", "NA",
                "date_format", "%d.%m.%Y",
                "timestamp_format", "%d.%m.%Y %H:%M",
                "encoding", "latin-1",
                "skip", "1"));
    var source =
        with(
            source(
                CSV,
                column("name", "string"),
                column("amount", "decimal(10,2)"),
                column("day", "date"),
                column("at_time", "timestamp")),
            format);
    var text =
        "made by a person\nname;amount;day;at_time\n'Gr\u00fcn; ''eins''';1,50;02.01.2026;02.01.2026 13:45\nNA;NA;NA;NA\n";
    loaded(day(1), source, batch("a.csv", text.getBytes(StandardCharsets.ISO_8859_1)));
    assertThat(rows("select name, amount, day, at_time::varchar from raw.orders order by day"))
        .containsExactly(
            "Gr\u00fcn; 'eins'|1.50|2026-01-02|2026-01-02 13:45:00", "null|null|null|null");
  }

  @Test
  void csvWithoutNamesTakesTheDeclaredOnes() throws Exception {
    var source =
        with(
            source(CSV, column("id", "int"), column("name", "string")),
            new Source.Format(CSV, Map.of("header", "false")));
    loaded(day(1), source, batch("a.csv", "1,x\n2,y\n"));
    assertThat(rows("select id, name from raw.orders order by id")).containsExactly("1|x", "2|y");
  }

  @Test
  void jsonComesAsAnArrayOrAsLinesOrInsideOfAnAnswer() throws Exception {
    var source = source(JSON, column("id", "int"), column("amount", "decimal(10,2)"));
    loaded(
        day(1), source, batch("a.json", "[{\"id\":1,\"amount\":1.10},{\"id\":2,\"amount\":null}]"));
    loaded(
        day(2), source, batch("b.json", "{\"id\":3,\"amount\":0.30}\n{\"id\":4,\"amount\":4}\n"));
    var inside = with(source, new Source.Format(JSON, Map.of("rows", "/data/items")));
    loaded(
        day(3),
        inside,
        together(
            batch(
                "page 1", "{\"next\":2,\"data\":{\"n\":1,\"items\":[{\"id\":5,\"amount\":0.10}]}}"),
            batch("page 2", "{\"data\":{\"items\":[{\"id\":6,\"amount\":6}],\"n\":1}}")));
    assertThat(rows("select id, amount from raw.orders order by id"))
        .containsExactly("1|1.10", "2|null", "3|0.30", "4|4.00", "5|0.10", "6|6.00");
  }

  @Test
  void answerWithoutTheListOfRowsIsRefused() throws Exception {
    var inside = with(source(JSON), new Source.Format(JSON, Map.of("rows", "/data")));
    for (var text :
        List.of("{\"error\":\"busy\"}", "{\"data\":{}}", "{\"data\":[1]}", "{\"data\":[{\"a\":")) {
      var fault = refuses(day(1), inside, batch("page 1", text), Kind.BAD_BYTES);
      assertThat(fault.message()).contains("page 1");
    }
  }

  @Test
  void parquetKeepsItsTypes() throws Exception {
    var bytes =
        parquet(
            "select 1 as id, 12.50::decimal(10,2) as amount, timestamptz '2026-01-01 00:00:00+00' as t");
    loaded(day(1), source(PARQUET), batch("a.parquet", bytes));
    assertThat(world.columns(RUN, "raw.orders"))
        .startsWith("id INTEGER", "amount DECIMAL(10,2)", "t TIMESTAMP WITH TIME ZONE");
  }

  @Test
  void compressedFilesAreReadWhateverTheirNames() throws Exception {
    loaded(day(1), source(CSV), batch("a.csv", zipped("id;name\n1;x\n")));
    loaded(day(2), source(JSON), batch("a.json", zipped("[{\"id\":2,\"name\":\"y\"}]")));
    var inside = with(source(JSON), new Source.Format(JSON, Map.of("rows", "")));
    loaded(day(3), inside, batch("a.json", zipped("[{\"id\":3,\"name\":\"z\"}]")));
    assertThat(rows("select id, name from raw.orders order by id"))
        .containsExactly("1|x", "2|y", "3|z");
  }

  @Test
  void bytesThatAreSomethingElseAreRefusedInASentence() throws Exception {
    var page = batch("orders.csv", "<!DOCTYPE html>\n<html><body>Sign in</body></html>\n");
    for (var kind : Source.Format.Kind.values()) {
      assertThat(refuses(day(1), source(kind), page, Kind.BAD_BYTES).message())
          .contains("orders.csv", "web page");
    }
    var parquet = parquet("select i as id, 'x' || i as name from range(1000) r(i)");
    assertThat(refuses(day(1), source(CSV), batch("a.csv", parquet), Kind.BAD_BYTES).message())
        .contains("a.csv", "Parquet");
    var text = batch("a.parquet", "id\n1\n");
    assertThat(refuses(day(1), source(PARQUET), text, Kind.BAD_BYTES).message())
        .contains("a.parquet");
  }

  @Test
  void cutOffAndCorruptFilesAreRefused() throws Exception {
    var zip =
        zipped(
            "id,name\n"
                + "1,abcdefgh\n".repeat(500)
                + String.join(
                    "", java.util.Collections.nCopies(300, java.util.UUID.randomUUID() + ",x\n")));
    var cut = Arrays.copyOf(zip, zip.length - 30);
    var source = source(CSV, column("id", "string"), column("name", "string"));
    assertThat(refuses(day(1), source, batch("a.csv.gz", cut), Kind.BAD_BYTES).message())
        .contains("a.csv.gz");

    var parquet = parquet("select i as id from range(1000) r(i)");
    var half = Arrays.copyOf(parquet, parquet.length / 2);
    assertThat(refuses(day(1), source(PARQUET), batch("a.parquet", half), Kind.BAD_BYTES).message())
        .contains("a.parquet");

    refuses(day(1), source(JSON), batch("a.json", "[{\"id\":1},{\"id\":"), Kind.BAD_BYTES);
    refuses(day(1), source, batch("a.csv", "id,name\n1,x\n2,y,z\n"), Kind.BAD_BYTES);
    refuses(
        day(1),
        source,
        batch("a.csv", "id,name\n1,Gr\u00fcn\n".getBytes(StandardCharsets.ISO_8859_1)),
        Kind.BAD_BYTES);
  }

  @Test
  void unknownOptionOfAFormatIsRefused() throws Exception {
    var source = with(source(CSV), new Source.Format(CSV, Map.of("delimeter", ";")));
    var fault = refuses(day(1), source, batch("a.csv", "id\n1\n"), Kind.FAILED);
    assertThat(fault.next()).contains("did you mean 'delimiter'?");
  }

  @Test
  void namesOfColumnsMayBeAnything() throws Exception {
    loaded(day(1), source(CSV), batch("a.csv", "\"a b\",\"c'd\",\"e\"\"f\",select\n1,2,3,4\n"));
    loaded(day(2), source(CSV), batch("b.csv", "\"a b\",\"c'd\",\"e\"\"f\",select\n5,6,7,8\n"));
    assertThat(rows("select \"a b\", \"c'd\", \"e\"\"f\", \"select\" from raw.orders order by 1"))
        .containsExactly("1|2|3|4", "5|6|7|8");
  }

  // ---- what a program made

  @Test
  void resultOfAProgramGoesByTheStepsMaterialization() throws Exception {
    var step =
        step(
            "made",
            new Step.Work.Command(List.of("x"), Step.Exchange.CSV),
            new Materialization.MergeBy(List.of("id")),
            StepLimits.DEFAULT);
    var produced =
        new Source.Declared(
            new Source.Files("output.csv"),
            Source.Format.of(CSV),
            List.of(),
            false,
            Source.OnEmpty.ALLOW,
            Source.OnNewColumn.FAIL,
            Optional.empty());
    for (var text : List.of("id,name\n1,x\n2,y\n", "id,name\n2,z\n")) {
      var file = world.file("output.csv", text.getBytes(StandardCharsets.UTF_8));
      var batch = new Batch(List.of(new Batch.Part("output", "", 0, file)), RUN_AT);
      done(world.engine().ingest(task(step), produced, batch, StepWatch.nobody()));
    }
    assertThat(rows("select * from made order by id")).containsExactly("1|x", "2|z");
  }
}
