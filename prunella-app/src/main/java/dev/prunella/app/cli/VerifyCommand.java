package dev.prunella.app.cli;

import dev.prunella.app.attest.Verification;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.VerificationJson;
import dev.prunella.local.attest.Attestations;
import dev.prunella.pipeline.RunId;
import dev.prunella.pipeline.RunState;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Publication;
import dev.prunella.refs.Ref;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella verify}. */
@Command(
    name = "verify",
    description = {
      "Verify a publication: its signature, its content, and that it comes out again.",
      "Its attestation is signed by the lake's key, the lake holds what was signed, and the same comes out when it is",
      "computed once more from what its sources brought then (on a branch that is thrown away; no source is asked)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella verify                  the newest",
      "  prunella verify 3fa9c21b04de     the one that led to this commit",
      "  prunella verify run-12 --json",
      "  prunella verify main --envelope > publication.dsse.json   for other tools",
      "Exit code 0: all holds; 9: something is not as it was signed, or comes out otherwise; 4: its inputs have expired,",
      "or nobody has vouched for it.",
      "JSON fields: commit, attested, keyId, signed, faults, notes, replay (equal, differs, inputs-expired, failed,",
      "not-tried), differences: [table, interval, rows, replayedRows, columns], byChance (columns, by table, that come out",
      "otherwise each time)."
    })
final class VerifyCommand extends WorkspaceCommand {
  private static final int MOST_PUBLICATIONS = 1_000_000;

  @Parameters(
      arity = "0..1",
      paramLabel = "PUBLICATION",
      defaultValue = Ref.MAIN,
      description =
          "The commit that was published (also main~3 or a time), or a run such as run-12; ${DEFAULT-VALUE} if left out.")
  String name = Ref.MAIN;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The public key to trust, in PEM; this lake's own if left out.")
  @Nullable Path key;

  @Option(names = "--no-replay", description = "Check signature and content only; compute nothing.")
  boolean noReplay;

  @Option(names = "--envelope", description = "Print the attestation as it is; check nothing.")
  boolean envelope;

  @Override
  boolean endsByItself() {
    return true;
  }

  @Override
  Exit run(Workspace workspace, Console console) {
    var publication = publication(workspace);
    var store = workspace.lake().lake().store();
    var text = Attestations.text(store, publication.to());
    if (text.isEmpty()) {
      throw new Failure(
          Exit.NOT_FOUND,
          "no-attestation",
          "nobody has vouched for %s: it was published %s by %s"
              .formatted(publication.to(), publication.attested().words(), publication.by()),
          publication.attested() == Publication.Attested.BY_HAND_UNVERIFIED
              ? "prunella show " + publication.to().brief()
              : "it is older than attestations, or its own was removed: prunella audit verify");
    }
    if (envelope) {
      console.line(text.get());
      console.out().flush();
      return Exit.OK;
    }
    var trusted = TrustedKey.require(workspace.lake(), Optional.ofNullable(key).map(this::resolve));
    Verification.Report report;
    try (var running = new Running(console.interrupts())) {
      report =
          new Verification(workspace, publication, trusted)
              .report(!noReplay, running.cancellation());
    }
    var view = VerificationJson.of(publication, text.get(), report);
    console.answer(view, () -> tell(console, publication, view));
    return exit(report);
  }

  private static Exit exit(Verification.Report report) {
    if (!report.faults().isEmpty()) {
      return Exit.HELD;
    }
    return switch (report.replayed()) {
      case EQUAL, NOT_TRIED -> Exit.OK;
      case DIFFERS, FAILED -> Exit.HELD;
      case INPUTS_EXPIRED -> Exit.NOT_FOUND;
    };
  }

  private Publication publication(Workspace workspace) {
    var lake = workspace.lake().lake();
    var run = RunId.parse(name).filter(_ -> lake.store().ref(name).isEmpty());
    var commit = run.isPresent() ? published(workspace, run.get()) : lake.resolve(name).id();
    return lake.store().publications(MOST_PUBLICATIONS).stream()
        .filter(p -> p.to().equals(commit))
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    Exit.NOT_FOUND,
                    "no-publication",
                    commit + " was not published by itself",
                    "prunella publications lists what was"));
  }

  private static CommitId published(Workspace workspace, RunId run) {
    var events = workspace.journal().events(run);
    if (events.isEmpty()) {
      throw Failure.noSuchRun(run);
    }
    return RunState.of(run, events)
        .published()
        .map(p -> p.commit())
        .orElseThrow(
            () ->
                new Failure(
                    Exit.NOT_FOUND,
                    "no-publication",
                    run + " has published nothing",
                    "prunella runs"));
  }

  private static void tell(Console console, Publication publication, VerificationJson.View view) {
    console.line(
        console.paint(Ink.NAME, publication.to().brief())
            + " published by "
            + Words.safe(publication.by())
            + ", "
            + view.attested());
    console.line(
        view.signed()
            ? console.paint(Ink.GOOD, "signed") + " by key " + Words.safe(view.keyId())
            : console.paint(Ink.BAD, "not signed by the trusted key"));
    view.faults().forEach(f -> console.line(console.paint(Ink.BAD, "FAULT ") + Words.safe(f)));
    view.notes().forEach(n -> console.line("  " + Words.safe(n)));
    view.byChance()
        .forEach(
            (table, columns) ->
                console.line(
                    console.paint(Ink.CAUTION, "not compared")
                        + ", for each run gives others: "
                        + Words.safe(table + " (" + String.join(", ", columns) + ")")));
    view.differences().forEach(d -> console.line(console.paint(Ink.BAD, "DIFFERS ") + sentence(d)));
    console.line(
        switch (view.replay()) {
          case EQUAL -> console.paint(Ink.GOOD, "equal") + ": the same comes out again";
          case DIFFERS -> console.paint(Ink.BAD, "not equal") + ": computed again, it is otherwise";
          case INPUTS_EXPIRED ->
              console.paint(Ink.CAUTION, "inputs expired")
                  + ": what it was computed from is not kept any more";
          case FAILED ->
              console.paint(Ink.BAD, "not replayed") + ": it could not be computed again";
          case NOT_TRIED -> console.paint(Ink.DIM, "not computed again");
        });
  }

  private static String sentence(VerificationJson.Difference d) {
    var of = d.table() + (d.interval() == null ? "" : " of " + d.interval());
    if (d.rows() < 0) {
      return Words.safe(of + ": computed again, there is no such table");
    }
    return Words.safe(
        of
            + ": "
            + Words.count(d.rows(), "row")
            + " published, "
            + Words.count(d.replayedRows(), "row")
            + " computed again; "
            + (d.columns().isEmpty()
                ? "the rows as a whole differ"
                : "other values in " + String.join(", ", d.columns())));
  }
}
