package dev.prunella.app.knowledge;

import dev.prunella.refs.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a note may name.
 *
 * @param tables all that the project makes, and all of main
 * @param sources those that are loaded
 * @param steps those that are made from others
 * @param columnsOf a table's columns, where they are known
 */
public record NoteNames(
    Collection<String> tables,
    Collection<String> sources,
    Collection<String> steps,
    Function<TableName, Optional<List<String>>> columnsOf) {

  public NoteNames {
    tables = List.copyOf(tables);
    sources = List.copyOf(sources);
    steps = List.copyOf(steps);
  }

  Optional<List<String>> columns(TableName table) {
    return columnsOf.apply(table);
  }
}
