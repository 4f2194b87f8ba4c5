package dev.prunella.app.view;

import dev.prunella.local.LocalLake;
import dev.prunella.local.attest.Attestations;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Publication;
import java.time.Instant;

/** Publications as programs read them. */
public final class PublicationJson {
  private PublicationJson() {}

  public record View(
      String branch,
      CommitId from,
      CommitId to,
      Instant at,
      String by,
      String why,
      String attested,
      boolean signed) {
    /** The same for who may see no values of rows. */
    public View withoutValues() {
      return new View(branch, from, to, at, by, Unvalued.words(why), attested, signed);
    }

    public static View of(LocalLake lake, Publication p) {
      return new View(
          p.branch(),
          p.from(),
          p.to(),
          p.at(),
          p.by(),
          p.why(),
          p.attested().words(),
          Attestations.has(lake.lake().store(), p.to()));
    }
  }
}
