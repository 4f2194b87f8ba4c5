package dev.prunella.app.cli;

import dev.prunella.app.people.Channels;
import dev.prunella.app.project.PeopleSettings;
import dev.prunella.app.project.PeopleSettings.Declared;
import dev.prunella.app.run.Workspace;
import dev.prunella.people.Channel.Outcome;
import dev.prunella.refs.DidYouMean;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella channels}. */
@Command(
    name = "channels",
    description = "The ways to reach people: list them, or try one.",
    subcommands = {ChannelsCommand.ListThem.class, ChannelsCommand.Test.class})
final class ChannelsCommand extends CommandGroup {

  /** JSON: a channel. */
  record View(String name, String kind, String to, List<String> reaches, String state) {}

  record Views(List<View> channels) {}

  /** {@code prunella channels list}. */
  @Command(
      name = "list",
      description = "List the channels: what they speak, where to, whom they reach.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella channels list",
        "JSON fields: channels: [name, kind (inbox, smtp, webhook), to, reaches, state (open, gone)]."
      })
  static final class ListThem extends WorkspaceCommand {
    @Override
    Exit run(Workspace workspace, Console console) {
      var settings = workspace.project().settings().people();
      var channels = new Channels(workspace, settings, surroundings().clock());
      var views = new ArrayList<View>();
      for (var declared : settings.channels()) {
        views.add(
            new View(
                declared.name(),
                kind(declared),
                to(declared),
                declared.reaches(),
                channels.isGone(declared) ? "gone" : "open"));
      }
      views.add(new View("inbox", "inbox", "prunella questions", List.of("*"), "open"));
      console.answer(new Views(views), () -> tell(console, views));
      return Exit.OK;
    }

    private static void tell(Console console, List<View> views) {
      var grid = new Grid(console);
      for (var v : views) {
        grid.row(
            Grid.text(v.name(), Ink.NAME),
            Grid.text(v.kind()),
            Grid.text(v.to()),
            Grid.text("for " + String.join(", ", v.reaches()), Ink.DIM),
            Grid.text(v.state(), v.state().equals("open") ? Ink.GOOD : Ink.BAD));
      }
      grid.print("");
    }
  }

  /** {@code prunella channels test}. */
  @Command(
      name = "test",
      description = {
        "Send a message that asks nothing. Where a channel's other side had wanted nothing more (410) and takes it",
        "again, the channel is used again."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella channels test mail --to lea@shop.example",
        "JSON fields: channel, to, sent, why."
      })
  static final class Test extends WorkspaceCommand {
    @Parameters(index = "0", paramLabel = "CHANNEL", description = "By its name.")
    String channel = "";

    @Option(
        names = "--to",
        paramLabel = "WHO",
        defaultValue = "",
        description = "An address of this channel; of mail, the sender itself if left out.")
    String to = "";

    record Tested(String channel, String to, boolean sent, @Nullable String why) {}

    @Override
    Exit run(Workspace workspace, Console console) {
      var clock = surroundings().clock();
      var settings = workspace.project().settings().people();
      var declared = require(settings, channel);
      var address = to.isEmpty() ? self(declared) : to;
      var outcome =
          new Channels(workspace, settings, clock).test(declared, address, clock.instant());
      var why =
          switch (outcome) {
            case Outcome.Taken _ -> null;
            case Outcome.Later(var said, var _) -> said;
            case Outcome.Never(var said) -> said;
            case Outcome.Gone(var said) -> said;
          };
      console.answer(
          new Tested(channel, address, why == null, why),
          () ->
              console.line(
                  Words.safe(
                      why == null
                          ? "sent to " + address + " by " + channel
                          : "not sent to " + address + " by " + channel + ": " + why)));
      return why == null ? Exit.OK : Exit.FAILED;
    }
  }

  private static String self(Declared declared) {
    return switch (declared.way()) {
      case PeopleSettings.Way.Smtp smtp -> smtp.from();
      case PeopleSettings.Way.Webhook _ -> declared.name();
    };
  }

  private static Declared require(PeopleSettings settings, String name) {
    var names = settings.channels().stream().map(Declared::name).toList();
    return settings.channels().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Failure(
                    Exit.NOT_FOUND,
                    "no-channel",
                    "there is no channel '"
                        + name
                        + "'"
                        + DidYouMean.among(names, name)
                            .map(near -> "; did you mean '" + near + "'?")
                            .orElse(""),
                    names.isEmpty()
                        ? "declare one under channels: in prunella.yaml"
                        : "prunella channels list"));
  }

  private static String kind(Declared declared) {
    return switch (declared.way()) {
      case PeopleSettings.Way.Smtp _ -> "smtp";
      case PeopleSettings.Way.Webhook _ -> "webhook";
    };
  }

  /** As it is written: what a reference stands for may be secret. */
  private static String to(Declared declared) {
    return switch (declared.way()) {
      case PeopleSettings.Way.Smtp smtp -> smtp.host() + ":" + smtp.port();
      case PeopleSettings.Way.Webhook hook -> hook.url();
    };
  }
}
