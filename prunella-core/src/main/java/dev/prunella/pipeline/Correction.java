package dev.prunella.pipeline;

import dev.prunella.contract.CodePlace;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A visible change of what one step makes of one interval. It is part of the project's code, and
 * binds itself to what its evidence covers: another interval, or other bytes for the same one, are
 * not touched by it. So it ends by itself when the source puts things right.
 *
 * @param id unique in the project, such as {@code inc-3-raw_orders}
 * @param interval the interval's label; empty for pipelines without intervals
 * @param batch what the source brought, as {@link Batch#id} says; empty where the step loads
 *     nothing
 * @param because for people: what was seen and believed
 * @param place where it is written down
 */
public record Correction(
    String id,
    TableName table,
    Optional<String> interval,
    Optional<String> batch,
    Effect effect,
    String because,
    CodePlace place) {

  /** What it does. */
  public sealed interface Effect {

    /** Changes rows after they are read, before anything else looks at them. */
    record ChangeRows(Transformation change) implements Effect {}

    /**
     * Reads the bytes otherwise than the source is declared.
     *
     * @param options of the format that take the place of the declared ones
     * @param renamed a column's name in the file to the one that it is to have; a name that the
     *     file does not have is passed over
     * @param ignored columns of the file that are not taken
     * @param written columns of the file, by its own names, whose numbers are written otherwise
     */
    record ReadAs(
        Map<String, String> options,
        Map<String, String> renamed,
        Set<String> ignored,
        Map<String, NumberForm> written)
        implements Effect {
      public ReadAs {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
        renamed = Collections.unmodifiableMap(new TreeMap<>(renamed));
        ignored = Collections.unmodifiableSet(new TreeSet<>(ignored));
        written = Collections.unmodifiableMap(new TreeMap<>(written));
      }

      public ReadAs(Map<String, String> options, Map<String, String> renamed, Set<String> ignored) {
        this(options, renamed, ignored, Map.of());
      }

      /** Without the forms of numbers where there are none, as it was always written. */
      @Override
      public String toString() {
        return "ReadAs[options="
            + options
            + ", renamed="
            + renamed
            + ", ignored="
            + ignored
            + (written.isEmpty() ? "" : ", written=" + written)
            + "]";
      }
    }

    /**
     * Lays the rows aside that break a rule of the table's contract.
     *
     * @param rule a check's id
     * @param maxShare of the rows that may be laid aside for it, from 0 to 1
     */
    record LayAside(String rule, BigDecimal maxShare) implements Effect {}
  }

  /** Whether it is about what a task makes, as far as its bytes are those that it is bound to. */
  public boolean isFor(StepTask task) {
    return table.equals(task.table()) && interval.equals(task.intervalLabel());
  }

  /** Whether it is about these bytes. */
  public boolean covers(Batch brought) {
    return batch.isEmpty() || batch.get().equals(brought.id());
  }

  /** All that it does, in one line; equal for corrections that do the same. */
  String key() {
    return id + " " + interval + " " + batch + " " + effect;
  }
}
