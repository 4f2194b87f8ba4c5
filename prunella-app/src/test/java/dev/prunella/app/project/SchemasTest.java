package dev.prunella.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.prunella.app.knowledge.NoteShape;
import dev.prunella.app.policy.PolicyShape;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.Shape;
import dev.prunella.app.yaml.ShapeCheck;
import dev.prunella.app.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.nodes.Node;

/** The schemas that editors use say exactly what the reader says about a file's shape. */
class SchemasTest {
  private static final Map<String, Shape> SHAPES =
      Map.of(
          "prunella.schema.json", Shapes.PROJECT,
          "source.schema.json", Shapes.SOURCE,
          "command.schema.json", Shapes.COMMAND,
          "policy.schema.json", PolicyShape.POLICY,
          "note.schema.json", NoteShape.NOTE);
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private record Example(String schema, boolean good, String yaml) {}

  @Test
  void theSchemasInTheRepositoryAreThoseThatTheReaderWouldWrite() throws IOException {
    var folder = Path.of(System.getProperty("prunella.root"), "docs", "schema");
    for (var schema : Shapes.schemas().entrySet()) {
      var file = folder.resolve(schema.getKey());
      if (Boolean.getBoolean("prunella.write.schemas")) {
        Files.createDirectories(folder);
        Files.writeString(file, schema.getValue());
      }
      assertThat(file)
          .as("write it anew: run this test with -Dprunella.write.schemas=true")
          .hasContent(schema.getValue());
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(Shapes.schemas().keySet());
    }
  }

  @Test
  void theSchemasThemselvesAreSchemas() {
    var meta =
        REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    Shapes.schemas()
        .values()
        .forEach(text -> assertThat(meta.validate(text, InputFormat.JSON)).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("examples")
  void schemaAndReaderAgree(Example example) {
    assertThat(readerAccepts(example.schema(), example.yaml()))
        .as("reader")
        .isEqualTo(example.good());
    assertThat(schemaAccepts(example.schema(), example.yaml()))
        .as("schema")
        .isEqualTo(example.good());
  }

  /** Good files with a line lost, doubled in depth, or a value replaced by one of another kind. */
  @Property(tries = 1500)
  void schemaAndReaderAgreeOnDamagedFilesToo(@ForAll long seed) {
    var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var good = examples().filter(Example::good).toList();
    var example = good.get(random.nextInt(good.size()));
    var yaml = damaged(example.yaml(), random);
    var nodes = parsed(yaml);
    if (nodes.isPresent()) {
      assertThat(readerAccepts(example.schema(), yaml))
          .as(yaml)
          .isEqualTo(schemaAccepts(example.schema(), yaml));
    }
  }

  private static String damaged(String yaml, RandomGenerator random) {
    var lines = new ArrayList<>(yaml.lines().toList());
    int at = random.nextInt(lines.size());
    var line = lines.get(at);
    var values =
        List.of(
            "7",
            "1.5",
            "true",
            "no",
            "text",
            "[]",
            "[a, 3]",
            "{}",
            "{a: b}",
            "",
            "'7'",
            "0x1F",
            "12:30",
            "2026-01-01",
            "null",
            "-1",
            "99999999999");
    switch (random.nextInt(3)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.set(at, line.replaceFirst("([A-Za-z_]+):", "$1x:"));
      default ->
          lines.set(
              at,
              line.replaceFirst(
                  "(^ *-? *[A-Za-z_]+:).*", "$1 " + values.get(random.nextInt(values.size()))));
    }
    return String.join("\n", lines) + "\n";
  }

  private static Optional<Node> parsed(String yaml) {
    var problems = new Problems();
    var nodes = YamlText.documents(yaml, problems.in("x"));
    if (!problems.none() || nodes.size() != 1) {
      return Optional.empty();
    }
    // A key given twice is no longer visible in JSON.
    ShapeCheck.check(nodes.getFirst(), new Shape.Anything(), problems.in("x"));
    return problems.none() ? Optional.of(nodes.getFirst()) : Optional.empty();
  }

  private static boolean readerAccepts(String schema, String yaml) {
    var problems = new Problems();
    var shape = Optional.ofNullable(SHAPES.get(schema)).orElseThrow();
    ShapeCheck.check(parsed(yaml).orElseThrow(), shape, problems.in("x"));
    return problems.none();
  }

  private static boolean schemaAccepts(String schema, String yaml) {
    var json = YamlText.json(parsed(yaml).orElseThrow()).toString();
    var text = Optional.ofNullable(Shapes.schemas().get(schema)).orElseThrow();
    return REGISTRY.getSchema(text).validate(json, InputFormat.JSON).isEmpty();
  }

  static Stream<Example> examples() {
    return Stream.of(
            Stream.of(
                project(true, "name: acme\n"),
                project(
                    true,
                    """
                name: "2026"
                mode: act
                lake: .prunella/lake
                zone: Europe/Madrid
                defaults:
                  memory: 512 MB
                  time: 1h30m
                  parallel: 4
                  python: python3
                pipelines:
                  nightly:
                    tables: [a, +b]
                    interval: none
                    schedule: 0 3 * * *
                    start: 2026-01-01
                    catch_up: true
                    wait_for_files: false
                    publish: all_or_nothing
                    description: x
                  other:
                    tables: a
                notify:
                  quiet: daily 22:00-07:00 Europe/London
                  batch: 15m
                  deadline: 4h
                  patience: 1d
                  page: tier-1
                  link: http://127.0.0.1:8282
                  validity: 7d
                  escalate: [{to: x, after: 2h}]
                channels:
                  mail:
                    for: ["*@acme.example"]
                    smtp: {host: x, port: 587, tls: starttls, from: a@b, user: u, password: "secret:env/P", timeout: 20s}
                  hook:
                    for: oncall
                    webhook: {url: "https://x", secret: "secret:env/S", timeout: 5s}
                connectors: {}
                lineage:
                  file: a.jsonl
                  url: http://x
                """),
                project(
                    true,
                    """
                name: acme
                lake:
                  refs: a.db
                  warehouse: s3://b
                  io:
                    a: 1
                    b: true
                    c: x
                """),
                project(false, "mode: act\n"),
                project(false, "name: 7\n"),
                project(false, "name: [a]\n"),
                project(false, "name: ''\n"),
                project(false, "name: acme\nnmae: x\n"),
                project(false, "name: acme\nmode: Act\n"),
                project(false, "name: acme\nlake: 7\n"),
                project(false, "name: acme\nlake: s3://x\n"),
                project(false, "name: acme\nlake: {ref: x}\n"),
                project(false, "name: acme\nlake:\n"),
                project(false, "name: acme\npipelines: [a]\n"),
                project(false, "name: acme\npipelines: {a: {tables: []}}\n"),
                project(false, "name: acme\npipelines: {a: {tables: [1]}}\n"),
                project(false, "name: acme\npipelines: {a: {catch_up: yes}}\n"),
                project(false, "name: acme\npipelines: {a: {start: 2026-1-1}}\n"),
                project(false, "name: acme\ndefaults: {parallel: 0}\n"),
                project(false, "name: acme\ndefaults: {parallel: 1.5}\n"),
                project(false, "name: acme\ndefaults: {memory: 512}\n"),
                project(false, "name: acme\nnotify: x\n"),
                project(false, "name: acme\nnotify: {quite: x}\n"),
                project(false, "name: acme\nnotify: {quiet: at night}\n"),
                project(false, "name: acme\nchannels: {a: {for: x}}\n"),
                project(false, "name: acme\nchannels: {a: {smtp: {host: x}}}\n"),
                project(false, "name: acme\nlineage: {url: ftp://x}\n")),
            Stream.of(
                source(true, "source: a\nfiles: b.csv\n"),
                source(
                    true,
                    """
                source: a.b
                files: x/{interval:yyyy}.csv
                format: csv
                options:
                  delimiter: ";"
                  skip: 2
                  header: false
                  decimal_separator: ","
                  encoding: latin-1
                columns:
                  id: long
                  amount: decimal(12,2)
                by_interval: true
                on_empty: allow
                on_new_column: ignore
                owner: x
                escalate:
                  - {to: x, after: 2h}
                expected: daily
                description: x
                tags: [a, b]
                memory: 1GiB
                time: 5m
                """),
                source(
                    true, "source: a\njdbc:\n  url: jdbc:x\n  query: select 1\n  fetch_size: 7\n"),
                source(
                    true,
                    """
                source: a
                http:
                  url: http://x
                  headers:
                    A: b
                    C: 7
                  rows: /a/b
                  paging:
                    number: {parameter: p, first: 0, most_pages: 3}
                  timeout: 10s
                """),
                source(true, "source: a\nhttp: {url: http://x, paging: {link: {}}}\n"),
                source(false, "source: a\n"),
                source(false, "files: a.csv\n"),
                source(false, "source: a\nfiles: b.csv\nhttp: {url: http://x}\n"),
                source(false, "source: a\njdbc: {url: jdbc:x}\n"),
                source(false, "source: a\njdbc: {url: jdbc:x, query: q, table: t}\n"),
                source(false, "source: a\nhttp: {url: http://x, paging: {}}\n"),
                source(false, "source: a\nhttp: {url: http://x, paging: {number: {}, link: {}}}\n"),
                source(false, "source: a\nfiles: b.csv\ncolumns: [a]\n"),
                source(false, "source: a\nfiles: b.csv\ncolumns: {a: 1}\n"),
                source(false, "source: a\nfiles: b.csv\non_empty: fail\n"),
                source(false, "source: a\nfiles: b.csv\nescalate: [{to: x}]\n"),
                source(false, "source: a\nfiles: b.csv\noptions: {decimal_separator: ';'}\n"),
                source(false, "source: a\nfiles: [b.csv]\n")),
            Stream.of(
                command(true, "command: [x]\n"),
                command(
                    true,
                    """
                command: [tar, "-c"]
                reads: [a, b]
                format: jsonl
                repeatable: false
                materialized: full
                description: x
                owner: x
                tags: a
                depends_on: [b]
                memory: 1GB
                time: 1m
                """),
                command(false, "command: x\n"),
                command(false, "command: []\n"),
                command(false, "command: [1]\n"),
                command(false, "command: [x]\nprocess: own\n")),
            Stream.of(
                policy(true, "default: auto\n"),
                policy(
                    true,
                    """
                default: forbid
                rules:
                  - {remedy: retry_later, class: data, table: raw_*, when: hour < 7, do: auto}
                  - do: propose
                budgets:
                  actions_per_hour: 6
                freeze:
                  - {from: 2026-12-24T00:00:00Z, to: 2026-12-27T00:00+01:00, why: x}
                breaker:
                  after_undos: 2
                """),
                policy(false, "default: always\n"),
                policy(false, "rules: [{remedy: retry, do: auto}]\n"),
                policy(false, "rules: [{remedy: retry_later}]\n"),
                policy(false, "budgets: {actions_per_hour: -1}\n"),
                policy(false, "breaker: {after_undos: 0}\n"),
                policy(false, "freeze: [{from: 2026-12-24, to: 2026-12-27}]\n"),
                note(
                    true,
                    """
                    title: The partner answers at night
                    scope: {sources: [partner_*, b], systems: api.example, signature: "503"}
                    do: retry_later
                    window: daily 02:47-03:12 Europe/London
                    from: 2026-01-01
                    until: 2026-01-01T10:00:00Z
                    review: 2027-06-01
                    owner: lea
                    learnt: {incident: INC-7, from: lea, at: 2026-01-01T10:00:00Z}
                    example:
                      table: partner_prices
                      failure: x
                      at: 2026-01-01T10:00:00+01:00
                      value: 15120
                      day: 2026-01-01
                      expect: 100.00
                    """),
                note(
                    true,
                    """
                    title: x
                    scope: {}
                    do: convert
                    convert:
                      column: amount
                      at: day
                      with: fx
                      divide_by: rate
                    """),
                note(false, "title: x\n"),
                note(false, "title: ''\nscope: {}\n"),
                note(false, "title: x\nscope: {}\ndo: anything\n"),
                note(false, "title: x\nscope: {}\nwindow: at night\n"),
                note(false, "title: x\nscope: {}\nwindow: daily 25:00-26:00 UTC\n"),
                note(false, "title: x\nscope: {}\nreview: soon\n"),
                note(
                    false,
                    "title: x\nscope: {}\nconvert: {column: a, at: b, with: c, divide_by: d, multiply_by: e}\n"),
                note(false, "title: x\nscope: {}\nexample: {table: a}\n")))
        .flatMap(examples -> examples);
  }

  private static Example project(boolean good, String yaml) {
    return new Example("prunella.schema.json", good, yaml);
  }

  private static Example source(boolean good, String yaml) {
    return new Example("source.schema.json", good, yaml);
  }

  private static Example command(boolean good, String yaml) {
    return new Example("command.schema.json", good, yaml);
  }

  private static Example note(boolean good, String yaml) {
    return new Example("note.schema.json", good, yaml);
  }

  private static Example policy(boolean good, String yaml) {
    return new Example("policy.schema.json", good, yaml);
  }
}
