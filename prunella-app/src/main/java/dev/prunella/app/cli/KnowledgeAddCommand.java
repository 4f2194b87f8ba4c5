package dev.prunella.app.cli;

import dev.prunella.app.heal.KnownNotes;
import dev.prunella.app.knowledge.NoteDraft;
import dev.prunella.app.project.KnowledgeInFolder;
import dev.prunella.app.project.MainTables;
import dev.prunella.app.project.NewNote;
import dev.prunella.app.run.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella knowledge add}. */
@Command(
    name = "add",
    description = {
      "Write a new note, from options; what is missing of title, scope and what to do is asked for at a terminal. A file that",
      "is there is never written over."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella knowledge add partner-window --title 'The partner answers at night only' --source partner_prices \\",
      "      --retry-window 'daily 02:47-03:12 Europe/London' --review 2027-06-01",
      "  prunella knowledge add yen --title 'Tokyo may send yen' --table raw_sales --convert amount --at ordered_on \\",
      "      --with fx_daily --divide-by rate",
      "  prunella knowledge add key --title 'The partner wants a key' --source partner_prices \\",
      "      --send-header X-Api-Key --secret secret:env/PARTNER_KEY",
      "  prunella knowledge add                 asks",
      "JSON fields: note, written."
    })
final class KnowledgeAddCommand extends WorkspaceCommand {
  private static final int MOST_ASKED_AGAIN = 3;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The file's name, such as partner-window; made of the title if left out.")
  @Nullable String name;

  @Option(names = "--title", paramLabel = "TEXT", description = "What is known, in a line.")
  @Nullable String title;

  @Option(names = "--table", paramLabel = "TABLE", description = "In scope; may be repeated.")
  List<String> tables = new ArrayList<>();

  @Option(
      names = "--source",
      paramLabel = "TABLE",
      description = "A table that is loaded, in scope; may be repeated.")
  List<String> sources = new ArrayList<>();

  @Option(
      names = "--step",
      paramLabel = "TABLE",
      description = "A table that is made from others, in scope; may be repeated.")
  List<String> steps = new ArrayList<>();

  @Option(
      names = "--system",
      paramLabel = "HOST",
      description = "A host that sources load from, in scope; may be repeated.")
  List<String> systems = new ArrayList<>();

  @Option(
      names = "--signature",
      paramLabel = "TEXT",
      description = "Only failures whose text says so.")
  @Nullable String signature;

  @Option(
      names = "--retry-window",
      paramLabel = "WINDOW",
      description = "The source answers only then.")
  @Nullable String retryWindow;

  @Option(
      names = "--maintenance",
      paramLabel = "WINDOW",
      description = "What fails then is waited out.")
  @Nullable String maintenance;

  @Option(names = "--ask", paramLabel = "WHO", description = "Who is asked.")
  @Nullable String ask;

  @Option(
      names = "--convert",
      paramLabel = "COLUMN",
      description = "Its numbers may come in another unit; with --at, --with and a rate.")
  @Nullable String convert;

  @Option(names = "--at", paramLabel = "COLUMN", description = "--convert: a row's day.")
  @Nullable String at;

  @Option(names = "--with", paramLabel = "TABLE", description = "--convert: has the rates.")
  @Nullable String with;

  @Option(
      names = "--divide-by",
      paramLabel = "COLUMN",
      description = "--convert: the rate by which a number is divided.")
  @Nullable String divideBy;

  @Option(
      names = "--multiply-by",
      paramLabel = "COLUMN",
      description = "--convert: the rate by which a number is multiplied.")
  @Nullable String multiplyBy;

  @Option(
      names = "--unit",
      paramLabel = "COLUMN",
      description = "--convert: names the unit of a rate; currency if left out.")
  @Nullable String unit;

  @Option(
      names = "--day",
      paramLabel = "COLUMN",
      description = "--convert: the day of a rate; date if left out.")
  @Nullable String day;

  @Option(
      names = "--send-header",
      paramLabel = "HEADER",
      description = "The source's server may want it; with --secret.")
  @Nullable String sendHeader;

  @Option(
      names = "--secret",
      paramLabel = "REFERENCE",
      description = "--send-header: secret:env/NAME or secret:file/PATH; never the secret itself.")
  @Nullable String secret;

  @Option(
      names = "--scheme",
      paramLabel = "WORD",
      description = "--send-header: what stands before the secret, such as Bearer.")
  @Nullable String scheme;

  @Option(names = "--from", paramLabel = "DAY", description = "From then on it holds.")
  @Nullable String from;

  @Option(names = "--until", paramLabel = "DAY", description = "Until then it holds.")
  @Nullable String until;

  @Option(
      names = "--review",
      paramLabel = "DAY",
      description = "By then somebody has looked whether it still holds.")
  @Nullable String review;

  @Option(
      names = "--owner",
      paramLabel = "WHO",
      description = "Who answers for it; the author if left out.")
  @Nullable String owner;

  @Option(names = "--text", paramLabel = "TEXT", description = "More, for people.")
  String text = "";

  record View(String note, boolean written) {}

  @Override
  Exit run(Workspace workspace, Console console) throws IOException {
    if (title == null && surroundings().terminal()) {
      ask(console);
    }
    if (title == null) {
      throw Failure.usage("--title is missing", "prunella knowledge add --help");
    }
    var names =
        KnowledgeInFolder.names(KnownNotes.project(workspace), MainTables.of(workspace.lake()));
    var called = name == null ? NewNote.name(title) : name;
    var outcome =
        NewNote.write(
            workspace.project().folder(),
            called,
            draft(),
            workspace.project().settings().zone(),
            names);
    return switch (outcome) {
      case NewNote.Outcome.Written(var path) -> {
        console.answer(
            new View(path, true),
            () -> {
              console.line(console.paint(Ink.GOOD, "written") + ": " + Words.safe(path));
              console.next("prunella knowledge lint");
            });
        yield Exit.OK;
      }
      case NewNote.Outcome.Refused(var problems) ->
          throw Failure.usage(
              "no note was written: " + String.join("; ", problems),
              "prunella knowledge add --help");
      case NewNote.Outcome.Exists(var path) ->
          throw new Failure(
              Exit.REFUSED, "file-exists", path + " is there already", "give it another NAME");
    };
  }

  private NoteDraft draft() {
    var scope = new LinkedHashMap<String, List<String>>();
    scope.put("tables", tables);
    scope.put("sources", sources);
    scope.put("steps", steps);
    scope.put("systems", systems);
    var converts = new LinkedHashMap<String, String>();
    put(converts, "column", convert);
    put(converts, "at", at);
    put(converts, "with", with);
    put(converts, "unit", unit);
    put(converts, "day", day);
    put(converts, "divide_by", divideBy);
    put(converts, "multiply_by", multiplyBy);
    var header = new LinkedHashMap<String, String>();
    put(header, "name", sendHeader);
    put(header, "scheme", scheme);
    put(header, "secret", secret);
    var dates = new LinkedHashMap<String, String>();
    put(dates, "from", from);
    put(dates, "until", until);
    put(dates, "review", review);
    return new NoteDraft(
        String.valueOf(title),
        scope,
        Optional.ofNullable(signature),
        does(),
        converts,
        header,
        dates,
        Optional.of(owner == null ? author() : owner),
        Map.of(),
        text);
  }

  private Map<String, String> does() {
    var does = new LinkedHashMap<String, String>();
    int asked = 0;
    for (var one : new String[] {retryWindow, maintenance, ask, convert, sendHeader}) {
      asked += one == null ? 0 : 1;
    }
    if (asked > 1) {
      throw Failure.usage(
          "a note does one thing",
          "one of --retry-window, --maintenance, --ask, --convert, --send-header");
    }
    if (retryWindow != null || maintenance != null) {
      does.put("do", retryWindow != null ? "retry_later" : "wait_out");
      put(does, "window", window(retryWindow != null ? retryWindow : maintenance));
    } else if (ask != null) {
      does.put("do", "ask");
      does.put("ask", ask);
    } else if (convert != null) {
      does.put("do", "convert");
    } else if (sendHeader != null) {
      does.put("do", "send_header");
    }
    return does;
  }

  /** {@code daily} may be left out on a command line. */
  private static @Nullable String window(@Nullable String given) {
    return given != null && given.strip().matches("[0-9].*") ? "daily " + given.strip() : given;
  }

  private static void put(Map<String, String> into, String key, @Nullable String value) {
    if (value != null) {
      into.put(key, value);
    }
  }

  // ---- asking

  private void ask(Console console) throws IOException {
    var in = new BufferedReader(new InputStreamReader(surroundings().in(), StandardCharsets.UTF_8));
    title = answer(console, in, "What is known, in a line?", true);
    if (tables.isEmpty() && sources.isEmpty() && steps.isEmpty() && systems.isEmpty()) {
      var table = answer(console, in, "Of which table? (a * stands for any letters)", true);
      tables.add(table == null ? "" : table);
    }
    if (retryWindow == null && maintenance == null && ask == null && convert == null) {
      retryWindow =
          answer(
              console,
              in,
              "When does its source answer, if not always? (such as daily 02:47-03:12 Europe/London)",
              false);
      if (retryWindow == null) {
        maintenance = answer(console, in, "When is it in maintenance?", false);
      }
      if (retryWindow == null && maintenance == null) {
        ask = answer(console, in, "Who is to be asked, if not its owner?", false);
      }
    }
    if (review == null && until == null) {
      review = answer(console, in, "When must somebody look again? (such as 2027-06-01)", false);
    }
  }

  private static @Nullable String answer(
      Console console, BufferedReader in, String question, boolean needed) throws IOException {
    for (int i = 0; i < MOST_ASKED_AGAIN; i++) {
      console.err().print(question + (needed ? " " : " [nothing] "));
      console.err().flush();
      var line = in.readLine();
      if (line != null && !line.isBlank()) {
        return line.strip();
      }
      if (!needed || line == null) {
        return null;
      }
    }
    return null;
  }
}
