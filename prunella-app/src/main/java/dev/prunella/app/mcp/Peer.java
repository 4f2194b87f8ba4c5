package dev.prunella.app.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.prunella.app.agent.AgentDesk;
import dev.prunella.pipeline.Cancellation;
import java.util.function.Consumer;

/**
 * Who asks, while it is answered.
 *
 * @param cancellation ends the answer's work
 * @param teller sends a message before the answer
 */
record Peer(AgentDesk desk, Cancellation cancellation, Consumer<JsonNode> teller) {}
