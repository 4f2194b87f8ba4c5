package dev.prunella.app.cli;

import dev.prunella.app.agent.Agent;
import dev.prunella.app.agent.AgentDesk;
import dev.prunella.app.agent.AgentLimits;
import dev.prunella.app.mcp.AgentServer;
import dev.prunella.app.mcp.StdioWire;
import dev.prunella.app.run.Workspace;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code prunella mcp}. */
@Command(
    name = "mcp",
    description = {
      "Let an agent work on incidents, in a sandbox that it cannot leave: the Model Context Protocol over standard streams.",
      "An MCP client starts this command; it ends when the client does."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  claude mcp add prunella -- prunella mcp --project /path/to/project",
      "  prunella mcp --agent night-helper            under a name of its own",
      "  prunella audit list                          what it asked for, and what was refused",
      "What an agent may see and do: docs/agents.md. Over HTTP: prunella serve, and a token of the role agent.",
      "JSON fields: those of the protocol (JSON-RPC 2.0); nothing else is written to standard output."
    })
final class McpCommand extends WorkspaceCommand {
  @Option(
      names = "--agent",
      paramLabel = "NAME",
      defaultValue = "agent",
      description =
          "The agent's name, by which it is told apart from others and has its sandbox; ${DEFAULT-VALUE} if left out.")
  String agent = "agent";

  @Override
  Exit run(Workspace workspace, Console console) throws IOException, InterruptedException {
    var desk = new AgentDesk(workspace, named(), AgentLimits.DEFAULT, surroundings().clock());
    // Whatever a library prints would be taken for the protocol.
    System.setOut(System.err);
    try (var server = new AgentServer(Version.number());
        var out = new FileOutputStream(FileDescriptor.out)) {
      new StdioWire(server, desk, surroundings().in(), out).serve();
    }
    return Exit.OK;
  }

  private Agent named() {
    try {
      return Agent.named(agent);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--agent: " + e.getMessage(), null);
    }
  }
}
