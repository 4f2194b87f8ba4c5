package dev.prunella.heal;

import dev.prunella.incident.NoteVersion;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.pipeline.Correction;
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

  /** The same run once more: nothing is changed. */
  record Again(String key, RemedyFamily family, TableName table, String words) implements Remedy {
    @Override
    public int invasiveness() {
      return 0;
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
      Optional<NoteVersion> note)
      implements Remedy {
    public ChangedCode {
      corrections = List.copyOf(corrections);
      files = Map.copyOf(files);
    }

    /** One that no note of a person's has proposed. */
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
