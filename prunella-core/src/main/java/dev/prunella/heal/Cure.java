package dev.prunella.heal;

import dev.prunella.incident.Belief;
import java.util.List;

/** One way to cure one sort of finding. Each is a small class that says when it applies. */
interface Cure {

  /** What may help, the least invasive first; none where it does not apply. */
  List<Proposal> propose(Finding finding, Means means);

  /** A remedy, with what is believed of the cause where it helps. */
  record Proposal(Belief belief, Remedy remedy) {}
}
