package dev.prunella.app.mcp;

import dev.prunella.app.agent.Agent;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Tells who calls over HTTP: whoever serves knows tokens, and this package does not. */
public interface Callers {

  /** The agent of a request, with the sandbox that its token is bound to; empty for nobody. */
  Optional<Agent> of(HttpServletRequest request);
}
