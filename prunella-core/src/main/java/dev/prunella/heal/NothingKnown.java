package dev.prunella.heal;

import dev.prunella.incident.IncidentState;
import java.util.List;
import java.util.Optional;

/** Where nobody has written anything down. */
class NothingKnown implements Known {
  @Override
  public Advice about(IncidentState incident) {
    return new Advice(List.of(), Optional.empty());
  }

  @Override
  public Optional<Remedy.Wait> notBefore(Finding finding) {
    return Optional.empty();
  }

  @Override
  public Optional<Contact> whomToAsk(Finding finding) {
    return Optional.empty();
  }

  @Override
  public List<Told> references(Finding finding) {
    return List.of();
  }

  @Override
  public List<ToldHeader> headers(Finding finding) {
    return List.of();
  }
}
