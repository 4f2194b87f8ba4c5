package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.attest.Attestations;
import dev.prunella.local.attest.Envelope;
import dev.prunella.local.attest.Statement;
import dev.prunella.refs.AuditCheck;
import dev.prunella.refs.AuditHead;
import dev.prunella.refs.ObjectId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella audit verify}. */
@Command(
    name = "verify",
    description = {
      "Go through the whole audit chain and all that it tells of, and say what was altered, removed, put elsewhere,",
      "added or cut off since it was written."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella audit verify",
      "  prunella audit verify --head 4711:9f86d081...   a head that you noted (number:hash)",
      "Exit code 9: something is not as it was written.",
      "JSON fields: sound, entries, head: {number, hash}, began: {at, journalEntries, publications} (not covered),",
      "anchors (heads noted elsewhere that it was held against), faults: [number, sentence]."
    })
final class AuditVerifyCommand extends LakeCommand {
  private static final int MOST_ATTESTATIONS = 100_000;
  private static final Pattern HEAD = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

  @Option(
      names = "--head",
      paramLabel = "N:HASH",
      description = "A head of the chain that was noted elsewhere; may be given several times.")
  List<String> heads = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "The public key by which attestations are trusted; this lake's own if left out.")
  @Nullable Path key;

  record Began(Instant at, long journalEntries, long publications) {}

  record Fault(long number, String sentence) {}

  record View(
      boolean sound,
      long entries,
      AuditViews.Head head,
      @Nullable Began began,
      int anchors,
      List<Fault> faults) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    var anchors = new ArrayList<>(heads.stream().map(AuditVerifyCommand::anchor).toList());
    var attested = attested(lake);
    anchors.addAll(attested.anchors());
    attested.notes().forEach(console::warn);
    AuditCheck.Report report;
    var ended = new AtomicBoolean();
    try (var work = new LongWork(console, "reading the audit chain")) {
      work.onInterrupt(() -> ended.set(true));
      report = AuditCheck.of(lake.lake().store(), anchors, () -> requireGoingOn(ended));
    }
    console.answer(view(report, anchors.size()), () -> tell(console, report, anchors.size()));
    return report.isSound() ? Exit.OK : Exit.HELD;
  }

  private static void requireGoingOn(AtomicBoolean ended) {
    if (ended.get()) {
      throw new Failure(
          Exit.INTERRUPTED, "interrupted", "ended before the whole chain was read", null);
    }
  }

  /**
   * Heads that the lake's attestations name.
   *
   * @param notes why some cannot be relied on
   */
  private record Attested(List<AuditCheck.Anchor> anchors, List<String> notes) {}

  private Attested attested(LocalLake lake) {
    var anchors = new ArrayList<AuditCheck.Anchor>();
    var notes = new ArrayList<String>();
    var trusted = TrustedKey.of(lake, Optional.ofNullable(key).map(this::resolve));
    var commits = Attestations.commits(lake.lake().store(), MOST_ATTESTATIONS);
    if (trusted.isEmpty() && !commits.isEmpty()) {
      notes.add("this machine has not the lake's key: attestations are not relied on (--key FILE)");
      return new Attested(anchors, notes);
    }
    int foreign = 0;
    for (var commit : commits) {
      var envelope = Attestations.text(lake.lake().store(), commit).flatMap(Envelope::of);
      if (envelope.filter(e -> e.isSignedBy(trusted.orElseThrow())).isEmpty()) {
        foreign++;
        continue;
      }
      envelope
          .flatMap(Statement::of)
          .flatMap(Statement::audit)
          .filter(head -> head.number() > 0)
          .ifPresent(
              head ->
                  anchors.add(new AuditCheck.Anchor(head, "the attestation of " + commit.brief())));
    }
    if (foreign > 0) {
      notes.add(
          foreign + " attestations are not signed by the trusted key (prunella verify names each)");
    }
    return new Attested(anchors, notes);
  }

  private static AuditCheck.Anchor anchor(String text) {
    var parts = HEAD.matcher(text);
    if (!parts.matches()) {
      throw Failure.usage(
          "--head is a number and a hash of 64 digits, such as 4711:9f86..., not " + text,
          "prunella audit verify --json of another day names its head");
    }
    return new AuditCheck.Anchor(
        new AuditHead(Long.parseLong(parts.group(1)), ObjectId.fromHex(parts.group(2))),
        "the head that you gave");
  }

  private static View view(AuditCheck.Report report, int anchors) {
    return new View(
        report.isSound(),
        report.entries(),
        AuditViews.Head.of(report.head()),
        report
            .beginning()
            .map(b -> new Began(b.at(), b.journalEntries(), b.publications()))
            .orElse(null),
        anchors,
        report.faults().stream().map(f -> new Fault(f.number(), f.sentence())).toList());
  }

  private static void tell(Console console, AuditCheck.Report report, int anchors) {
    for (var fault : report.faults()) {
      console.line(console.paint(Ink.BAD, "FAULT ") + Words.safe(fault.sentence()));
    }
    report
        .beginning()
        .filter(b -> b.journalEntries() + b.publications() > 0)
        .ifPresent(
            b ->
                console.line(
                    console.paint(
                        Ink.DIM,
                        "the chain began "
                            + console.when(b.at())
                            + "; what was there before is not covered: "
                            + Words.count(b.journalEntries(), "journal entry", "journal entries")
                            + ", "
                            + Words.count(b.publications(), "publication"))));
    console.line(
        Words.count(report.entries(), "entry", "entries")
            + " read, "
            + (report.isSound()
                ? console.paint(Ink.GOOD, "all as they were written")
                : console.paint(Ink.BAD, Words.count(report.faults().size(), "fault")))
            + ", held against "
            + Words.count(anchors, "head")
            + " noted elsewhere");
    console.line(
        console.paint(
            Ink.DIM, "head " + report.head().number() + ":" + report.head().hash().hex()));
  }
}
