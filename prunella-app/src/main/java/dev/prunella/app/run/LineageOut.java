package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.Project;
import dev.prunella.app.project.Settings;
import dev.prunella.connect.openlineage.Lineage;
import dev.prunella.connect.openlineage.LineageConfig;
import dev.prunella.connect.openlineage.LineageFacts;
import dev.prunella.connect.openlineage.ReaderStanding;
import dev.prunella.local.LocalLake;
import dev.prunella.local.Secrets;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunEvent;
import dev.prunella.pipeline.RunListener;
import dev.prunella.pipeline.SqlFacts;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.Entry;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.TableName;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells others of a project's runs, where {@code prunella.yaml} says so. Whatever is wrong with
 * telling is said, and is no matter of the run. Nothing is opened before the first run; closing
 * waits a little for what is not delivered yet. Thread-safe.
 */
public final class LineageOut implements AutoCloseable {
  private final Project project;
  private final LocalLake lake;
  private final Secrets secrets;
  private final Workspace.Host host;
  private final Function<LoadedProject, Status> status;
  private final AtomicBoolean refused = new AtomicBoolean();
  private @Nullable Lineage lineage;
  private volatile @Nullable LoadedProject newest;

  /**
   * @param status how tables stand, by some code of the project
   */
  LineageOut(
      Project project,
      LocalLake lake,
      Secrets secrets,
      Workspace.Host host,
      Function<LoadedProject, Status> status) {
    this.status = status;
    this.project = project;
    this.lake = lake;
    this.secrets = secrets;
    this.host = host;
  }

  /** Who listens to a new run: the caller's own first. */
  public RunListener of(Pipeline pipeline, LoadedProject code, RunListener own) {
    return with(own, code, open -> open.listener(pipeline));
  }

  /** The same for a run that is resumed. */
  public RunListener ofResumed(
      Pipeline pipeline, RunEvent.Opened opened, LoadedProject code, RunListener own) {
    return with(own, code, open -> open.resumed(pipeline, opened));
  }

  /**
   * Tells how tables stand for their readers, after main was changed by what nobody listens to.
   *
   * @param code asked for only where anybody is to be told
   */
  public void standings(Collection<TableName> tables, Supplier<LoadedProject> code) {
    if (config().isPresent() && !tables.isEmpty()) {
      open(code.get()).ifPresent(open -> open.standings(tables, host.clock().instant()));
    }
  }

  private RunListener with(
      RunListener own, LoadedProject code, Function<Lineage, RunListener> listener) {
    return open(code).map(open -> RunListener.all(List.of(own, listener.apply(open)))).orElse(own);
  }

  private synchronized Optional<Lineage> open(LoadedProject code) {
    newest = code;
    var known = lineage;
    if (known == null && !refused.get()) {
      try {
        known =
            config()
                .map(config -> Lineage.open(config, facts(), masked(), host.say()))
                .orElse(null);
      } catch (LakeException | IllegalArgumentException e) {
        refused.set(true);
        host.say().accept("lineage: no events are sent: " + masked().apply(message(e)));
      }
      lineage = known;
    }
    return Optional.ofNullable(known);
  }

  private static String message(RuntimeException e) {
    return Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
  }

  private UnaryOperator<String> masked() {
    var redaction = secrets.redaction();
    return redaction::redact;
  }

  /** Empty when nobody is to be told. */
  private Optional<LineageConfig> config() {
    var settings = project.settings().lineage();
    if (settings.file().isEmpty() && settings.url().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new LineageConfig(
            lake.id(),
            "prunella://" + project.name().replaceAll("[^\\p{L}\\p{N}._-]", "-"),
            host.version(),
            settings
                .file()
                .map(file -> LineageConfig.ToFile.of(project.folder().resolve(file).normalize())),
            settings.url().map(url -> server(url, settings))));
  }

  private LineageConfig.ToServer server(String url, Settings.Lineage settings) {
    var headers =
        settings
            .token()
            .map(token -> Map.of("Authorization", "Bearer " + secrets.reveal(token)))
            .orElse(Map.of());
    return new LineageConfig.ToServer(
        URI.create(url),
        headers,
        LineageConfig.ToServer.DEFAULT_TIMEOUT,
        LineageConfig.ToServer.DEFAULT_RETRIES,
        LineageConfig.ToServer.DEFAULT_WAITING);
  }

  private LineageFacts facts() {
    return new LineageFacts() {
      @Override
      public List<Column> columns(TableName table, Entry entry) {
        if (!(entry instanceof Entry.Table there)) {
          return List.of();
        }
        return lake.table(table.key(), there).schema().columns().stream()
            .map(
                field ->
                    new Column(
                        field.name(),
                        field.type().toString(),
                        Optional.ofNullable(field.doc()).orElse("")))
            .toList();
      }

      @Override
      public Optional<SqlFacts> sql(Step step) {
        // Of a run by older code nothing is said rather than something wrong.
        return Optional.ofNullable(newest)
            .filter(code -> code.graph().step(step.table()).filter(step::equals).isPresent())
            .flatMap(code -> code.factsOf(step.table()));
      }

      @Override
      public Map<TableName, ReaderStanding> standings() {
        var code = newest;
        return code == null
            ? Map.of()
            : status.apply(code).tables().stream()
                .collect(Collectors.toMap(Status.TableStatus::table, LineageOut::standing));
      }
    };
  }

  private static ReaderStanding standing(Status.TableStatus status) {
    var told = ForReaders.of(status);
    return new ReaderStanding(
        told.freshness(), told.through(), told.staleSince(), told.missing(), told.because());
  }

  @Override
  public synchronized void close() {
    var open = lineage;
    if (open != null) {
      open.close();
      lineage = null;
    }
  }
}
