package dev.prunella.app.cli;

import dev.prunella.app.access.Role;
import dev.prunella.app.access.Token;
import dev.prunella.app.access.Tokens;
import dev.prunella.app.agent.Agent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code prunella token}. */
@Command(
    name = "token",
    description = "Who may use what prunella serve serves, beside whoever has started it.",
    subcommands = {
      TokenCommand.Create.class,
      TokenCommand.ListAll.class,
      TokenCommand.Revoke.class
    })
final class TokenCommand extends CommandGroup {

  /** JSON: what is kept of a token. */
  record View(String name, String role, Instant created, String by, Instant expires, boolean good) {
    static View of(Token t, Instant now) {
      return new View(t.name(), t.role().word(), t.created(), t.by(), t.expires(), t.isGood(now));
    }
  }

  /** {@code prunella token create}. */
  @Command(
      name = "create",
      description = {
        "Make a token and print it, once: only its hash is kept. Sent as 'Authorization: Bearer TOKEN', or typed in at",
        "/login. A viewer sees how things stand, an operator rows as well, an approver answers, an admin lets healing go",
        "on again; an agent uses what is made for agents, and nothing else."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella token create grafana --role viewer --days 365",
        "  prunella token create ana --role approver",
        "JSON fields: name, role, expires, token."
      })
  static final class Create extends ProjectCommand {
    @Parameters(paramLabel = "NAME", description = "Who is named for what is done by it.")
    String name = "";

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        required = true,
        description = "viewer, operator, approver, admin or agent.")
    String role = "";

    @Option(
        names = "--days",
        paramLabel = "N",
        defaultValue = "90",
        description = "How long it is good; ${DEFAULT-VALUE} if left out.")
    int days = 90;

    record Made(String name, String role, Instant expires, String token) {}

    @Override
    public Integer call() {
      var given = Role.parse(role).orElseThrow(() -> Failure.usage(Role.unknown(role), null));
      if (days < 1 || days > Tokens.MOST_DAYS) {
        throw Failure.usage("--days is 1 to " + Tokens.MOST_DAYS + ", not " + days, null);
      }
      if (given == Role.AGENT) {
        requireAgent(name);
      }
      var clock = surroundings().clock();
      var goodFor = Duration.ofDays(days);
      var token = Tokens.in(projectFolder(), clock).create(name, given, goodFor, author());
      var expires = clock.instant().plus(goodFor);
      var console = console();
      console.answer(
          new Made(name, given.word(), expires, token),
          () -> {
            console.line(token);
            console.note(
                "%s, good until %s; it is not shown again".formatted(given.word(), expires));
          });
      return Exit.OK.code();
    }

    /** Its sandbox has its name. */
    private static void requireAgent(String name) {
      try {
        Agent.named(name);
      } catch (IllegalArgumentException e) {
        throw new Failure(Exit.USAGE, "bad-agent", String.valueOf(e.getMessage()), null, e);
      }
    }
  }

  /** {@code prunella token list}. */
  @Command(
      name = "list",
      description = "List the tokens that were made: their names and roles, not the tokens.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  prunella token list",
        "JSON fields: tokens: [name, role, created, by, expires, good]."
      })
  static final class ListAll extends ProjectCommand {
    record Views(List<View> tokens) {}

    @Override
    public Integer call() {
      var now = surroundings().clock().instant();
      var views =
          new Views(
              Tokens.in(projectFolder(), surroundings().clock()).list().stream()
                  .map(t -> View.of(t, now))
                  .toList());
      var console = console();
      console.answer(views, () -> tell(console, views.tokens()));
      return Exit.OK.code();
    }

    private static void tell(Console console, List<View> tokens) {
      if (tokens.isEmpty()) {
        console.line("no tokens yet");
        console.next("prunella token create NAME --role viewer");
        return;
      }
      var grid = new Grid(console);
      for (var token : tokens) {
        grid.row(
            Grid.text(token.name(), Ink.NAME),
            Grid.text(token.role()),
            token.good()
                ? Grid.text("until " + console.when(token.expires()))
                : Grid.text("over", Ink.CAUTION),
            Grid.text("by " + token.by() + ", " + console.ago(token.created()), Ink.DIM));
      }
      grid.print("");
    }
  }

  /** {@code prunella token revoke}. */
  @Command(
      name = "revoke",
      description = "Make a token worthless, at once, also to a server that runs.",
      footerHeading = "%nExamples:%n",
      footer = {"  prunella token revoke grafana", "JSON fields: revoked."})
  static final class Revoke extends ProjectCommand {
    @Parameters(paramLabel = "NAME", description = "As prunella token list names it.")
    String name = "";

    record Revoked(String revoked) {}

    @Override
    public Integer call() {
      if (!Tokens.in(projectFolder(), surroundings().clock()).revoke(name)) {
        throw new Failure(
            Exit.NOT_FOUND, "no-token", "there is no token '" + name + "'", "prunella token list");
      }
      var console = console();
      console.answer(
          new Revoked(name), () -> console.line("'" + name + "' is good for nothing now"));
      return Exit.OK.code();
    }
  }
}
