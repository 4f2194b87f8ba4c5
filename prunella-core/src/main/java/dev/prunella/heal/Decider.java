package dev.prunella.heal;

import dev.prunella.incident.IncidentEvent.Weighed;

/** Says what may be done with a verified remedy, as things stand when it is asked. */
public interface Decider {
  Policy.Decision decide(Weighed remedy);
}
