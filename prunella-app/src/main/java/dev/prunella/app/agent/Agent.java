package dev.prunella.app.agent;

import dev.prunella.local.sandbox.Sandbox;
import java.util.regex.Pattern;

/**
 * Who calls, and the one sandbox that it is bound to: no call names another.
 *
 * @param name small letters, digits and dashes; up to 40
 * @param sandbox the name of its sandbox
 */
public record Agent(String name, String sandbox) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

  public Agent {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an agent's name is of small letters, digits and dashes, up to 40, not '" + name + "'");
    }
  }

  /** One whose sandbox has its name. */
  public static Agent named(String name) {
    return new Agent(name, "agent-" + name);
  }

  /** In whose name its commits and journal entries stand. */
  public String author() {
    return "agent:" + name;
  }

  String branch() {
    return Sandbox.PREFIX + sandbox;
  }
}
