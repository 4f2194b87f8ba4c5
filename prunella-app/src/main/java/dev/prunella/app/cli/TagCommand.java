package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Ref;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella tag}. */
@Command(
    name = "tag",
    description = "List, create and delete tags: names of commits that stay put.",
    subcommands = {TagCommand.ListTags.class, TagCommand.Create.class, TagCommand.Delete.class})
final class TagCommand extends CommandGroup {

  /** JSON: a tag. */
  record View(String name, CommitId commit, Instant at, String author, String message) {
    static View of(LocalLake lake, Ref ref) {
      var head = lake.lake().commit(ref.head());
      return new View(ref.name(), head.id(), head.at(), head.author(), head.message());
    }
  }

  @Command(
      name = "list",
      description = "List the tags.",
      footerHeading = "%nExamples:%n",
      footer = {"  prunella tag list", "JSON fields: tags: [name, commit, at, author, message]."})
  static final class ListTags extends LakeCommand {
    record Views(List<View> tags) {}

    @Override
    Exit run(LocalLake lake, Console console) {
      var views =
          lake.lake().store().refs().stream()
              .filter(ref -> ref.kind() == Ref.Kind.TAG)
              .map(ref -> View.of(lake, ref))
              .toList();
      console.answer(new Views(views), () -> tell(console, views));
      return Exit.OK;
    }

    private static void tell(Console console, List<View> views) {
      if (views.isEmpty()) {
        console.line("no tags yet");
        console.next("prunella tag create NAME");
        return;
      }
      var grid = new Grid(console, "tag", "commit", "when", "by", "message");
      for (var view : views) {
        grid.row(
            Grid.text(view.name()),
            Grid.text(view.commit().brief(), Ink.NAME),
            Grid.text(console.ago(view.at()), Ink.DIM),
            Grid.text(view.author()),
            Grid.text(view.message()));
      }
      grid.print("");
    }
  }

  @Command(
      name = "create",
      description = "Give a commit a name that stays.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella tag create v1.0               names main's newest commit",
        "  prunella tag create month-end --at main~2",
        "JSON fields: name, commit, at, author, message."
      })
  static final class Create extends LakeCommand {
    @Parameters(paramLabel = "NAME", description = "The new tag.")
    String name = "";

    @Option(
        names = "--at",
        paramLabel = "REV",
        defaultValue = Ref.MAIN,
        description = "Branch, tag, commit, main~3 or a time; ${DEFAULT-VALUE} if left out.")
    String at = Ref.MAIN;

    @Override
    Exit run(LocalLake lake, Console console) {
      var ref = lake.lake().createTag(name, lake.lake().resolve(at), author());
      console.answer(
          View.of(lake, ref),
          () ->
              console.line(
                  console.paint(Ink.GOOD, "created")
                      + " tag "
                      + Words.safe(name)
                      + " at "
                      + console.paint(Ink.NAME, ref.head().brief())));
      return Exit.OK;
    }
  }

  @Command(
      name = "delete",
      description = "Delete a tag.",
      footerHeading = "%nExamples:%n",
      footer = {"  prunella tag delete v1.0", "JSON fields: name, commit (where it stood)."})
  static final class Delete extends LakeCommand {
    @Parameters(paramLabel = "NAME", description = "The tag.")
    String name = "";

    record Deleted(String name, CommitId commit) {}

    @Override
    Exit run(LocalLake lake, Console console) {
      Refs.require(lake, name, Ref.Kind.TAG);
      var ref = lake.lake().delete(name, author());
      console.answer(
          new Deleted(name, ref.head()),
          () -> console.line("deleted tag " + Words.safe(name) + ", which stood at " + ref.head()));
      return Exit.OK;
    }
  }
}
