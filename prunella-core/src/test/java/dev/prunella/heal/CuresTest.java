package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.contract.Check;
import dev.prunella.contract.OnFailure;
import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Amendment;
import dev.prunella.incident.NoteVersion;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Materialization;
import dev.prunella.pipeline.Promises;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Staging;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.Transformation;
import dev.prunella.quality.Anomaly;
import dev.prunella.quality.Aspect;
import dev.prunella.quality.Cause;
import dev.prunella.quality.Explanation;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What cures say beforehand is what they do. */
class CuresTest {
  private static final TableName SALES = TableName.of("sales");
  private static final Batch BATCH =
      new Batch(List.of(new Batch.Part("a.csv", "0".repeat(64), 1, "a.csv")), Instant.EPOCH);
  private static final Check ROWS = Checks.required(SALES, "amount");
  private static final Transformation.Cells SLIPPED =
      new Transformation.Cells(
          "amount", List.of(new Transformation.Cell(Map.of("id", "7"), 900, 0.1)));

  /** A table into which rows are merged. */
  private static Footing merged() {
    var plain = footing(new Step.Work.Sql("select 1"), Footing.Text.SQL);
    var full = plain.step();
    return new Footing(
        new Step(
            full.table(),
            full.work(),
            new Materialization.MergeBy(List.of("id")),
            full.reads(),
            full.place(),
            full.code(),
            full.repeatable(),
            full.tags(),
            full.description(),
            full.limits(),
            full.promises(),
            full.corrections()),
        plain.byInterval(),
        plain.text(),
        plain.ownSql(),
        plain.ownCode(),
        plain.sqlAnywhere(),
        plain.blind(),
        plain.stops(),
        plain.references(),
        plain.mostMemory());
  }

  /** Any step, with what stands around it when nothing is in the way. */
  private static Footing footing(Step.Work work, Footing.Text text) {
    boolean own = text == Footing.Text.SQL || text == Footing.Text.PROGRAM;
    return new Footing(
        FullSteps.of(SALES, work).promising(Promises.of(List.of(ROWS), Promises.Anomalies.HOLD)),
        true,
        text,
        text == Footing.Text.SQL,
        own,
        text != Footing.Text.ELSEWHERE,
        Optional.empty(),
        true,
        true,
        1L << 40);
  }

  private static Step.Work load(Source from) {
    return new Step.Work.Load(
        new Source.Declared(
            from,
            Source.Format.of(Source.Format.Kind.CSV),
            List.of(),
            true,
            Source.OnEmpty.KEEP_LAST_GOOD,
            Source.OnNewColumn.FAIL,
            Optional.empty()));
  }

  private static final List<Footing> FOOTINGS =
      List.of(
          footing(load(new Source.Files("landing/*.csv")), Footing.Text.LOADED),
          footing(
              load(
                  new Source.Http(
                      "https://api.example/rows",
                      Map.of(),
                      "",
                      new Source.Paging.None(),
                      Duration.ofSeconds(1))),
              Footing.Text.LOADED),
          footing(load(database(Optional.empty())), Footing.Text.LOADED),
          footing(
              load(
                  database(
                      Optional.of(
                          new Staging(
                              "staging",
                              "sales",
                              List.of("id"),
                              Optional.empty(),
                              Optional.empty(),
                              new Staging.Publish.CellsInto("public", "sales"))))),
              Footing.Text.LOADED),
          footing(new Step.Work.Sql("select 1"), Footing.Text.SQL),
          footing(new Step.Work.Sql("select 1"), Footing.Text.ELSEWHERE),
          merged(),
          footing(new Step.Work.Command(List.of("make"), Step.Exchange.CSV), Footing.Text.PROGRAM));

  private static Source.Jdbc database(Optional<Staging> staging) {
    return new Source.Jdbc(
        "jdbc:postgresql://db/shop", Optional.empty(), Optional.empty(), "select 1", 100, staging);
  }

  private static List<Finding> findings(Footing footing) {
    var whats = new ArrayList<What>();
    for (var kind : Fault.Kind.values()) {
      whats.add(
          new What.Failed(
              Fault.of(kind, "it failed", "")
                  .with("missing", "amount")
                  .with("new", "total")
                  .with(Fault.STATUS, "401")
                  .with(Fault.COLUMN, "amount")
                  .with(Fault.VALUE, "12,50")));
    }
    whats.add(
        unlike(
            new Cause.Scaled(List.of("amount"), 100, Optional.empty()),
            new Transformation.Scale(List.of("amount"), 0.01, Optional.of(2), Optional.empty())));
    whats.add(
        unlike(
            new Cause.Scaled(List.of("amount"), 151.2, Optional.empty()),
            new Transformation.Scale(
                List.of("amount"), 1 / 151.2, Optional.of(2), Optional.empty())));
    whats.add(unlike(new Cause.WrongCells("amount", SLIPPED.cells()), SLIPPED));
    whats.add(new What.BreaksRules(List.of(new Finding.Broken(ROWS, new BigDecimal("0.01")))));
    whats.add(new What.Edited("other rows", true));
    whats.add(new What.Replaced("half of it is gone"));
    whats.add(
        new What.Lost(
            List.of(new Finding.LostFile("a.parquet", 7, Optional.empty(), "")), Optional.empty()));
    whats.add(new What.Held("nobody knows why"));
    var batch = footing.step().loads() ? Optional.of(BATCH) : Optional.<Batch>empty();
    return whats.stream()
        .map(
            what ->
                new Finding(
                    footing.step(),
                    Optional.of("2026-11-21"),
                    what,
                    batch,
                    batch,
                    Optional.empty(),
                    // Of what is loaded, its source's file may be unsound since an edit.
                    footing.text() != Footing.Text.ELSEWHERE
                        ? Optional.of(
                            new Finding.LastGood(
                                List.of(
                                    new Finding.GoodFile(
                                        "models/sales.sql", Optional.of("select 2")))))
                        : Optional.empty()))
        .toList();
  }

  private static What unlike(Cause cause, Transformation inverse) {
    return new What.Unlike(
        List.of(
            new Anomaly(
                Aspect.VALUES,
                "amount",
                List.of("amount"),
                Optional.empty(),
                "median",
                1,
                2,
                200,
                9)),
        new Explanation.Explained(cause, 0.95, List.of(), List.of(), Optional.of(inverse)),
        Optional.empty());
  }

  @Test
  void whereOneSaysThatItCannotHelpItProposesNothing() {
    var proposed = new HashMap<String, Set<RemedyFamily>>();
    for (var footing : FOOTINGS) {
      for (var finding : findings(footing)) {
        for (var cure : Planner.CURES) {
          var proposals = cure.propose(finding, new Rich(footing));
          if (!proposals.isEmpty()) {
            assertThat(cure.reach(footing))
                .as("%s for %s of %s", cure.words(), finding.what(), footing)
                .isInstanceOf(Reach.Within.class);
          }
          for (var proposal : proposals) {
            assertThat(cure.families()).as(cure.words()).contains(proposal.remedy().family());
            Objects.requireNonNull(
                    proposed.computeIfAbsent(cure.words(), _ -> EnumSet.noneOf(RemedyFamily.class)))
                .add(proposal.remedy().family());
            assertThat(asksAlways(cure, footing))
                .as("%s: a person is asked, or it is not", proposal.remedy())
                .isEqualTo(
                    proposal.remedy() instanceof Remedy.External
                        || proposal.remedy().agent().isPresent());
          }
        }
      }
    }
    // Without this, cures that are never asked anything would pass.
    for (var sort : Cures.sorts()) {
      var families = EnumSet.copyOf(sort.families());
      if (!sort.words().equals(new RunAgain().words())) {
        assertThat(proposed).as(sort.words()).containsEntry(sort.words(), families);
      }
    }
    assertThat(proposed).hasSize(Planner.CURES.size());
  }

  private static boolean asksAlways(Cure cure, Footing footing) {
    return cure.reach(footing) instanceof Reach.Within(var _, var asks) && asks;
  }

  @Test
  void rowsAreLaidAsideOnlyWhereTheContractLeavesItOpen() {
    assertThat(laidAsideFor(OnFailure.UNSAID)).isNotEmpty();
    assertThat(laidAsideFor(OnFailure.HOLD)).isEmpty();
    assertThat(laidAsideFor(new OnFailure(OnFailure.Action.QUARANTINE, new BigDecimal("0.001"))))
        .isEmpty();
  }

  private static List<Cure.Proposal> laidAsideFor(OnFailure said) {
    var footing = FOOTINGS.getFirst();
    var broken = new Finding.Broken(Checks.required(SALES, "amount", said), new BigDecimal("0.01"));
    var finding =
        new Finding(
            footing.step(),
            Optional.of("2026-11-21"),
            new What.BreaksRules(List.of(broken)),
            Optional.of(BATCH),
            Optional.of(BATCH),
            Optional.empty(),
            Optional.empty());
    return new LayAside().propose(finding, new Rich(footing));
  }

  @Test
  void whatIsMissingIsNamedWithTheNextStep() {
    var blind = Reach.beyond("3 earlier intervals", "wait");
    var bare =
        new Footing(
            FullSteps.of(SALES, load(new Source.Files("landing/*.csv"))),
            false,
            Footing.Text.LOADED,
            false,
            false,
            false,
            Optional.of(blind),
            false,
            false,
            1);
    assertThat(new TakeBack().reach(bare)).isEqualTo(blind);
    assertThat(why(new ConvertUnit().reach(bare))).contains("no note says");
    assertThat(why(new LayAside().reach(bare))).contains("no contract");
    assertThat(why(new GiveMemory().reach(bare))).contains("1024 MB");
    assertThat(why(new AmendSource().reach(bare))).contains("from a database");
    assertThat(why(new PatchModel().reach(bare))).contains("made by no model");
    assertThat(why(new AgentsChange().reach(bare))).contains("none of its own");
    assertThat(why(new AmendSource().reach(FOOTINGS.get(2)))).contains("no staging");
  }

  private static String why(Reach reach) {
    return ((Reach.Beyond) reach).why();
  }

  /** Helps wherever it could. */
  private record Rich(Footing footing) implements BareMeans {
    @Override
    public long mostMemory() {
      return footing.mostMemory();
    }

    @Override
    public Optional<Fault> probe(Finding finding, Correction correction) {
      boolean asDeclared =
          correction.effect() instanceof Correction.Effect.ReadAs read
              && read.options().isEmpty()
              && read.renamed().isEmpty()
              && read.ignored().isEmpty()
              && read.written().isEmpty();
      // What has no name that could be another one's reads as it is declared by now.
      return asDeclared
              && finding.what() instanceof What.Failed(var fault)
              && fault.kind() != Fault.Kind.BAD_BYTES
          ? Optional.of(fault)
          : Optional.empty();
    }

    @Override
    public List<Patch> patches(Finding finding) {
      return footing.ownSql()
          ? List.of(
              new Patch(
                  List.of(new TextPatch("models/sales.sql", 0, 0, "x", "")),
                  Map.of("models/sales.sql", Optional.of("x")),
                  "patch it",
                  List.of(),
                  false))
          : List.of();
    }

    @Override
    public List<Suggestion> suggestions() {
      return footing.sqlAnywhere()
          ? List.of(
              new Suggestion(
                  "ada",
                  List.of("models/sales.sql"),
                  Map.of("models/sales.sql", Optional.of("select 3"))))
          : List.of();
    }

    @Override
    public Optional<Slip> slip(Finding finding, Transformation.Cells wrong) {
      return finding.step().work() instanceof Step.Work.Load(var source)
              && source.from() instanceof Source.Jdbc jdbc
              && jdbc.staging().isPresent()
          ? Optional.of(
              new Slip(
                  new Amendment(
                      SALES,
                      "staging.sales",
                      "as seen",
                      List.of(new Amendment.Cell(Map.of("id", "7"), "amount", "900", "90"))),
                  List.of(),
                  SLIPPED))
          : Optional.empty();
    }

    @Override
    public List<Transformation.Convert> conversions(Finding finding, Reference reference) {
      return List.of(
          new Transformation.Convert(
              "amount",
              "day",
              new Transformation.Rates(
                  TableName.of("fx"),
                  "unit",
                  "day",
                  "rate",
                  "JPY",
                  Map.of(LocalDate.of(2026, 11, 21), new BigDecimal("151.2"))),
              true,
              Optional.of(2),
              Optional.empty()));
    }

    @Override
    public Known known() {
      return new NothingKnown() {
        @Override
        public List<ToldHeader> headers(Finding finding) {
          return List.of(
              new ToldHeader(
                  new NoteVersion("knowledge/key.md", "1"),
                  new SentHeader("X-Api-Key", Optional.empty(), "secret:env/PARTNER_KEY")));
        }

        @Override
        public List<Told> references(Finding finding) {
          return List.of(
              new Told(
                  new NoteVersion("knowledge/yen.md", "1"),
                  new Reference(
                      "amount",
                      "day",
                      TableName.of("fx"),
                      "unit",
                      "day",
                      "rate",
                      true,
                      Optional.empty())));
        }
      };
    }
  }
}
