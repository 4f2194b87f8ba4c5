package dev.prunella.bench.diagnose;

import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import dev.prunella.incident.Templates;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code prunella bench templates}: how well log lines are grouped by what wrote them. */
@Command(
    name = "templates",
    description = {
      "Groups the lines of logs whose templates are known, and counts the lines whose group holds",
      "exactly the lines of their true template (grouping accuracy)."
    },
    footer = {
      "",
      "Each folder holds NAME_2k.log_structured.csv, with the columns Content and EventId.",
      "Example: prunella bench templates --logs data/loghub --json"
    },
    mixinStandardHelpOptions = true)
public final class TemplatesBenchCommand implements Callable<Integer> {
  private static final int MOST_TEMPLATES = 10_000;
  private static final String SUFFIX = "_structured.csv";

  @Option(names = "--logs", description = "The folder of logs (default: ${DEFAULT-VALUE}).")
  private Path logs = Path.of("../shared/data/loghub");

  @Option(names = "--json", description = "One JSON document instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!Files.isDirectory(logs)) {
      spec.commandLine().getErr().println("bench templates: skipped, there is no folder " + logs);
      return 0;
    }
    var files = new TreeSet<Path>();
    try (var all = Files.walk(logs, 2)) {
      all.filter(f -> f.toString().endsWith(SUFFIX)).forEach(files::add);
    }
    var out = new LinkedHashMap<String, Object>(Report.machine());
    for (var file : files) {
      out.put(String.valueOf(file.getFileName()).replace(SUFFIX, ""), measure(file));
    }
    Report.print(spec.commandLine().getOut(), json, out);
    return 0;
  }

  static Map<String, Object> measure(Path file) throws IOException {
    var contents = new ArrayList<String>();
    var events = new ArrayList<String>();
    try (var reader = Files.newBufferedReader(file)) {
      var header = csv(reader);
      int content = header.indexOf("Content");
      int event = header.indexOf("EventId");
      if (content < 0 || event < 0) {
        throw new IOException(file + " has no columns Content and EventId");
      }
      for (var row = csv(reader); !row.isEmpty(); row = csv(reader)) {
        contents.add(row.get(content));
        events.add(row.get(event));
      }
    }
    long start = System.nanoTime();
    var templates = new Templates(MOST_TEMPLATES);
    var groups = new ArrayList<Integer>();
    contents.forEach(line -> groups.add(templates.group(line).orElse(-1)));
    double millis = (System.nanoTime() - start) / 1e6;
    var out = new LinkedHashMap<String, Object>();
    out.put("lines", contents.size());
    out.put("true_templates", new TreeSet<>(events).size());
    out.put("templates", templates.size());
    out.put("grouping_accuracy", Samples.round(accuracy(events, groups)));
    out.put("ms", Samples.round(millis));
    return out;
  }

  private static double accuracy(List<String> events, List<Integer> groups) {
    var sizeOfGroup = new HashMap<Integer, Integer>();
    var sizeOfEvent = new HashMap<String, Integer>();
    var sizeOfBoth = new HashMap<String, Integer>();
    for (int i = 0; i < events.size(); i++) {
      sizeOfGroup.merge(groups.get(i), 1, Integer::sum);
      sizeOfEvent.merge(events.get(i), 1, Integer::sum);
      sizeOfBoth.merge(events.get(i) + " " + groups.get(i), 1, Integer::sum);
    }
    int right = 0;
    for (int i = 0; i < events.size(); i++) {
      int both = sizeOfBoth.getOrDefault(events.get(i) + " " + groups.get(i), 0);
      if (both == sizeOfGroup.getOrDefault(groups.get(i), 0)
          && both == sizeOfEvent.getOrDefault(events.get(i), 0)) {
        right++;
      }
    }
    return events.isEmpty() ? 0 : (double) right / events.size();
  }

  /** The cells of the next record; none at the end. */
  private static List<String> csv(BufferedReader reader) throws IOException {
    var line = reader.readLine();
    var cells = new ArrayList<String>();
    if (line == null) {
      return cells;
    }
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
