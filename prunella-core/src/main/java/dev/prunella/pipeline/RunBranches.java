package dev.prunella.pipeline;

import dev.prunella.refs.Lake;
import dev.prunella.refs.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The branches on which runs work: {@code run/12}, {@code run/12-2} for its second attempt, and
 * {@code run/12-candidate} for the moment in which what it made is offered to main.
 */
public final class RunBranches {
  private static final String CANDIDATE = "-candidate";
  private static final Pattern NAME =
      Pattern.compile("run/(?<run>[1-9]\\d{0,17})(-\\d{1,9})?(?<candidate>-candidate)?");

  private RunBranches() {}

  static String of(RunId run, int attempt) {
    return "run/" + run.number() + (attempt == 1 ? "" : "-" + attempt);
  }

  static String candidateOf(String branch) {
    return branch + CANDIDATE;
  }

  /** Whose branch it is; empty for one that somebody else has made. */
  public static Optional<RunId> runOf(String branch) {
    var name = NAME.matcher(branch);
    return name.matches() ? RunId.parse(name.group("run")) : Optional.empty();
  }

  /** Whether it was only there to be offered to main: no evidence is lost with it. */
  public static boolean isCandidate(String branch) {
    var name = NAME.matcher(branch);
    return name.matches() && name.group("candidate") != null;
  }

  /** All that there are now. */
  public static SortedMap<RunId, List<String>> in(Lake lake) {
    var found = new TreeMap<RunId, List<String>>();
    for (var ref : lake.store().refs()) {
      if (ref.kind() == Ref.Kind.BRANCH) {
        runOf(ref.name())
            .ifPresent(run -> found.computeIfAbsent(run, _ -> new ArrayList<>()).add(ref.name()));
      }
    }
    return found;
  }
}
