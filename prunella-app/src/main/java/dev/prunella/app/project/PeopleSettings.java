package dev.prunella.app.project;

import dev.prunella.app.project.LoadedProject.Escalation;
import dev.prunella.memory.Window;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How people are told: {@code notify} and {@code channels} of {@code prunella.yaml}.
 *
 * @param quiet when only what is urgent is sent
 * @param batch what is not urgent goes to one person no more often than that
 * @param deadline after so long without an answer the next of a contract's team is asked
 * @param patience how long the last of all has
 * @param page tables with this tag, and what they are made from, are urgent at any hour
 * @param link where {@code prunella inbox --serve} is found by those who are told
 * @param validity how long an answer can be given by a link
 * @param escalate whom to ask after the owner and the team, for every table
 */
public record PeopleSettings(
    Optional<Window> quiet,
    Duration batch,
    Duration deadline,
    Duration patience,
    Optional<String> page,
    Optional<URI> link,
    Duration validity,
    List<Escalation> escalate,
    List<Declared> channels) {
  static final String DEFAULT_BATCH = "15m";
  static final String DEFAULT_DEADLINE = "4h";
  static final String DEFAULT_PATIENCE = "1d";
  static final String DEFAULT_VALIDITY = "7d";
  static final String DEFAULT_TIMEOUT = "20s";

  /**
   * A channel.
   *
   * @param reaches names of people and roles, with {@code *} for any letters
   */
  public record Declared(String name, int line, List<String> reaches, Way way) {
    public Declared {
      reaches = List.copyOf(reaches);
    }
  }

  /** What it speaks; secrets are references. */
  public sealed interface Way {
    /** E-mail. */
    record Smtp(
        String host,
        int port,
        Tls tls,
        String from,
        Optional<String> user,
        Optional<String> password,
        Duration timeout)
        implements Way {}

    /** Standard Webhooks. */
    record Webhook(String url, String secret, Duration timeout) implements Way {}
  }

  /** How a mail server's connection is kept from others. */
  public enum Tls {
    STARTTLS,
    IMPLICIT,
    NONE
  }

  public PeopleSettings {
    escalate = List.copyOf(escalate);
    channels = List.copyOf(channels);
  }
}
