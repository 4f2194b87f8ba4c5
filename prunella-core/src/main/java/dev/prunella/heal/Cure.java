package dev.prunella.heal;

import dev.prunella.incident.Belief;
import dev.prunella.incident.RemedyFamily;
import java.util.List;
import java.util.Set;

/** One way to cure one sort of finding. Each is a small class that says when it applies. */
interface Cure {

  /** What may help, the least invasive first; none where it does not apply. */
  List<Proposal> propose(Finding finding, Means means);

  /** What it does, for people: {@code run it again}. */
  String words();

  /** The sorts of remedies that it proposes, as policies name them. */
  Set<RemedyFamily> families();

  /**
   * Whether it could ever help a step, as things stand now. Where this says no, {@link #propose}
   * has nothing to propose.
   */
  Reach reach(Footing footing);

  /** A remedy, with what is believed of the cause where it helps. */
  record Proposal(Belief belief, Remedy remedy) {}
}
