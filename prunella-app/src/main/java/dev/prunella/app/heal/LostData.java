package dev.prunella.app.heal;

import dev.prunella.app.project.ProjectProblems;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.app.run.Workspace;
import dev.prunella.heal.Finding.LostFile;
import dev.prunella.heal.Finding.What;
import dev.prunella.local.engine.LostFiles;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Pipeline;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.Step;
import dev.prunella.pipeline.StepTask;
import dev.prunella.refs.Commit;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Ref;
import dev.prunella.refs.TableName;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.NotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Data files that the lake's tables need and its storage has not: which intervals' rows they held,
 * and whether the code that made these is the code that main goes by. Looks once at each table.
 */
final class LostData {
  private static final Logger LOG = LoggerFactory.getLogger(LostData.class);

  private final Workspace workspace;
  private final Commit at;
  private final Map<TableName, Optional<LostFiles>> looked = new HashMap<>();
  private Optional<ProjectCode> ofMain = Optional.empty();
  private boolean read;

  /**
   * @param at where tables are looked at
   */
  LostData(Workspace workspace, Commit at) {
    this.workspace = workspace;
    this.at = at;
  }

  /** What a table has lost; empty where all of it is there, or there is no such table. */
  private Optional<LostFiles> lostOf(TableName table) {
    return filesOf(table).filter(found -> !found.lost().isEmpty());
  }

  private Optional<LostFiles> filesOf(TableName table) {
    return looked.computeIfAbsent(
        table,
        _ -> {
          try {
            return table(table).map(t -> LostFiles.of(workspace.lake(), t));
          } catch (LakeException | NotFoundException | UncheckedIOException e) {
            // Where what lists its files is gone as well nobody can say what they held.
            LOG.warn("the files of {} cannot be looked at: {}", table, e.getMessage());
            return Optional.empty();
          }
        });
  }

  private Optional<Table> table(TableName table) {
    return workspace.lake().table(at, table.key());
  }

  /**
   * What is wrong with a table.
   *
   * @param all the project's tables: by these it is told a lost file from a lost storage
   */
  Optional<What.Lost> of(TableName table, Set<TableName> all) {
    return lostOf(table)
        .map(
            found ->
                new What.Lost(
                    found.lost().stream().map(lost -> told(table, lost)).toList(),
                    beyond(table, found, all)));
  }

  private LostFile told(TableName table, LostFiles.Lost lost) {
    var location = lost.file().location();
    var interval = lost.by().flatMap(LostFiles.Maker::interval);
    return new LostFile(
        location.substring(location.lastIndexOf('/') + 1),
        lost.file().recordCount(),
        interval,
        interval.map(i -> label(table, i)).orElse(""));
  }

  private String label(TableName table, DataInterval interval) {
    return pipeline(table)
        .flatMap(Pipeline::calendar)
        .map(c -> c.label(interval))
        .orElseGet(interval::toString);
  }

  private Optional<String> beyond(TableName table, LostFiles found, Set<TableName> all) {
    if (isMostGone(all)) {
      return Optional.of("more of the lake's files is gone than is there");
    }
    var pipeline = pipeline(table);
    if (pipeline.isEmpty()) {
      return Optional.of("no pipeline makes it by the code that main goes by");
    }
    var step = pipeline.get().graph().step(table).orElseThrow();
    try {
      return found.lost().stream()
          .flatMap(lost -> beyond(table, step, pipeline.get(), lost).stream())
          .findFirst();
    } catch (RuntimeException e) {
      // An old run of which the journal knows nothing, or a column that is not there any more.
      LOG.warn("what made lost rows of {} cannot be told: {}", table, e.getMessage());
      return Optional.of("what made these rows cannot be told any more");
    }
  }

  /** Then it is not a file that is lost, but the storage. */
  private boolean isMostGone(Set<TableName> all) {
    var found = all.stream().flatMap(table -> filesOf(table).stream()).toList();
    return 2 * found.stream().mapToInt(f -> f.lost().size()).sum()
        > found.stream().mapToInt(LostFiles::looked).sum();
  }

  private Optional<String> beyond(
      TableName table, Step step, Pipeline pipeline, LostFiles.Lost lost) {
    if (lost.by().isEmpty()) {
      return Optional.of("it is not known which run wrote what is gone");
    }
    if (lost.changed()) {
      return Optional.of("some of these rows were deleted since they were written");
    }
    var maker = lost.by().get();
    var of = maker.interval().map(i -> " of " + label(table, i)).orElse("");
    if (!maker.code().equals(step.code())) {
      return Optional.of("the code is not the code any more that made the rows" + of);
    }
    if (maker.interval().isPresent() != pipeline.calendar().isPresent()) {
      return Optional.of("it is not known of which interval these rows were");
    }
    return maker.interval().isPresent()
            && !LostFiles.holdsOnly(
                task(table, step, maker), table(table).orElseThrow(), lost.file())
        ? Optional.of("the file held rows of other intervals beside those" + of)
        : Optional.empty();
  }

  private StepTask task(TableName table, Step step, LostFiles.Maker maker) {
    return again(table, maker, "").task(step, maker.run(), Ref.MAIN);
  }

  /** Empty where main's code is no sound project for this version. */
  private Optional<ProjectCode> ofMain() {
    if (!read) {
      read = true;
      try {
        ofMain = workspace.codeTrees().ofMain();
      } catch (ProjectProblems e) {
        LOG.warn("the code that main goes by cannot be read: {}", e.getMessage());
      }
    }
    return ofMain;
  }

  private Optional<Pipeline> pipeline(TableName table) {
    return ofMain().stream()
        .flatMap(code -> code.project().pipelines().stream())
        .map(scheduled -> scheduled.pipeline())
        .filter(p -> p.graph().step(table).isPresent())
        .findFirst();
  }

  /**
   * The run that made a table's rows, once more: by the code that main goes by, so that nothing but
   * these rows comes of it.
   *
   * @throws IllegalStateException if no pipeline makes the table any more
   */
  RunRequest again(TableName table, LostFiles.Maker maker, String why) {
    var pipeline =
        pipeline(table).orElseThrow(() -> new IllegalStateException("no pipeline makes " + table));
    var opened = workspace.journal().state(maker.run()).opened();
    return new RunRequest(
        pipeline,
        pipeline.graph().only(Set.of(table)),
        maker.interval(),
        ofMain().orElseThrow().code(),
        true,
        opened.runAt(),
        opened.seed(),
        PolicyInForce.HEALER,
        why);
  }

  /** The runs that made what is lost of some intervals, one for each, in their order. */
  List<LostFiles.Maker> makers(TableName table, List<Optional<DataInterval>> intervals) {
    var lost = lostOf(table).map(LostFiles::lost).orElse(List.of());
    return intervals.stream()
        .flatMap(
            interval ->
                lost.stream()
                    .flatMap(l -> l.by().stream())
                    .filter(maker -> maker.interval().equals(interval))
                    .limit(1))
        .toList();
  }
}
