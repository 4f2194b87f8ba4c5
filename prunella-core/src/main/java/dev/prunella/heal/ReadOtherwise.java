package dev.prunella.heal;

import dev.prunella.heal.Finding.What;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.Correction.Effect.ReadAs;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.NumberForm;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A source whose files are written otherwise than before: a column has another name, there is one
 * more, or text is encoded, separated or punctuated otherwise. The bytes are read as they are now,
 * for this batch only, so that the table stays as everybody downstream knows it.
 */
final class ReadOtherwise implements Cure {
  private static final int MOST_RENAMED = 3;
  private static final String DECIMAL = "decimal_separator";
  private static final List<String> DELIMITERS = List.of(",", ";", "\t", "|");
  private static final List<String> DECIMALS = List.of(".", ",");
  private static final List<String> ENCODINGS = List.of("utf-8", "latin-1", "utf-16");
  private static final List<String> DATES =
      List.of("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d");

  @Override
  public String words() {
    return "read what its source brings as it is written now";
  }

  @Override
  public Set<RemedyFamily> families() {
    return Set.of(
        RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING, RemedyFamily.RERUN_UPSTREAM_OR_BACKFILL);
  }

  @Override
  public Reach reach(Footing footing) {
    if (!(footing.step().work() instanceof Step.Work.Load(var source))) {
      return Reach.beyond("it loads nothing from outside");
    }
    return Reach.within(
        source.format().kind() == Source.Format.Kind.CSV
            ? "columns are renamed or added, or its text is encoded, separated or punctuated"
                + " otherwise"
            : "columns are renamed or added");
  }

  @Override
  public List<Proposal> propose(Finding finding, Means means) {
    if (!(finding.what() instanceof What.Failed(var fault))
        || !(finding.step().work() instanceof Step.Work.Load(var source))
        || finding.batch().isEmpty()) {
      return List.of();
    }
    if (fault.kind() != Fault.Kind.SCHEMA_CHANGED
        && fault.kind() != Fault.Kind.TYPE_MISMATCH
        && fault.kind() != Fault.Kind.BAD_BYTES) {
      return List.of();
    }
    var asDeclared = new ReadAs(Map.of(), Map.of(), Set.of());
    if (means.probe(finding, correction(finding, asDeclared, "as declared")).isEmpty()) {
      return List.of(putRight(finding));
    }
    return switch (fault.kind()) {
      case SCHEMA_CHANGED -> {
        var names = names(finding, fault, means);
        // A file whose columns are all new is written otherwise, rather than renamed throughout.
        yield names.isEmpty() ? punctuation(finding, fault, source, means) : names;
      }
      case TYPE_MISMATCH -> {
        var all = punctuation(finding, fault, source, means);
        // Where a way to read all of the file does, no column is an exception.
        yield all.isEmpty() ? numbers(finding, fault, means) : all;
      }
      case BAD_BYTES -> punctuation(finding, fault, source, means);
      default -> List.of();
    };
  }

  /** What did not read then reads as it is declared now. */
  private static Proposal putRight(Finding finding) {
    return new Proposal(
        new Belief(
            FailureClass.DATA,
            "the source has put it right",
            0.9,
            finding.table(),
            List.of("what it brings now reads as it is declared"),
            List.of()),
        new Remedy.Again(
            "again " + finding.table() + " " + finding.batch().orElseThrow().id(),
            RemedyFamily.RERUN_UPSTREAM_OR_BACKFILL,
            finding.table(),
            "run it again with what the source brings now"));
  }

  // ---- columns

  private List<Proposal> names(Finding finding, Fault fault, Means means) {
    var missing = list(fault, "missing");
    var added = list(fault, "new");
    if (missing.isEmpty() && !added.isEmpty()) {
      return ignoring(finding, fault, means);
    }
    if (missing.isEmpty() || added.size() < missing.size() || missing.size() > MOST_RENAMED) {
      return List.of();
    }
    var proposals = new ArrayList<Proposal>();
    for (var mapping : mappings(missing, added)) {
      var ignored = new LinkedHashSet<>(added);
      ignored.removeAll(mapping.keySet());
      var read = new ReadAs(Map.of(), mapping, ignored);
      var correction = correction(finding, read, "columns renamed: " + words(mapping));
      if (means.probe(finding, correction).isEmpty()) {
        proposals.add(
            proposal(
                finding,
                correction,
                "column renamed",
                "read " + words(mapping),
                List.of("missing: " + missing + ", new: " + added),
                2));
      }
    }
    return sure(proposals, mapping(missing, added));
  }

  /**
   * A name alone, or values alone, do not say what a column is. Only where one way of reading is
   * possible at all, and its names speak for it, may it be taken without a person's word.
   */
  private static List<Proposal> sure(List<Proposal> proposals, boolean namesSpeak) {
    return proposals.size() == 1 && namesSpeak
        ? proposals
        : proposals.stream().map(ReadOtherwise::inDoubt).toList();
  }

  private static Proposal inDoubt(Proposal proposal) {
    return proposal.remedy() instanceof Remedy.ChangedCode code
        ? new Proposal(
            proposal.belief(),
            new Remedy.ChangedCode(
                code.key(),
                code.family(),
                code.table(),
                code.words(),
                Remedy.A_PERSON_MAY_HAVE_MEANT_IT,
                code.corrections(),
                code.files()))
        : proposal;
  }

  /** Whether each missing name has one new name that is plainly the same, and no other. */
  private static boolean mapping(List<String> missing, List<String> added) {
    return missing.stream()
        .allMatch(
            name ->
                added.stream().filter(other -> SameName.is(other, name)).count() == 1
                    && missing.stream()
                            .filter(
                                m ->
                                    added.stream()
                                        .anyMatch(a -> SameName.is(a, name) && SameName.is(a, m)))
                            .count()
                        == 1);
  }

  /** Of a file with several new columns the first only is told. */
  private List<Proposal> ignoring(Finding finding, Fault fault, Means means) {
    var ignored = new LinkedHashSet<>(list(fault, "new"));
    for (int i = 0; i < 8; i++) {
      var names = String.join(", ", ignored);
      var correction =
          correction(
              finding, new ReadAs(Map.of(), Map.of(), ignored), "new columns not taken: " + names);
      var left = means.probe(finding, correction);
      if (left.isEmpty()) {
        return List.of(
            proposal(
                finding,
                correction,
                "column added",
                "load without the new " + names,
                List.of("every column that was promised is there"),
                1));
      }
      if (left.get().kind() != Fault.Kind.SCHEMA_CHANGED
          || !ignored.addAll(list(left.get(), "new"))) {
        return List.of();
      }
    }
    return List.of();
  }

  /** Which new name may stand for which missing one: the likest first, at most six ways. */
  private static List<Map<String, String>> mappings(List<String> missing, List<String> added) {
    var all = new ArrayList<Map<String, String>>();
    assign(missing, 0, added, new LinkedHashMap<>(), all);
    all.sort((a, b) -> Integer.compare(likeness(b), likeness(a)));
    return all.size() > 6 ? all.subList(0, 6) : all;
  }

  private static void assign(
      List<String> missing,
      int at,
      List<String> added,
      Map<String, String> so,
      List<Map<String, String>> all) {
    if (at == missing.size()) {
      all.add(new LinkedHashMap<>(so));
      return;
    }
    for (var name : added) {
      if (!so.containsKey(name)) {
        so.put(name, missing.get(at));
        assign(missing, at + 1, added, so, all);
        so.remove(name);
      }
    }
  }

  private static int likeness(Map<String, String> mapping) {
    return mapping.entrySet().stream()
        .mapToInt(e -> DidYouMean.among(List.of(e.getKey()), e.getValue()).isPresent() ? 1 : 0)
        .sum();
  }

  private static String words(Map<String, String> mapping) {
    var words = new ArrayList<String>();
    mapping.forEach((from, to) -> words.add("'" + from + "' as '" + to + "'"));
    return String.join(", ", words);
  }

  // ---- punctuation

  private List<Proposal> punctuation(
      Finding finding, Fault fault, Source.Declared source, Means means) {
    if (source.format().kind() != Source.Format.Kind.CSV) {
      return List.of();
    }
    var declared = source.format().options();
    var proposals = new ArrayList<Proposal>();
    for (var options : candidates(declared)) {
      if (saysMoreThanOneOf(proposals, options)) {
        continue;
      }
      var correction = correction(finding, as(options, Map.of()), "written otherwise: " + options);
      if (means.probe(finding, correction).isEmpty()) {
        proposals.add(
            proposal(
                finding,
                correction,
                "file written otherwise",
                "read it with " + options,
                List.of(
                    "as it is declared: " + RunAgain.firstLine(fault.message()),
                    "read so, every value has its type"),
                2));
      }
    }
    // Several ways are in doubt anyhow.
    return sure(
        proposals, proposals.size() == 1 && !mayBeGrouped(finding, proposals.getFirst(), means));
  }

  /** Whether a comma that was taken for the decimal one may as well stand between thousands. */
  private static boolean mayBeGrouped(Finding finding, Proposal proposal, Means means) {
    var options = new TreeMap<>(read(proposal).map(ReadAs::options).orElse(Map.of()));
    if (options.remove(DECIMAL) == null) {
      return false;
    }
    var plain = means.probe(finding, correction(finding, as(options, Map.of()), "without"));
    return plain.isPresent()
        && new NumberForms(
                forms -> means.probe(finding, correction(finding, as(options, forms), "grouped")))
            .read(plain.get()).stream()
                .flatMap(way -> way.values().stream())
                .anyMatch(form -> !form.grouping().isEmpty());
  }

  private static ReadAs as(Map<String, String> options, Map<String, NumberForm> forms) {
    return new ReadAs(options, Map.of(), Set.of(), forms);
  }

  private static Optional<ReadAs> read(Proposal proposal) {
    return proposal.remedy() instanceof Remedy.ChangedCode code
        ? code.corrections().stream()
            .filter(c -> c.effect() instanceof ReadAs)
            .map(c -> (ReadAs) c.effect())
            .findFirst()
        : Optional.empty();
  }

  /** What reads the file with less said of it leaves nothing in doubt that more would settle. */
  private static boolean saysMoreThanOneOf(List<Proposal> proposals, Map<String, String> options) {
    return proposals.stream()
        .flatMap(p -> read(p).stream())
        .anyMatch(read -> options.entrySet().containsAll(read.options().entrySet()));
  }

  // ---- numbers

  /** Columns whose numbers have come to be written otherwise; each way that reads them all. */
  private static List<Proposal> numbers(Finding finding, Fault fault, Means means) {
    var ways = new NumberForms(read -> means.probe(finding, numbers(finding, read))).read(fault);
    var proposals =
        ways.stream()
            .map(
                way ->
                    proposal(
                        finding,
                        numbers(finding, way),
                        "numbers written otherwise",
                        "read " + NumberForms.words(way),
                        List.of(
                            "as it is declared: " + RunAgain.firstLine(fault.message()),
                            "read so, every value of the column is a number"),
                        2))
            .toList();
    // What names a unit may mean another unit than before.
    return sure(proposals, ways.stream().noneMatch(NumberForms::namesUnits));
  }

  private static Correction numbers(Finding finding, Map<String, NumberForm> forms) {
    return correction(
        finding, as(Map.of(), forms), "numbers written otherwise: " + NumberForms.words(forms));
  }

  /** One thing that is otherwise, and the two that come together as a rule. */
  private static List<Map<String, String>> candidates(Map<String, String> declared) {
    var all = new LinkedHashSet<Map<String, String>>();
    for (var delimiter : DELIMITERS) {
      add(all, declared, Map.of("delimiter", delimiter));
    }
    add(all, declared, Map.of("header", "false"));
    add(all, declared, Map.of("totals_line", "true"));
    add(all, declared, Map.of("header_again", "true"));
    for (var decimal : DECIMALS) {
      add(all, declared, Map.of(DECIMAL, decimal));
    }
    for (var encoding : ENCODINGS) {
      add(all, declared, Map.of("encoding", encoding));
    }
    for (var delimiter : DELIMITERS) {
      for (var decimal : DECIMALS) {
        if (!delimiter.equals(decimal)) {
          add(all, declared, Map.of("delimiter", delimiter, DECIMAL, decimal));
        }
      }
    }
    for (var date : DATES) {
      for (var time : List.of("", " %H:%M", " %H:%M:%S", "T%H:%M:%S")) {
        add(
            all,
            declared,
            time.isEmpty() ? Map.of("date_format", date) : Map.of("timestamp_format", date + time));
      }
    }
    return List.copyOf(all);
  }

  private static void add(
      Set<Map<String, String>> all, Map<String, String> declared, Map<String, String> options) {
    boolean changes =
        options.entrySet().stream().anyMatch(e -> !e.getValue().equals(declared.get(e.getKey())));
    if (changes) {
      all.add(options);
    }
  }

  // ---- both

  private static Correction correction(Finding finding, ReadAs read, String because) {
    return new Correction(
        Corrections.id(finding, "read", read),
        finding.table(),
        finding.interval(),
        finding.batch().map(b -> b.id()),
        read,
        because,
        finding.step().place());
  }

  private static Proposal proposal(
      Finding finding,
      Correction correction,
      String cause,
      String words,
      List<String> supporting,
      int invasiveness) {
    return new Proposal(
        new Belief(FailureClass.DATA, cause, 0.9, finding.table(), supporting, List.of()),
        Corrections.remedy(
            finding, correction, RemedyFamily.PATCH_CODE_OR_SCHEMA_MAPPING, words, invasiveness));
  }

  private static List<String> list(Fault fault, String fact) {
    return Optional.ofNullable(fault.facts().get(fact)).stream()
        .flatMap(text -> List.of(text.split(",")).stream())
        .filter(name -> !name.isBlank())
        .toList();
  }
}
