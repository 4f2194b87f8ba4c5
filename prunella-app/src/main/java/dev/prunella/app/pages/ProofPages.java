package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.attest.Verification;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Refusal;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.view.ChangeJson;
import dev.prunella.app.view.PublicationJson;
import dev.prunella.app.view.VerificationJson;
import dev.prunella.local.attest.Attestations;
import dev.prunella.local.attest.LakeNotary;
import dev.prunella.local.attest.SigningKey;
import dev.prunella.pipeline.Cancellation;
import dev.prunella.refs.Publication;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** One publication: what it changed, who vouches for it, and whether that holds. */
final class ProofPages {
  private static final int MOST_LOOKED_AT = 10_000;

  /** To verify is to compute: so many at once, others come again. */
  private static final int AT_ONCE = 1;

  private final Pages pages;
  private final Semaphore verifying = new Semaphore(AT_ONCE);

  ProofPages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.page("/publications/{commit}", Role.VIEWER, "one publication", this::one),
        Route.form(
            "/publications/{commit}/verify",
            Role.OPERATOR,
            "verifies a publication: signature, content, and by computing it once more",
            this::verify));
  }

  private Answer one(Request request) {
    return page(request, Optional.empty());
  }

  private Answer page(Request request, Optional<VerificationJson.View> verified) {
    var lake = pages.workspace().lake();
    var publication = require(request);
    var changes =
        lake
            .diff()
            .between(lake.lake().commit(publication.from()), lake.lake().commit(publication.to()))
            .stream()
            .map(ChangeJson.View::of)
            .toList();
    return pages.page(
        request,
        "publication",
        "Publication " + publication.to().brief(),
        "lake",
        "",
        Map.of(
            "publication",
            LakePages.told(request, PublicationJson.View.of(lake, publication)),
            "changes",
            changes,
            "verified",
            verified));
  }

  private Answer verify(Request request) {
    var publication = require(request);
    var lake = pages.workspace().lake();
    var text =
        Attestations.text(lake.lake().store(), publication.to())
            .orElseThrow(
                () ->
                    new Refusal(
                        409,
                        "no-attestation",
                        "nobody has vouched for it: it was published "
                            + publication.attested().words()
                            + " by "
                            + publication.by()));
    var key =
        SigningKey.find(LakeNotary.keys(lake))
            .map(SigningKey::verifying)
            .orElseThrow(
                () ->
                    new Refusal(
                        409, "no-key", "this machine has no key of the lake to verify it by"));
    if (!verifying.tryAcquire()) {
      throw new Refusal(503, "busy", "another publication is being verified; come again");
    }
    try {
      var report =
          new Verification(pages.workspace(), publication, key).report(true, new Cancellation());
      return page(request, Optional.of(VerificationJson.of(publication, text, report)));
    } finally {
      verifying.release();
    }
  }

  private Publication require(Request request) {
    var lake = pages.workspace().lake().lake();
    var commit = lake.resolve(request.path("commit")).id();
    return lake.store().publications(MOST_LOOKED_AT).stream()
        .filter(p -> p.to().equals(commit))
        .findFirst()
        .orElseThrow(() -> Refusal.missing(commit.brief() + " was not published by itself"));
  }
}
