package dev.prunella.local.fetch;

import dev.prunella.local.Secrets;
import dev.prunella.pipeline.Arrivals;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fetcher;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.StepTask;
import dev.prunella.pipeline.StepWatch;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Fetches from files, databases and HTTP servers, as this machine reaches them. It tries once: when
 * to try again is for others to decide. Thread-safe.
 */
public final class LocalFetcher implements Fetcher, Arrivals {
  private final UnaryOperator<String> redaction;
  private final FetchLimits limits;
  private final FileFetcher files;
  private final JdbcFetcher jdbc;
  private final HttpFetcher http;

  /**
   * A fetcher for one project.
   *
   * @param project the folder that relative paths start from, and that they do not leave
   * @param scratch for rows on their way into the raw store
   * @param secrets reveals them at the last moment, and masks what it has revealed
   */
  public LocalFetcher(
      Path project, Path scratch, Secrets secrets, RawBytes raw, Clock clock, FetchLimits limits) {
    var revealed = new Revealed(secrets);
    this.redaction = secrets.redaction()::redact;
    this.limits = limits;
    this.files = new FileFetcher(project, raw, clock, limits);
    this.jdbc = new JdbcFetcher(revealed, redaction, raw, scratch, clock, limits);
    this.http = new HttpFetcher(revealed, redaction, raw, clock, limits);
  }

  @Override
  public Fetched fetch(StepTask task, Source.Declared source, StepWatch watch) {
    var fetching = new FetchWatch(watch, task.step().limits().time(), limits.mostBytes());
    try {
      return new Fetched.Got(batch(task, source, fetching));
    } catch (FetchFailed e) {
      return new Fetched.Failed(redacted(e.fault()).at(task.step().place()));
    }
  }

  private Batch batch(StepTask task, Source.Declared source, FetchWatch watch) {
    return switch (source.from()) {
      case Source.Files from -> files.fetch(task, source, from, watch);
      case Source.Jdbc from -> jdbc.fetch(task, source, from, watch);
      case Source.Http from -> http.fetch(task, source, from, watch);
    };
  }

  @Override
  public Arrival arrival(Source.Files source, DataInterval interval, ZoneId zone) {
    return files.arrival(source, interval, zone);
  }

  @Override
  public boolean areOthers(
      Source.Files source, Optional<DataInterval> interval, ZoneId zone, Batch loaded) {
    return files.areOthers(source, interval, zone, loaded, false);
  }

  @Override
  public boolean haveBeenBrought(
      Source.Files source, Optional<DataInterval> interval, ZoneId zone, Batch loaded) {
    return files.areOthers(source, interval, zone, loaded, true);
  }

  private Fault redacted(Fault fault) {
    var facts = new HashMap<String, String>();
    fault.facts().forEach((name, value) -> facts.put(name, redaction.apply(value)));
    return new Fault(
        fault.kind(),
        redaction.apply(fault.message()),
        fault.place(),
        redaction.apply(fault.next()),
        facts);
  }
}
