package dev.prunella.app.site;

import dev.prunella.app.access.Principal;
import dev.prunella.app.access.Role;
import dev.prunella.app.agent.Agent;
import dev.prunella.app.agent.AgentDesk;
import dev.prunella.app.agent.AgentLimits;
import dev.prunella.app.mcp.AgentServer;
import dev.prunella.app.mcp.AgentServlet;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.serve.Route;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Where agents come in: by a token of their role, each into its own sandbox. */
final class Agents implements AutoCloseable {
  private final AgentServer server;
  private final AgentServlet servlet;

  Agents(Workspace workspace, Site.Config config, Clock clock) {
    this.server = new AgentServer(config.version());
    this.servlet =
        new AgentServlet(
            server,
            Agents::caller,
            agent -> new AgentDesk(workspace, agent, AgentLimits.DEFAULT, clock));
  }

  List<Route> routes() {
    return Route.mount("/mcp", Role.AGENT, "what agents may do, by MCP", servlet);
  }

  /** The front has let it in; the token's name is the agent's. */
  private static Optional<Agent> caller(HttpServletRequest request) {
    return request.getAttribute(Principal.ATTRIBUTE) instanceof Principal who
            && who.role() == Role.AGENT
        ? Optional.of(Agent.named(who.name()))
        : Optional.empty();
  }

  @Override
  public void close() {
    server.close();
  }
}
