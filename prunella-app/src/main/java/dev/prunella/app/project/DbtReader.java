package dev.prunella.app.project;

import dev.prunella.connect.dbt.DbtException;
import dev.prunella.connect.dbt.DbtOptions;
import dev.prunella.connect.dbt.DbtPipeline;
import dev.prunella.connect.dbt.DbtPipeline.Watched;
import dev.prunella.connect.dbt.DbtProject;
import dev.prunella.contract.CodePlace;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes drafts of what dbt has compiled, so that its models stand beside the project's own. */
final class DbtReader {
  private final Settings settings;
  private final DbtPlace place;
  private final LakeTables lake;
  private final Connection parser;

  /** What models may read beside one another, in small letters. */
  private final Set<String> there = new HashSet<>();

  /**
   * Reads for one project.
   *
   * @param own the project's own steps
   */
  DbtReader(
      Settings settings, DbtPlace place, List<Draft> own, LakeTables lake, Connection parser) {
    this.settings = settings;
    this.place = place;
    this.lake = lake;
    this.parser = parser;
    own.forEach(draft -> there.add(StepsReader.folded(draft.table())));
    lake.names().forEach(table -> there.add(StepsReader.folded(table)));
  }

  /** What came of it. */
  record Read(List<Draft> drafts, LoadedProject.Dbt dbt, Map<TableName, LoadedProject.Care> care) {}

  /**
   * Reads the manifest.
   *
   * @throws DbtException if it cannot be used
   */
  Read read(byte[] manifest) {
    if (manifest.length > DbtPlace.MOST_BYTES) {
      throw new DbtException(
          place.manifest() + " is larger than " + DbtPlace.MOST_BYTES + " bytes",
          "split the dbt project, or leave packages out that it does not use");
    }
    var options =
        new DbtOptions(
            place.inProject(),
            this::isThere,
            settings.dbt().map(Settings.Dbt::fullRefresh).orElse(false));
    DbtPipeline whole;
    try {
      whole = DbtProject.of(manifest).pipeline(new DbtSql(parser), options);
    } catch (DbtException e) {
      throw new DbtException(place.manifest() + ": " + e.getMessage(), e.nextStep(), e);
    }
    var steps = new LinkedHashMap<TableName, Step>();
    whole.pipeline().graph().inOrder().forEach(step -> steps.put(step.table(), step));
    var watched = new ArrayList<>(whole.watched());
    watched.addAll(readNothing(steps));
    var care = new HashMap<TableName, LoadedProject.Care>();
    whole
        .owners()
        .forEach(
            (table, owner) ->
                care.put(
                    table,
                    new LoadedProject.Care(
                        Optional.of(owner.address()), List.of(), Optional.empty())));
    return new Read(
        steps.values().stream().map(step -> draft(step, care)).toList(),
        new LoadedProject.Dbt(whole, watched),
        care);
  }

  private boolean isThere(TableName table) {
    return !lake.complete() || there.contains(StepsReader.folded(table));
  }

  /**
   * Takes away the steps that read what nobody makes and the lake does not have, and then those
   * that read these, and names them. The rest of the project runs meanwhile.
   */
  private List<Watched> readNothing(Map<TableName, Step> steps) {
    var makes = new HashSet<String>();
    steps.keySet().forEach(table -> makes.add(StepsReader.folded(table)));
    var taken = new LinkedHashMap<String, Watched>();
    // In order: what a step reads has been judged before it.
    for (var step : List.copyOf(steps.values())) {
      var missing =
          step.reads().stream()
              .filter(r -> !makes.contains(StepsReader.folded(r)) && !isThere(r))
              .findFirst();
      if (missing.isPresent()) {
        steps.remove(step.table());
        makes.remove(StepsReader.folded(step.table()));
        boolean watchedToo = taken.containsKey(StepsReader.folded(missing.get()));
        taken.put(
            StepsReader.folded(step.table()),
            new Watched(
                "",
                inDbt(step.place().path()),
                step.table(),
                "it reads "
                    + missing.get()
                    + (watchedToo
                        ? ", which does not run here and is not in the lake"
                        : ", which is not in the lake; import it, or load it by a file in sources/")));
      }
    }
    return List.copyOf(taken.values());
  }

  private String shown(String path) {
    return place.shown().isEmpty() ? inDbt(path) : place.shown() + "/" + inDbt(path);
  }

  private String inDbt(String path) {
    return place.inProject().isEmpty() ? path : path.substring(place.inProject().length() + 1);
  }

  private Draft draft(Step step, Map<TableName, LoadedProject.Care> care) {
    return new Draft(
        step.table(),
        step.work(),
        step.how(),
        step.place().line(),
        new CodePlace(shown(step.place().path()), step.place().line()),
        step.code(),
        step.repeatable(),
        step.tags(),
        step.description(),
        Optional.ofNullable(care.get(step.table())).flatMap(LoadedProject.Care::owner),
        settings.defaults().limits(),
        List.of(),
        List.of());
  }
}
