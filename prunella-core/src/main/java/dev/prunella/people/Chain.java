package dev.prunella.people;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Who is asked, one after the other: the next only when the one before has not answered for a
 * while. Nobody stands in it twice.
 */
public record Chain(List<Rung> rungs) {
  /** Who is asked where nobody is named. */
  public static final String ANYBODY = "whoever looks after it";

  /** So many people are asked about one thing at most. */
  public static final int MOST = 20;

  /**
   * One of them.
   *
   * @param after so long without an answer of the one before; nothing for the first
   */
  public record Rung(String who, Duration after) {
    public Rung {
      if (who.isBlank() || after.isNegative()) {
        throw new IllegalArgumentException("somebody is asked, and not before the one before");
      }
    }
  }

  public Chain {
    if (rungs.isEmpty()) {
      throw new IllegalArgumentException("somebody is always asked");
    }
    rungs = List.copyOf(rungs);
  }

  /** First one, then others; those that come again are left out. */
  public static Chain of(String first, List<Rung> next) {
    var rungs = new ArrayList<Rung>();
    var known = new HashSet<String>();
    rungs.add(new Rung(first, Duration.ZERO));
    known.add(first);
    for (var rung : next) {
      if (rungs.size() < MOST && known.add(rung.who())) {
        rungs.add(rung);
      }
    }
    return new Chain(rungs);
  }

  /** The one of a number, or the last where the chain has become shorter. */
  Rung at(int number) {
    return rungs.get(Math.min(number, rungs.size() - 1));
  }

  boolean isLast(int number) {
    return number >= rungs.size() - 1;
  }
}
