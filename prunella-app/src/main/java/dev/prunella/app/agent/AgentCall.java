package dev.prunella.app.agent;

import dev.prunella.pipeline.Cancellation;
import java.util.function.Consumer;

/**
 * One call of an agent's while it is carried out.
 *
 * @param cancellation ends it
 * @param progress hears a sentence now and then while it takes long
 */
public record AgentCall(Cancellation cancellation, Consumer<String> progress) {

  /** One to whose progress nobody listens. */
  public static AgentCall quiet() {
    return new AgentCall(new Cancellation(), _ -> {});
  }
}
