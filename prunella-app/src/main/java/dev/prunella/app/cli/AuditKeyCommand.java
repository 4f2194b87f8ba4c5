package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.local.attest.LakeNotary;
import dev.prunella.local.attest.SigningKey;
import picocli.CommandLine.Command;

/** {@code prunella audit key}. */
@Command(
    name = "key",
    description = {
      "Print the public key (Ed25519) by which this lake's attestations can be checked. The private one stays in the",
      "lake's folder, where only its owner can read it; it is made when it is first needed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella audit key > lake.pem",
      "  prunella audit key --json",
      "JSON fields: keyId (the SHA-256 of the key in DER), pem."
    })
final class AuditKeyCommand extends LakeCommand {
  record View(String keyId, String pem) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    var key = SigningKey.in(LakeNotary.keys(lake)).verifying();
    console.answer(new View(key.id(), key.pem()), () -> console.line(key.pem().stripTrailing()));
    return Exit.OK;
  }
}
