package dev.prunella.outside;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What is known of a run of somebody else's; one event alone, or several put together. All of it is
 * as its producer wrote it: untrusted text, with bounds.
 *
 * @param state the furthest that was told
 * @param began the earliest time that any event gave
 * @param told the latest
 * @param ended when the state came that it is in; empty before its end
 * @param producer the address of what tells of it; may be empty
 * @param inputs at most {@value #MOST_DATASETS}
 * @param outputs at most {@value #MOST_DATASETS}
 * @param failure what its producer says went wrong; also where it has not failed for that
 * @param parent the run that has started it
 * @param root the run with which all began
 * @param nature what kind of work it is, as far as it was told
 */
public record OutsideRun(
    Key key,
    OutsideState state,
    Instant began,
    Instant told,
    Optional<Instant> ended,
    String producer,
    List<Dataset> inputs,
    List<Dataset> outputs,
    Optional<Failure> failure,
    Optional<Key> parent,
    Optional<Key> root,
    Nature nature) {
  /** Of more datasets the first by name are kept. */
  public static final int MOST_DATASETS = 100;

  public OutsideRun {
    inputs = some(inputs);
    outputs = some(outputs);
  }

  /**
   * Which run it is. Producers call a run by a UUID; the job's name may become longer while it
   * runs.
   */
  public record Key(String namespace, String job, String run) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing((Key k) -> k.job().length())
            .thenComparing(Key::job)
            .thenComparing(Key::namespace)
            .thenComparing(Key::run);

    /** Whether both are of one job. */
    public boolean isOfJob(Key other) {
      return namespace.equals(other.namespace) && job.equals(other.job);
    }

    /** The one that says more comes later. */
    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * What a run reads or writes.
   *
   * @param aliases other names of the same, as {@code namespace} and {@code name}
   */
  public record Dataset(String namespace, String name, List<Alias> aliases)
      implements Comparable<Dataset> {
    /** Of more names the first are kept. */
    public static final int MOST_ALIASES = 10;

    public Dataset {
      aliases = aliases.stream().distinct().sorted().limit(MOST_ALIASES).toList();
    }

    private Dataset with(Dataset other) {
      return new Dataset(
          namespace, name, Stream.concat(aliases.stream(), other.aliases.stream()).toList());
    }

    private boolean isSame(Dataset other) {
      return namespace.equals(other.namespace) && name.equals(other.name);
    }

    @Override
    public int compareTo(Dataset other) {
      return Comparator.comparing(Dataset::name)
          .thenComparing(Dataset::namespace)
          .compare(this, other);
    }
  }

  /** Another name of a dataset. */
  public record Alias(String namespace, String name) implements Comparable<Alias> {
    @Override
    public int compareTo(Alias other) {
      return Comparator.comparing(Alias::name).thenComparing(Alias::namespace).compare(this, other);
    }
  }

  /**
   * What went wrong.
   *
   * @param stack may be empty
   */
  public record Failure(String message, String stack) implements Comparable<Failure> {
    @Override
    public int compareTo(Failure other) {
      return Comparator.comparing((Failure f) -> f.message().length())
          .thenComparing(f -> f.stack().length())
          .thenComparing(Failure::message)
          .thenComparing(Failure::stack)
          .compare(this, other);
    }
  }

  /**
   * What kind of work a run is.
   *
   * @param engine that does it, as it calls itself, in small letters; may be empty
   * @param streaming whether it has no end of its own
   * @param checkpoints that it has completed: what it has done by then is kept; the most that was
   *     told
   * @param failedCheckpoints the most that was told
   */
  public record Nature(String engine, boolean streaming, long checkpoints, long failedCheckpoints) {
    /** Nothing is known of it. */
    public static final Nature UNKNOWN = new Nature("", false, 0, 0);

    private Nature with(Nature other) {
      return new Nature(
          later(engine, other.engine),
          streaming || other.streaming,
          Math.max(checkpoints, other.checkpoints),
          Math.max(failedCheckpoints, other.failedCheckpoints));
    }
  }

  /**
   * Since when its job has shown by it that it works; empty where it has not. A run comes to a good
   * end; one that has no end of its own goes on and keeps what it has done, or is told to end.
   */
  public Optional<Instant> worksSince() {
    boolean works =
        switch (state) {
          case COMPLETE -> true;
          case ABORT -> nature.streaming();
          case RUNNING -> nature.streaming() && nature.checkpoints() > 0;
          case OTHER, START, FAIL -> false;
        };
    return works ? Optional.of(ended.orElse(began)) : Optional.empty();
  }

  /**
   * Puts together what two events, or more, tell of one run. It comes to the same in whatever order
   * and however often they are put together.
   */
  public OutsideRun with(OutsideRun other) {
    int order = state.compareTo(other.state);
    return new OutsideRun(
        later(key, other.key),
        order >= 0 ? state : other.state,
        began.isBefore(other.began) ? began : other.began,
        told.isAfter(other.told) ? told : other.told,
        order > 0
            ? ended
            : order < 0
                ? other.ended
                : Stream.concat(ended.stream(), other.ended.stream())
                    .min(Comparator.naturalOrder()),
        later(producer, other.producer),
        union(inputs, other.inputs),
        union(outputs, other.outputs),
        later(failure, other.failure),
        later(parent, other.parent),
        later(root, other.root),
        nature.with(other.nature));
  }

  /** The same, with other words for what went wrong. */
  public OutsideRun with(Failure words) {
    return new OutsideRun(
        key,
        state,
        began,
        told,
        ended,
        producer,
        inputs,
        outputs,
        Optional.of(words),
        parent,
        root,
        nature);
  }

  private static List<Dataset> union(List<Dataset> these, List<Dataset> those) {
    return Stream.concat(these.stream(), those.stream()).toList();
  }

  /** Each once, with all its names. */
  private static List<Dataset> some(Collection<Dataset> all) {
    var sorted = new TreeSet<Dataset>();
    for (var one : all) {
      var known = sorted.ceiling(one);
      if (known != null && known.isSame(one)) {
        sorted.remove(known);
        sorted.add(known.with(one));
      } else {
        sorted.add(one);
      }
    }
    return sorted.stream().limit(MOST_DATASETS).toList();
  }

  private static <T extends Comparable<T>> T later(T one, T other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static <T extends Comparable<T>> Optional<T> later(Optional<T> one, Optional<T> other) {
    return Stream.concat(one.stream(), other.stream()).max(Comparator.naturalOrder());
  }
}
