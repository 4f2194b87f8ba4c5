package dev.prunella.app.run;

import dev.prunella.app.project.Project;
import dev.prunella.app.project.Settings;
import dev.prunella.local.LakeConfig;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.local.WritePath;
import dev.prunella.local.engine.ChildEngine;
import dev.prunella.local.engine.DuckDbEngine;
import dev.prunella.local.engine.EditJudge;
import dev.prunella.local.engine.Engines;
import dev.prunella.local.fetch.FetchLimits;
import dev.prunella.local.fetch.LocalFetcher;
import dev.prunella.local.fetch.RawBytes;
import dev.prunella.local.process.KeptOutput;
import dev.prunella.local.process.LocalProcesses;
import dev.prunella.local.process.Printed;
import dev.prunella.local.process.ProgramBounds;
import dev.prunella.local.quality.IntervalInspector;
import dev.prunella.local.raw.RawLimits;
import dev.prunella.pipeline.ChildProcesses;
import dev.prunella.pipeline.Engine;
import dev.prunella.pipeline.Fetcher;
import dev.prunella.pipeline.Judge;
import dev.prunella.pipeline.RunLimits;
import dev.prunella.pipeline.Runner;
import dev.prunella.pipeline.StepRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What runs a project's pipelines, put together. Thread-safe. */
final class Machinery implements AutoCloseable {
  /** Java's own part of a step's process; DuckDB's memory is the step's limit. */
  private static final long CHILD_HEAP_BYTES = 512L << 20;

  private static final Pattern FROM_ENVIRONMENT =
      Pattern.compile("secret:env/([A-Za-z_][A-Za-z0-9_]*)");

  private final Project project;
  private final Workspace.Host host;
  private final LocalLake lake;
  private final Journals journals;
  private final Engine engine;
  private final LocalFetcher fetcher;
  private final Printed printed;
  private final ChildProcesses processes;
  private final RunJudges judges;
  private final Runner runner;

  Machinery(
      Project project,
      Secrets secrets,
      Workspace.Host host,
      LocalLake lake,
      CodeTrees codeTrees,
      Journals journals,
      IntervalInspector inspector) {
    this.project = project;
    this.host = host;
    this.lake = lake;
    this.journals = journals;
    this.engine = engine(project, host.environment(), lake);
    this.fetcher = fetcher(project, secrets, host, lake);
    this.printed = printed(project, secrets, host);
    this.processes =
        new KeptOutput(
            new LocalProcesses(
                project.lake().scratch(),
                host.environment(),
                secrets.redaction(),
                ProgramBounds.DEFAULT),
            printed);
    this.judges = new RunJudges(project.settings(), lake, engine, codeTrees, journals, inspector);
    this.runner = runner(fetcher, judges.all(host.attended()));
  }

  private static Engine engine(Project project, Map<String, String> environment, LocalLake lake) {
    int parallel = project.settings().defaults().parallel();
    return new Engines(
        new DuckDbEngine(lake, DuckDbEngine.limits(project.lake(), parallel, parallel)),
        new ChildEngine(lake, forTheLake(project.lake(), environment), CHILD_HEAP_BYTES));
  }

  /** The part of the environment that the lake's own configuration refers to, and no more. */
  private static Map<String, String> forTheLake(LakeConfig lake, Map<String, String> environment) {
    var texts = new ArrayList<>(lake.io().values());
    if (lake.refs() instanceof LakeConfig.Refs.Postgres(var url)) {
      texts.add(url);
    }
    var wanted = new HashMap<String, String>();
    for (var text : texts) {
      var references = FROM_ENVIRONMENT.matcher(text);
      while (references.find()) {
        var name = references.group(1);
        Optional.ofNullable(environment.get(name)).ifPresent(value -> wanted.put(name, value));
      }
    }
    return wanted;
  }

  private static LocalFetcher fetcher(
      Project project, Secrets secrets, Workspace.Host host, LocalLake lake) {
    return new LocalFetcher(
        project.folder(),
        project.lake().scratch(),
        secrets,
        retained(RawBytes.in(lake.raw(), RawLimits.DEFAULT), host.writes()),
        host.clock(),
        FetchLimits.DEFAULT);
  }

  private static RawBytes retained(RawBytes bytes, WritePath writes) {
    return (name, stream) -> writes.write("raw bytes", () -> bytes.keep(name, stream));
  }

  private static Printed printed(Project project, Secrets secrets, Workspace.Host host) {
    return new Printed(
        project.folder().resolve(".prunella").resolve("printed"),
        Printed.Limits.DEFAULT,
        host.clock(),
        secrets.redaction()::redact);
  }

  private Runner runner(Fetcher from, Judge judge) {
    var settings = project.settings().defaults();
    var steps = new StepRunner(engine, from, processes, List.of(settings.python()));
    return new Runner(
        lake.lake(),
        steps,
        judge,
        journals.runs(),
        host.clock(),
        limits(settings),
        journals.presence());
  }

  private static RunLimits limits(Settings.Defaults settings) {
    return new RunLimits(
        settings.parallel(),
        Math.max(RunLimits.DEFAULT.memoryBytes(), settings.limits().memoryBytes()),
        RunLimits.DEFAULT.attempts());
  }

  Engine engine() {
    return engine;
  }

  LocalFetcher fetcher() {
    return fetcher;
  }

  Printed printed() {
    return printed;
  }

  Runner runner() {
    return runner;
  }

  /** Runs on what a fetcher brings, and lets nobody judge what comes of it. */
  Runner replaying(Fetcher retained) {
    return runner(retained, Judge.nobody());
  }

  EditJudge editsCompared() {
    return judges.editsCompared();
  }

  @Override
  public void close() {
    engine.close();
  }
}
