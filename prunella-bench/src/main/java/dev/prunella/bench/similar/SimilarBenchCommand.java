package dev.prunella.bench.similar;

import dev.prunella.app.diagnose.Corpus;
import dev.prunella.bench.Report;
import dev.prunella.bench.Samples;
import dev.prunella.bench.TemporaryFolder;
import dev.prunella.incident.Example;
import dev.prunella.local.memory.CaseIndex;
import dev.prunella.local.memory.MiniLm;
import dev.prunella.memory.Case;
import dev.prunella.memory.Meaning;
import dev.prunella.memory.Query;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code prunella bench similar}: how long it takes to find a similar incident among many. */
@Command(
    name = "similar",
    description = {
      "Makes an index of cases out of the project's known failures, each varied by chance, and looks",
      "for failures that are varied anew: by the index and the ranking that the healer uses."
    },
    footer = {"", "Example: prunella bench similar --cases 1000000 --json"},
    mixinStandardHelpOptions = true)
public final class SimilarBenchCommand implements Callable<Integer> {
  private static final int BATCH = 20_000;
  private static final int WARM_UP = 200;
  private static final int FOUND = 8;

  @Option(names = "--cases", defaultValue = "100000", description = "How many cases there are.")
  private int cases = 100_000;

  @Option(names = "--queries", defaultValue = "1000", description = "How many are looked for.")
  private int queries = 1000;

  @Option(names = "--seed", defaultValue = "1", description = "By which chance is drawn.")
  private long seed = 1;

  @Option(
      names = "--meaning",
      description = "Compare what they mean, too: some milliseconds for each case that is new.")
  private boolean meaning;

  @Option(names = "--json", description = "One JSON document instead of a table.")
  private boolean json;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it calls us
  private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    var out = new LinkedHashMap<String, Object>(Report.machine());
    out.put("cases", cases);
    out.put("by", meaning ? "words and meaning" : "words");
    try (var folder = TemporaryFolder.in(Optional.empty());
        var index = CaseIndex.in(folder.path(), meaning ? new MiniLm() : Meaning.UNKNOWN)) {
      var made = new MadeCases(Corpus.examples());
      var exampleOf = ingest(index, made, out);
      out.put("index_bytes", size(folder.path()));
      out.put("bytes_per_case", Samples.round((double) size(folder.path()) / cases));
      search(index, made, exampleOf, out);
    }
    Report.print(spec.commandLine().getOut(), json, out);
    return 0;
  }

  /** Of which known failure each case was made. */
  private Example[] ingest(CaseIndex index, MadeCases made, Map<String, Object> out) {
    var exampleOf = new Example[cases + 1];
    var random = new SplittableRandom(seed);
    long nanos = 0;
    long cpu = 0;
    for (int from = 1; from <= cases; from += BATCH) {
      int to = Math.min(cases, from + BATCH - 1);
      var batch = new ArrayList<Case>();
      for (int n = from; n <= to; n++) {
        var one = made.made(n, random);
        exampleOf[n] = one.of();
        batch.add(one.made());
      }
      long start = System.nanoTime();
      long used = Report.cpuNanos();
      index.put(batch, Map.of("upto", Integer.toString(to)));
      nanos += System.nanoTime() - start;
      cpu += Report.cpuNanos() - used;
      spec.commandLine().getErr().printf("%,d cases%n", to);
    }
    out.put("ingest_seconds", Samples.round(nanos / 1e9));
    out.put("cases_per_second", Math.round(cases / (nanos / 1e9)));
    out.put("ingest_cpu_seconds", Samples.round(cpu / 1e9));
    return exampleOf;
  }

  private void search(CaseIndex index, MadeCases made, Example[] exampleOf, Map<String, Object> out)
      throws Exception {
    var random = new SplittableRandom(~seed);
    var times = new Samples();
    var cpu = new Samples();
    var thread = ManagementFactory.getThreadMXBean();
    int first = 0;
    int among = 0;
    for (int i = -WARM_UP; i < queries; i++) {
      var said = made.said(random);
      var query = Query.of(said.text()).at(Set.of(said.table()));
      long start = System.nanoTime();
      long used = thread.getCurrentThreadCpuTime();
      var found = index.similarTo(query, FOUND);
      long took = System.nanoTime() - start;
      used = thread.getCurrentThreadCpuTime() - used;
      if (i >= 0) {
        times.add(took);
        cpu.add(used);
        var right =
            found.stream()
                .map(h -> exampleOf[(int) h.id().number()].id().equals(said.example().id()))
                .toList();
        first += !right.isEmpty() && right.getFirst() ? 1 : 0;
        among += right.stream().limit(3).anyMatch(r -> r) ? 1 : 0;
      }
    }
    out.put("query", times.summary());
    out.put("query_cpu", cpu.summary());
    out.put("same_failure_at_1", Samples.round((double) first / queries));
    out.put("same_failure_at_3", Samples.round((double) among / queries));
  }

  private static long size(Path folder) throws IOException {
    long size = 0;
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        size += Files.size(file);
      }
    }
    return size;
  }
}
