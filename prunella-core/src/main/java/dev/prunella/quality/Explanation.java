package dev.prunella.quality;

import dev.prunella.pipeline.Transformation;
import java.util.List;
import java.util.Optional;

/** What explains an interval's anomalies, or that nothing does. */
public sealed interface Explanation {

  /**
   * One cause explains every anomaly, and no other does about as well.
   *
   * @param confidence 0 to 1
   * @param supporting sentences of evidence for it
   * @param against sentences of evidence against it, and what else was tried
   * @param inverse the change that takes it back, where the rows tell exactly which that is
   */
  record Explained(
      Cause cause,
      double confidence,
      List<String> supporting,
      List<String> against,
      Optional<Transformation> inverse)
      implements Explanation {
    public Explained {
      supporting = List.copyOf(supporting);
      against = List.copyOf(against);
    }
  }

  /**
   * One cause fits better than any other, but the values do not confirm it exactly: somebody may
   * look there first. It is not acted on, and no inverse of it is offered.
   *
   * @param missing what would have confirmed it
   */
  record Suspected(Cause cause, List<String> supporting, List<String> against, String missing)
      implements Explanation {
    public Suspected {
      supporting = List.copyOf(supporting);
      against = List.copyOf(against);
    }
  }

  /**
   * Nothing fits, or several causes do.
   *
   * @param tried sentences: each hypothesis and why it was not accepted
   */
  record Unexplained(List<String> tried) implements Explanation {
    public Unexplained {
      tried = List.copyOf(tried);
    }
  }
}
