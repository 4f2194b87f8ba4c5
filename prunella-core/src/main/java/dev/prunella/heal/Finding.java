package dev.prunella.heal;

import dev.prunella.contract.Check;
import dev.prunella.incident.Belief;
import dev.prunella.incident.FailureClass;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Step;
import dev.prunella.quality.Anomaly;
import dev.prunella.quality.Explanation;
import dev.prunella.refs.TableName;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with one step of a run, at the first table that is off.
 *
 * @param step as the run's project has it
 * @param interval the label of the run's
 * @param then what its source brought to the run, if it loads and came so far
 * @param now what its source brings now
 * @param newCode names the project's code where people have changed it since the run
 * @param lastGood the step's file as main knows it, where that is not what the run worked by
 */
public record Finding(
    Step step,
    Optional<String> interval,
    What what,
    Optional<Batch> then,
    Optional<Batch> now,
    Optional<String> newCode,
    Optional<LastGood> lastGood) {

  /** What is wrong with a step, whatever a source brings and its file said. */
  public static Finding ofStep(
      Step step, Optional<String> interval, What what, Optional<String> newCode) {
    return new Finding(
        step, interval, what, Optional.empty(), Optional.empty(), newCode, Optional.empty());
  }

  /** What is wrong. */
  public sealed interface What {
    /** It did not come to an end. */
    record Failed(Fault fault) implements What {}

    /**
     * It is unlike its history.
     *
     * @param content of all its rows, by which somebody may say that exactly these are right; empty
     *     where nobody can
     * @param since whether its source brought these rows after the run, instead of others
     */
    record Unlike(
        List<Anomaly> anomalies, Explanation explanation, Optional<String> content, boolean since)
        implements What {
      /** What the run itself met. */
      public Unlike(List<Anomaly> anomalies, Explanation explanation, Optional<String> content) {
        this(anomalies, explanation, content, false);
      }

      public Unlike {
        anomalies = List.copyOf(anomalies);
      }
    }

    /** Rules of its contract do not hold. */
    record BreaksRules(List<Broken> broken) implements What {
      public BreaksRules {
        broken = List.copyOf(broken);
      }
    }

    /**
     * Its model was edited, and gives something else for the same input.
     *
     * @param breaks whether it breaks a rule of its table by what the model before did not
     */
    record Edited(String sentence, boolean breaks) implements What {}

    /** It is loaded as a whole, and much of what it held is not there any more. */
    record Replaced(String sentence) implements What {}

    /**
     * Data files of its table are gone from the lake's own storage, so that nobody can read all of
     * it.
     *
     * @param beyond why what they held cannot be computed again, as things stand; empty where
     *     nothing is known against it
     */
    record Lost(List<LostFile> files, Optional<String> beyond) implements What {
      private static final int MOST_TOLD = 10;

      public Lost {
        files = List.copyOf(files);
      }

      /** What is believed: it is seen as it is. */
      public Belief belief(TableName table) {
        return new Belief(
            FailureClass.INFRASTRUCTURE,
            "a data file is lost",
            1,
            table,
            told(),
            beyond.stream().toList());
      }

      /** Each file with what it held, for people; so many as anybody reads. */
      private List<String> told() {
        return files.stream()
            .sorted(LostFile.BY_INTERVAL)
            .limit(MOST_TOLD)
            .map(LostFile::told)
            .toList();
      }

      /** The intervals whose rows are gone, in order, for people. */
      public List<String> labels() {
        return files.stream().sorted(LostFile.BY_INTERVAL).map(LostFile::label).distinct().toList();
      }
    }

    /** It is held for a reason that nobody could look into. */
    record Held(String sentence) implements What {}
  }

  /**
   * A rule that does not hold.
   *
   * @param share of the interval's rows that break it, from 0 to 1; 1 where it finds no single rows
   */
  public record Broken(Check check, BigDecimal share) {}

  /**
   * A data file that is gone. What it held is known from the table's metadata alone.
   *
   * @param name of the file, without its folder
   * @param rows that it held
   * @param of the interval whose rows they were; empty where the step is run for none, or where
   *     that is not known
   * @param label what the interval is called; empty where there is none
   */
  public record LostFile(String name, long rows, Optional<DataInterval> of, String label) {
    /** The earliest first. */
    public static final Comparator<LostFile> BY_INTERVAL =
        Comparator.comparing((LostFile f) -> f.of().map(DataInterval::start).orElse(Instant.MIN))
            .thenComparing(LostFile::name);

    String told() {
      return "%s, which held %d rows%s, is not there"
          .formatted(name, rows, label.isEmpty() ? "" : " of " + label);
    }
  }

  /**
   * A file that was changed since main was published.
   *
   * @param files paths to the text that main knows; empty text where main has no such file
   */
  public record LastGood(List<GoodFile> files) {
    public LastGood {
      files = List.copyOf(files);
    }
  }

  /** A file as main knows it; empty where it has none. */
  public record GoodFile(String path, Optional<String> text) {}

  /** Whether the same sort of thing is wrong, though perhaps in other words or numbers. */
  boolean isLike(Finding other) {
    if (what instanceof What.Failed(var fault) && other.what instanceof What.Failed(var before)) {
      return fault.kind() == before.kind();
    }
    return what.getClass() == other.what.getClass();
  }

  /** Whether both are unlike their history, and these are other rows. */
  boolean isOfOtherRows(Finding other) {
    return what instanceof What.Unlike(var _, var _, var now, var _)
        && other.what instanceof What.Unlike(var _, var _, var before, var _)
        && !now.equals(before);
  }

  /** The same, said to be of rows that came instead of others. */
  Finding ofRowsSince(List<Finding> before) {
    return what instanceof What.Unlike(var anomalies, var explanation, var content, var _)
            && before.stream().anyMatch(b -> b.table().equals(table()) && isOfOtherRows(b))
        ? new Finding(
            step,
            interval,
            new What.Unlike(anomalies, explanation, content, true),
            then,
            now,
            newCode,
            lastGood)
        : this;
  }

  public TableName table() {
    return step.table();
  }

  /** What corrections of what the source brings are bound to. */
  public Optional<Batch> batch() {
    return now.or(() -> then);
  }

  /** Whether the source brings other bytes than it did to the run. */
  public boolean sourceHasChanged() {
    return then.isPresent() && now.isPresent() && !then.get().id().equals(now.get().id());
  }
}
