package dev.prunella.app.cli;

import dev.prunella.app.heal.Healing;
import dev.prunella.app.inbox.InboxServer;
import dev.prunella.app.people.Channels;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.view.Json;
import dev.prunella.app.view.QuestionJson;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella inbox}. */
@Command(
    name = "inbox",
    description = {
      "What people are asked: in the terminal, or as web pages on this machine until Ctrl-C.",
      "Pages show what an answer does; only a form that is sent answers. Links in messages lead here where",
      "notify.link in prunella.yaml names this server, or one of yours that passes requests on to it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prunella inbox",
      "  prunella inbox --serve --port 8282",
      "JSON fields: as of prunella questions; with --serve, one line when it is ready: address."
    })
final class InboxCommand extends WorkspaceCommand {
  @Option(names = "--serve", description = "As web pages.")
  boolean serve;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8282",
      description = "0 for any free one; ${DEFAULT-VALUE} if left out.")
  int port = 8282;

  record Ready(String address) {}

  @Override
  Exit run(Workspace workspace, Console console) throws InterruptedException {
    var clock = surroundings().clock();
    var healing = new Healing(workspace, clock);
    if (!serve) {
      var asked =
          healing.messenger().open(healing.open()).stream()
              .map(q -> QuestionJson.view(q, healing.messenger().next(q)))
              .toList();
      console.answer(new QuestionsCommand.Views(asked), () -> QuestionViews.tell(console, asked));
      return Exit.OK;
    }
    if (port < 0 || port > 65_535) {
      throw Failure.usage("--port is a number up to 65535, not " + port, null);
    }
    var config =
        new InboxServer.Config(
            workspace.project().name(),
            port,
            workspace.project().settings().people().link(),
            author(),
            console::warn);
    var stopped = new CountDownLatch(1);
    try (var server =
        InboxServer.start(config, healing, Channels.tokens(workspace, clock), clock)) {
      // So that an incident that goes on is not left in the middle.
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "prunella-stop"));
      if (console.json()) {
        console.line(Json.line(new Ready(server.address())));
      } else {
        console.line(
            "the inbox is at "
                + console.paint(Ink.NAME, server.address())
                + ", for this machine and for twelve hours; Ctrl-C stops");
      }
      console.out().flush();
      stopped.await();
    }
    return Exit.OK;
  }
}
