package dev.prunella.app.cli;

import dev.prunella.app.view.PublicationJson;
import dev.prunella.local.LocalLake;
import dev.prunella.refs.Publication;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella publications}. */
@Command(
    name = "publications",
    description = "List how main moved: who published what, and how it was vouched for.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella publications",
      "  prunella publications --limit 3 --json",
      "JSON fields: publications: [branch, from, to, at, by, why, attested, signed]:",
      "signed says that an attestation goes with it, which prunella verify checks."
    })
final class PublicationsCommand extends LakeCommand {
  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      defaultValue = "20",
      description = "How many, newest first; ${DEFAULT-VALUE} if left out.")
  int limit = 20;

  record Views(List<PublicationJson.View> publications) {}

  @Override
  Exit run(LocalLake lake, Console console) {
    var views =
        lake.lake().store().publications(Limits.atLeastOne("--limit", limit)).stream()
            .map(p -> PublicationJson.View.of(lake, p))
            .toList();
    console.answer(new Views(views), () -> tell(console, views));
    return Exit.OK;
  }

  private static void tell(Console console, List<PublicationJson.View> views) {
    if (views.isEmpty()) {
      console.line("nothing has been published yet");
      return;
    }
    var grid = new Grid(console, "branch", "from", "to", "when", "by", "why", "attested", "signed");
    for (var view : views) {
      grid.row(
          Grid.text(view.branch()),
          Grid.text(view.from().brief(), Ink.DIM),
          Grid.text(view.to().brief(), Ink.NAME),
          Grid.text(console.ago(view.at()), Ink.DIM),
          Grid.text(view.by()),
          Grid.text(view.why()),
          Grid.text(
              view.attested(),
              view.attested().equals(Publication.Attested.VERIFIED.words())
                  ? Ink.GOOD
                  : Ink.CAUTION),
          Grid.text(view.signed() ? "signed" : "", Ink.DIM));
    }
    grid.print("");
  }
}
