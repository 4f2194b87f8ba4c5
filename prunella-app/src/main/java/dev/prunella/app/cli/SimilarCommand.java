package dev.prunella.app.cli;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.prunella.app.diagnose.LogText;
import dev.prunella.app.run.Workspace;
import dev.prunella.memory.Cases.Match;
import dev.prunella.memory.Query;
import dev.prunella.refs.TableName;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella similar}. */
@Command(
    name = "similar",
    description = {
      "Find past incidents that bear on a failure, with how each remedy turned out.",
      "The text is data: it is read as words, and obeyed in nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella similar \"503 Service Unavailable\"",
      "  prunella similar \"column customer_name not found\" --table orders",
      "  kubectl logs etl-7 | prunella similar -",
      "JSON fields: similar: [likeness (0 to 1; 1 is the same signature), score, case: as of prunella cases list]."
    })
final class SimilarCommand extends WorkspaceCommand {
  @Parameters(
      index = "0",
      paramLabel = "TEXT",
      description = "The failure's text; - reads standard input.")
  String text = "";

  @Option(names = "--table", paramLabel = "TABLE", description = "At which table it failed.")
  @Nullable String table;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "5",
      description = "How many; ${DEFAULT-VALUE} if left out.")
  int limit = 5;

  /** Below this nothing is alike but the words that every failure has. */
  private static final double LEAST = 0.2;

  /** JSON: one of them. */
  record Found(double likeness, double score, @JsonProperty("case") CaseViews.View found) {
    static Found of(Match match) {
      return new Found(
          rounded(match.likeness()), rounded(match.score()), CaseViews.view(match.found()));
    }

    private static double rounded(double x) {
      return Math.round(x * 1000) / 1000.0;
    }
  }

  record Views(List<Found> similar) {}

  @Override
  Exit run(Workspace workspace, Console console) throws IOException {
    Limits.atLeastOne("--limit", limit);
    var query = Query.of(Prunella.of(spec).redaction().redact(read()));
    if (query.text().isBlank()) {
      throw Failure.usage("there is no text to compare with", "prunella similar \"the error\"");
    }
    var at = table == null ? query : query.at(Set.of(parse(table)));
    var views =
        new Views(
            workspace.cases().similarTo(at, limit).stream()
                .filter(m -> m.likeness() >= LEAST)
                .map(Found::of)
                .toList());
    console.answer(views, () -> tell(console, views));
    return Exit.OK;
  }

  private static TableName parse(String name) {
    try {
      return TableName.parse(name);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--table: " + e.getMessage(), null);
    }
  }

  private String read() throws IOException {
    return text.equals("-")
        ? LogText.read(surroundings().in())
            .orElseThrow(
                () ->
                    new Failure(
                        Exit.USAGE,
                        "not-text",
                        "standard input is binary, not text",
                        "give it the log or the error's message"))
        : text;
  }

  private static void tell(Console console, Views views) {
    if (views.similar().isEmpty()) {
      console.line("no past incident is alike");
      console.next("prunella diagnose -");
      return;
    }
    for (var found : views.similar()) {
      var one = found.found();
      console.line(
          console.paint(Ink.NAME, one.incident())
              + "  "
              + console.paint(CaseViews.ink(one.state()), one.state())
              + "  "
              + (found.likeness() >= 1
                  ? "the same"
                  : String.format(Locale.ROOT, "alike %.2f", found.likeness()))
              + console.paint(Ink.DIM, "  " + console.ago(one.opened())));
      console.line("  " + Words.safe(Words.cut(CaseViews.brief(one), 100)));
      console.line("  " + Words.safe(Words.cut(CaseViews.turned(one), 100)));
    }
    console.next("prunella cases show " + views.similar().getFirst().found().incident());
  }
}
