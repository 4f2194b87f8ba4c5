package dev.prunella.app.cli;

import dev.prunella.app.heal.KnownNotes;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Reference;
import dev.prunella.memory.Note;
import dev.prunella.memory.Note.Example;
import dev.prunella.memory.Note.Use;
import dev.prunella.memory.Notes;
import dev.prunella.memory.Scope.Site;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code prunella knowledge test}. */
@Command(
    name = "test",
    description = {
      "Try notes on their own examples, by what the healer goes by: until when it waits, whom it asks, what a number becomes.",
      "Nothing is run or changed. It ends with 9 when an example comes out otherwise."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella knowledge test",
      "  prunella knowledge test partner-window",
      "JSON fields: tested, failed, notes: [note, result (as_expected, otherwise, no_example), expected, got], problems."
    })
final class KnowledgeTestCommand extends WorkspaceCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NOTE",
      description = "Its file, or the file's name; all if left out.")
  @Nullable String named;

  record Views(long tested, long failed, List<View> notes, List<String> problems) {}

  record View(String note, String result, @Nullable String expected, @Nullable String got) {}

  @Override
  Exit run(Workspace workspace, Console console) {
    var knowledge = KnownNotes.in(workspace);
    var notes =
        named == null ? knowledge.notes() : List.of(KnowledgeViews.require(knowledge, named));
    var sites = KnownNotes.sites(KnownNotes.project(workspace));
    var views = new ArrayList<View>();
    for (var note : notes) {
      wanted().requireGoingOn();
      views.add(
          note.example()
              .map(example -> tested(workspace, note, example, sites))
              .orElseGet(() -> new View(note.id().path(), "no_example", null, null)));
    }
    var view =
        new Views(
            views.stream().filter(v -> v.expected() != null).count(),
            views.stream().filter(v -> v.result().equals("otherwise")).count(),
            views,
            knowledge.problems().stream().map(Object::toString).toList());
    console.answer(view, () -> tell(console, view));
    return !view.problems().isEmpty() ? Exit.USAGE : view.failed() > 0 ? Exit.HELD : Exit.OK;
  }

  private View tested(
      Workspace workspace, Note note, Example example, Function<TableName, Site> sites) {
    var now = surroundings().clock().instant();
    var outcome = Notes.outcome(note, example, sites.apply(example.table()), now);
    var got =
        note.use() instanceof Use.Convert(var reference) && outcome.equals(reference.words())
            ? converted(workspace, reference, example)
            : outcome;
    return new View(
        note.id().path(),
        isSame(got, example.expect()) ? "as_expected" : "otherwise",
        example.expect(),
        got);
  }

  private static String converted(Workspace workspace, Reference reference, Example example) {
    if (example.value().isEmpty() || example.unit().isEmpty() || example.day().isEmpty()) {
      return "nothing: an example of 'convert' has 'value', 'unit' and 'day'";
    }
    return workspace
        .otherUnits()
        .value(reference, example.value().get(), example.unit().get(), example.day().get())
        .map(number -> rounded(number, example.expect()))
        .orElse("nothing: " + reference.rates() + " has no rate of that unit and day");
  }

  /** To as many decimals as are expected. */
  private static String rounded(BigDecimal number, String expected) {
    return number(expected)
        .map(e -> number.setScale(Math.max(0, e.scale()), RoundingMode.HALF_UP))
        .orElse(number)
        .toPlainString();
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException _) {
      // What is expected is then no number, and nothing is equal to it.
      return Optional.empty();
    }
  }

  private static boolean isSame(String got, String expected) {
    return got.equalsIgnoreCase(expected.strip())
        || (instant(got).isPresent() && instant(got).equals(instant(expected)));
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text.strip()).toInstant());
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static void tell(Console console, Views views) {
    for (var view : views.notes()) {
      console.line(
          console.paint(Ink.NAME, Words.safe(view.note()))
              + ": "
              + switch (view.result()) {
                case "as_expected" ->
                    console.paint(Ink.GOOD, "as expected")
                        + ": "
                        + Words.safe(String.valueOf(view.got()));
                case "otherwise" ->
                    console.paint(Ink.BAD, "otherwise")
                        + ": expected "
                        + Words.safe(String.valueOf(view.expected()))
                        + ", and it is "
                        + Words.safe(String.valueOf(view.got()));
                default -> console.paint(Ink.DIM, "no example");
              });
    }
    views.problems().forEach(p -> console.line(console.paint(Ink.BAD, Words.safe(p))));
    if (views.notes().isEmpty() && views.problems().isEmpty()) {
      console.line("there are no notes");
    }
  }
}
