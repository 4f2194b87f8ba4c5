package dev.prunella.bench.heal.scenario;

import static dev.prunella.app.yaml.Shape.choice;
import static dev.prunella.app.yaml.Shape.key;
import static dev.prunella.app.yaml.Shape.listOf;
import static dev.prunella.app.yaml.Shape.mapping;
import static dev.prunella.app.yaml.Shape.needed;
import static dev.prunella.app.yaml.Shape.text;
import static dev.prunella.app.yaml.Shape.texts;

import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.app.yaml.Shape;
import dev.prunella.app.yaml.ShapeCheck;
import dev.prunella.app.yaml.YamlText;
import dev.prunella.bench.heal.scenario.Scenario.Answers;
import dev.prunella.bench.heal.scenario.Scenario.Expect;
import dev.prunella.bench.heal.scenario.Scenario.Person;
import dev.prunella.bench.heal.scenario.Scenario.Planned;
import dev.prunella.refs.DidYouMean;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads scenarios, and tells what is wrong with them by file and line. */
public final class ScenarioFile {
  private static final int MOST_INTERVALS = 1_000;
  private static final int MOST_FAULTS = 20;
  private static final int HISTORY = 64;
  private static final int THEN = 2;

  /** What every fault says; all else is the kind's own. */
  private static final Set<String> OF_ALL = Set.of("kind", "at", "from", "lasts");

  private static final String QUANTUM = "quantum";
  private static final String FAULTS = "faults";

  private static final Shape.Mapping PERSON =
      mapping(
          needed(
              "who",
              text(),
              "A role of the team in the ground's contracts, such as owner, or a name."),
          needed(
              "answers",
              choice("right", "wrong", "late", "absent"),
              "How they answer when they are asked."));

  private static final Shape.Mapping SCENARIO =
      mapping(
          needed(
              "scenario",
              text("[a-z0-9][a-z0-9-]*", "is made of small letters, digits and hyphens"),
              "Its name, by which it is chosen and reported."),
          key("about", text(), "What happens, in a sentence."),
          needed(
              "ground",
              texts(20),
              "On what it is played: a built-in ground (shop, orders, weather), or a folder beside this file; of several one is"
                  + " chosen by seed."),
          key(
              "history",
              new Shape.Whole(0, MOST_INTERVALS),
              "Good intervals before the first that may be touched.",
              "" + HISTORY),
          key(
              "then",
              new Shape.Whole(1, MOST_INTERVALS),
              "Intervals after the history that are played.",
              "" + THEN),
          needed(
              "expect",
              choice("heal", "abstain", "publish"),
              "What a good system makes of it: heal it; keep the last good data and ask; publish, for nothing is wrong."),
          key(
              QUANTUM,
              new Shape.Scalar(),
              "By how much a number may differ from the right one where a cure must round.",
              "0"),
          key(
              FAULTS,
              listOf(new Shape.Named(new Shape.Scalar()), MOST_FAULTS),
              "What happens, in this order."),
          key("people", listOf(PERSON, MOST_FAULTS), "Who may be asked, and how they answer."));

  private ScenarioFile() {}

  /**
   * The schema for editors.
   *
   * @param kinds of faults that there are, with what each wants to know
   */
  public static String schema(Map<String, List<Parameter>> kinds) {
    return ScenarioSchema.of(SCENARIO, QUANTUM, FAULTS, MOST_INTERVALS, kinds);
  }

  /**
   * Reads all {@code *.yaml} of a folder, by name.
   *
   * @param kinds of faults that there are, with what each wants to know
   * @param grounds names of the built-in grounds
   * @throws ProjectProblems when anything is wrong with any of them
   */
  public static List<Scenario> folder(
      Path folder, Map<String, List<Parameter>> kinds, Collection<String> grounds)
      throws IOException {
    List<Path> files;
    if (Files.isRegularFile(folder)) {
      files = List.of(folder);
    } else {
      try (Stream<Path> walk = Files.walk(folder, 3)) {
        files =
            walk.filter(f -> f.getFileName().toString().matches(".*\\.ya?ml"))
                .filter(f -> !f.getFileName().toString().equals("ground.yaml"))
                .sorted()
                .toList();
      }
    }
    var problems = new Problems();
    var scenarios = new ArrayList<Scenario>();
    var names = new HashSet<String>();
    for (var file : files) {
      var shown = files.size() == 1 ? file.getFileName() : folder.relativize(file);
      var at = problems.in(shown.toString());
      for (var document : YamlText.documents(Files.readString(file), at)) {
        ShapeCheck.check(document, SCENARIO, at);
        var fields = Fields.of(document);
        var read = read(file, shown, fields, kinds, grounds, at);
        if (read.isPresent() && !names.add(read.get().name())) {
          at.add(
              fields.line("scenario"),
              "there are two scenarios '" + read.get().name() + "'; give one another name");
        }
        read.ifPresent(scenarios::add);
      }
    }
    if (!problems.none()) {
      throw new ProjectProblems(problems.found().stream().map(Object::toString).toList());
    }
    return scenarios;
  }

  private static Optional<Scenario> read(
      Path file,
      Path shown,
      Fields fields,
      Map<String, List<Parameter>> kinds,
      Collection<String> grounds,
      Problems.Of problems) {
    int then = fields.whole("then").orElse(THEN);
    var faults = new ArrayList<Planned>();
    for (var fault : fields.mappings(FAULTS)) {
      fault(fault, kinds, then, problems).ifPresent(faults::add);
    }
    var expect = fields.text("expect").map(e -> Expect.valueOf(e.toUpperCase(Locale.ROOT)));
    if (expect.isPresent() && expect.get() != Expect.PUBLISH && !fields.has(FAULTS)) {
      problems.add(
          fields.line("expect"),
          "there is nothing to "
              + fields.text("expect").orElseThrow()
              + ": add 'faults', or expect: publish");
    }
    var where = new ArrayList<String>();
    for (var ground : fields.texts("ground")) {
      var folder = file.resolveSibling(ground.text());
      if (grounds.contains(ground.text())) {
        where.add(ground.text());
      } else if (Files.exists(folder.resolve("ground.yaml"))) {
        where.add(folder.toAbsolutePath().normalize().toString());
      } else {
        problems.add(
            ground.line(),
            "there is no ground '"
                + ground.text()
                + "', neither built in ("
                + String.join(", ", grounds)
                + ") nor a folder with a ground.yaml beside this file"
                + DidYouMean.among(grounds, ground.text())
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(""));
      }
    }
    double quantum = number(fields, QUANTUM, problems);
    if (fields.text("scenario").isEmpty() || expect.isEmpty() || where.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Scenario(
            fields.text("scenario").orElseThrow(),
            fields.text("about").orElse(""),
            shown,
            where,
            fields.whole("history").orElse(HISTORY),
            then,
            expect.get(),
            quantum,
            faults,
            fields.mappings("people").stream()
                .map(
                    p ->
                        new Person(
                            p.text("who").orElse(""),
                            Answers.valueOf(
                                p.text("answers").orElse("absent").toUpperCase(Locale.ROOT)),
                            p.line("who")))
                .toList()));
  }

  private static Optional<Planned> fault(
      Fields fault, Map<String, List<Parameter>> kinds, int then, Problems.Of problems) {
    var kind = fault.textLine("kind");
    if (kind.isEmpty()) {
      problems.add(fault.line(), "a fault says its 'kind'; prunella bench heal --kinds lists them");
      return Optional.empty();
    }
    if (!kinds.containsKey(kind.get().text())) {
      problems.add(
          kind.get().line(),
          "there is no kind of fault '"
              + kind.get().text()
              + "'"
              + DidYouMean.among(kinds.keySet(), kind.get().text())
                  .map(near -> "; did you mean '" + near + "'?")
                  .orElse("; prunella bench heal --kinds lists them"));
      return Optional.empty();
    }
    int from = whole(fault, "from", 0, then - 1, 0, problems);
    int lasts = whole(fault, "lasts", 1, MOST_INTERVALS, 1, problems);
    var with = new LinkedHashMap<String, String>();
    var lines = new LinkedHashMap<String, Integer>();
    var wanted = new TreeMap<String, Parameter>();
    kinds.get(kind.get().text()).forEach(parameter -> wanted.put(parameter.name(), parameter));
    var known = new TreeSet<>(wanted.keySet());
    known.addAll(OF_ALL);
    for (var name : fault.names()) {
      lines.put(name, fault.line(name));
      var parameter = wanted.get(name);
      if (!known.contains(name)) {
        problems.add(
            fault.line(name),
            "'"
                + kind.get().text()
                + "' does not know '"
                + name
                + "'"
                + DidYouMean.among(known, name)
                    .map(near -> "; did you mean '" + near + "'?")
                    .orElse(", only " + String.join(", ", known)));
      } else if (parameter != null) {
        fault.text(name).ifPresent(value -> with.put(name, value));
        fault
            .text(name)
            .flatMap(parameter::problem)
            .ifPresent(problem -> problems.add(fault.line(name), problem));
      }
    }
    return Optional.of(
        new Planned(kind.get().text(), fault.text("at"), from, lasts, with, fault.line(), lines));
  }

  private static int whole(
      Fields fields, String name, int least, int most, int otherwise, Problems.Of problems) {
    if (!fields.has(name)) {
      return otherwise;
    }
    var value = fields.whole(name);
    if (value.isEmpty() || value.getAsInt() < least || value.getAsInt() > most) {
      problems.add(
          fields.line(name), "'" + name + "' is a whole number from " + least + " to " + most);
      return otherwise;
    }
    return value.getAsInt();
  }

  private static double number(Fields fields, String name, Problems.Of problems) {
    var text = fields.text(name);
    try {
      double value = Double.parseDouble(text.orElse("0"));
      if (value >= 0 && value < Double.POSITIVE_INFINITY) {
        return value;
      }
    } catch (NumberFormatException e) {
      problems.add(fields.line(name), "'" + name + "' is a number such as 0.01; " + e.getMessage());
      return 0;
    }
    problems.add(fields.line(name), "'" + name + "' is no negative number");
    return 0;
  }
}
