package dev.prunella.heal;

import dev.prunella.heal.Finding.LostFile;
import dev.prunella.incident.Amendment;
import dev.prunella.incident.NoteVersion;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Correction;
import dev.prunella.pipeline.DataInterval;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A change that may cure a finding. */
public sealed interface Remedy {

  /** From this invasiveness on it is never done without a person's word. */
  int A_PERSON_MAY_HAVE_MEANT_IT = 5;

  /** Equal for the same remedy of the same failure: what failed once is not tried again. */
  String key();

  /** What a person says yes or no to: the same however often it was waited before. */
  default String wordKey() {
    return key().replaceFirst(" after wait \\d+$", "");
  }

  /** What it does, however all stands around it: a no to that is a no for good. */
  default String deedKey() {
    return wordKey().split(Amendment.AS_OF, 2)[0];
  }

  /** What shows in a branch what it comes to: itself, but for what cannot be tried. */
  default Remedy inBranch() {
    return this;
  }

  RemedyFamily family();

  /** For people: what it does. */
  String words();

  /** How much it takes upon itself, from 0; of several that are verified the least is taken. */
  int invasiveness();

  /** The table that it is for. */
  TableName table();

  /** The note of a person's by which it was proposed. */
  default Optional<NoteVersion> note() {
    return Optional.empty();
  }

  /** Who has suggested it, where that is an agent. */
  default Optional<String> agent() {
    return Optional.empty();
  }

  /** The same run once more: nothing is changed. */
  record Again(String key, RemedyFamily family, TableName table, String words) implements Remedy {
    @Override
    public int invasiveness() {
      return 0;
    }

    /** Whether it is for the sake of what a source brings, and of nobody's word. */
    public boolean isOf(Batch brought) {
      return key.endsWith(" " + brought.id());
    }
  }

  /**
   * The same run with more of the machine.
   *
   * @param had the limit of the steps that get more
   * @param bytes their new limit
   */
  record MoreMemory(String key, TableName table, long had, long bytes, String words)
      implements Remedy {
    @Override
    public RemedyFamily family() {
      return RemedyFamily.SCALE_RESOURCE;
    }

    @Override
    public int invasiveness() {
      return 1;
    }
  }

  /**
   * The same run, in which one source's requests have a header more. Neither code nor data change,
   * so the next run has it only by the note again.
   */
  record WithHeader(
      String key, TableName table, SentHeader header, String words, Optional<NoteVersion> note)
      implements Remedy {
    @Override
    public RemedyFamily family() {
      return RemedyFamily.ROTATE_OR_GRANT_CREDENTIALS;
    }

    @Override
    public int invasiveness() {
      return 2;
    }

    /**
     * The step as it then is.
     *
     * @throws IllegalArgumentException if it does not load from an HTTP server
     */
    public Step in(Step step) {
      if (!(step.work() instanceof Step.Work.Load(var declared))
          || !(declared.from() instanceof Source.Http source)) {
        throw new IllegalArgumentException(step.table() + " is not loaded from an HTTP server");
      }
      return step.loading(declared.from(source.sending(header.name(), header.value())));
    }
  }

  /**
   * The run by changed code, in a branch: a correction of one interval, or files as they were.
   *
   * @param corrections to be written down beside those that are there
   * @param files paths to their new text; empty to take a file away
   */
  record ChangedCode(
      String key,
      RemedyFamily family,
      TableName table,
      String words,
      int invasiveness,
      List<Correction> corrections,
      Map<String, Optional<String>> files,
      Optional<NoteVersion> note,
      Optional<String> agent)
      implements Remedy {
    public ChangedCode {
      corrections = List.copyOf(corrections);
      files = Map.copyOf(files);
    }

    /** One that no agent has suggested. */
    public ChangedCode(
        String key,
        RemedyFamily family,
        TableName table,
        String words,
        int invasiveness,
        List<Correction> corrections,
        Map<String, Optional<String>> files,
        Optional<NoteVersion> note) {
      this(key, family, table, words, invasiveness, corrections, files, note, Optional.empty());
    }

    /** One that nobody but the healer has proposed. */
    public ChangedCode(
        String key,
        RemedyFamily family,
        TableName table,
        String words,
        int invasiveness,
        List<Correction> corrections,
        Map<String, Optional<String>> files) {
      this(key, family, table, words, invasiveness, corrections, files, Optional.empty());
    }
  }

  /**
   * What lost data files held is computed again by the step as it is, interval by interval, and
   * then the run goes on. Each interval is published before the run is, and only where its rows are
   * proved to be those that were lost.
   */
  record ComputedAgain(String key, TableName table, List<LostFile> files, String words)
      implements Remedy {
    public ComputedAgain {
      files = List.copyOf(files);
    }

    /** The earliest first; one without an interval where the step is run for none. */
    public List<Optional<DataInterval>> intervals() {
      return files.stream().sorted(LostFile.BY_INTERVAL).map(LostFile::of).distinct().toList();
    }

    @Override
    public RemedyFamily family() {
      return RemedyFamily.RERUN_UPSTREAM_OR_BACKFILL;
    }

    @Override
    public int invasiveness() {
      return 1;
    }
  }

  /**
   * What is done outside of the lake. It cannot be tried in a branch, so it is never done without a
   * person's word for exactly this; it has a key by which it is done once, and an undo of its own.
   */
  sealed interface External extends Remedy {
    @Override
    default int invasiveness() {
      return A_PERSON_MAY_HAVE_MEANT_IT;
    }
  }

  /**
   * Cells are given other values where they come from: in the source's staging first.
   *
   * @param evidence for these values, cell by cell; for people who may see them
   * @param rehearsed the same change in a branch
   */
  record AtSource(
      String key,
      TableName table,
      String words,
      Amendment amendment,
      List<String> evidence,
      ChangedCode rehearsed)
      implements External {
    public AtSource {
      evidence = List.copyOf(evidence);
    }

    @Override
    public RemedyFamily family() {
      return RemedyFamily.QUARANTINE_OR_CORRECT_DATA;
    }

    @Override
    public Remedy inBranch() {
      return rehearsed;
    }
  }

  /** Nothing can be done before some time has passed. */
  record Wait(String key, TableName table, Duration time, String words) implements Remedy {
    @Override
    public RemedyFamily family() {
      return RemedyFamily.RETRY_LATER;
    }

    @Override
    public int invasiveness() {
      return 0;
    }
  }
}
