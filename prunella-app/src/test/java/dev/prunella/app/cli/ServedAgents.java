package dev.prunella.app.cli;

import dev.prunella.app.agent.Agent;
import dev.prunella.app.agent.AgentDesk;
import dev.prunella.app.agent.AgentLimits;
import dev.prunella.app.mcp.AgentServer;
import dev.prunella.app.mcp.AgentServlet;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A project's agents over HTTP on this machine: a bearer's token is its agent's name. */
final class ServedAgents implements AutoCloseable {
  final Workspace workspace;
  private final AgentServer agents = new AgentServer("test");
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  ServedAgents(Path project, AgentLimits limits, int port) throws Exception {
    workspace = open(project);
    var servlet =
        new AgentServlet(
            agents,
            request ->
                Optional.ofNullable(request.getHeader("Authorization"))
                    .filter(h -> h.startsWith("Bearer "))
                    .map(h -> Agent.named(h.substring("Bearer ".length()))),
            agent -> new AgentDesk(workspace, agent, limits, Clock.systemUTC()),
            Set.of());
    var handler = new ServletContextHandler("/");
    handler.addServlet(new ServletHolder(servlet), "/mcp");
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    server.addConnector(connector);
    server.setHandler(handler);
    server.start();
  }

  static Workspace open(Path project) {
    return Workspace.open(
        ProjectFile.read(project),
        new Secrets(Map.of(), project, new Redaction()),
        new Workspace.Host("test", Map.of(), Clock.systemUTC(), said -> {}));
  }

  String address() {
    return "http://127.0.0.1:" + connector.getLocalPort();
  }

  @Override
  public void close() throws Exception {
    server.stop();
    agents.close();
    workspace.close();
  }
}
