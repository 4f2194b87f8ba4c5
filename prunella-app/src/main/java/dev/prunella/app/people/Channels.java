package dev.prunella.app.people;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.PeopleSettings;
import dev.prunella.app.project.PeopleSettings.Declared;
import dev.prunella.app.project.PeopleSettings.Tls;
import dev.prunella.app.project.PeopleSettings.Way;
import dev.prunella.app.run.Workspace;
import dev.prunella.connect.smtp.SmtpChannel;
import dev.prunella.connect.smtp.SmtpConfig;
import dev.prunella.connect.webhook.WebhookChannel;
import dev.prunella.connect.webhook.WebhookConfig;
import dev.prunella.local.Secrets;
import dev.prunella.local.attest.LakeNotary;
import dev.prunella.local.incidents.LakeDeliveries;
import dev.prunella.local.secrets.OwnKey;
import dev.prunella.people.Channel;
import dev.prunella.people.Delivery.Due;
import dev.prunella.people.Message;
import dev.prunella.people.Severity;
import dev.prunella.refs.ObjectId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The project's channels: opened from its settings, their secrets revealed at the moment of use.
 */
public final class Channels {
  private static final String KEY = "answers.key";

  private final Workspace workspace;
  private final PeopleSettings settings;
  private final LakeDeliveries journal;
  private final Clock clock;

  public Channels(Workspace workspace, PeopleSettings settings, Clock clock) {
    this.workspace = workspace;
    this.settings = settings;
    this.journal = workspace.deliveries();
    this.clock = clock;
  }

  /** What answers are given by, of this project on this machine. */
  public static AnswerTokens tokens(Workspace workspace, Clock clock) {
    return new AnswerTokens(OwnKey.in(LakeNotary.keys(workspace.lake()), KEY), clock);
  }

  Ways ways() {
    return new Ways(settings, this::isGone);
  }

  /** Whether its other side has said that it wants nothing more. */
  public boolean isGone(Declared channel) {
    return journal.isGone(channel.name(), fingerprint(channel));
  }

  /** Of the address as it is written, so that another one is tried again. */
  private static String fingerprint(Declared channel) {
    var address =
        switch (channel.way()) {
          case Way.Smtp smtp -> smtp.host() + ":" + smtp.port();
          case Way.Webhook webhook -> webhook.url();
        };
    return ObjectId.of(address.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
  }

  void gone(String channel, boolean gone) {
    declared(channel)
        .ifPresent(known -> journal.gone(clock.instant(), channel, fingerprint(known), gone));
  }

  private Optional<Declared> declared(String name) {
    return settings.channels().stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /**
   * Opens a channel. Of one that is not in the settings any more, whoever looks finds the question
   * in the inbox.
   */
  Channel open(String name) {
    return declared(name).map(Declared::way).map(this::open).orElseGet(Ways.Inbox::new);
  }

  private Channel open(Way way) {
    var secrets = workspace.secrets();
    return switch (way) {
      case Way.Smtp smtp -> new SmtpChannel(config(smtp, secrets));
      case Way.Webhook hook ->
          new WebhookChannel(
              new WebhookConfig(
                  URI.create(secrets.reveal(hook.url())),
                  secrets.reveal(hook.secret()),
                  hook.timeout()));
    };
  }

  private static SmtpConfig config(Way.Smtp smtp, Secrets secrets) {
    return new SmtpConfig(
        smtp.host(),
        smtp.port(),
        tls(smtp.tls()),
        smtp.from(),
        smtp.user()
            .map(
                user ->
                    new SmtpConfig.Login(
                        secrets.reveal(user), secrets.reveal(smtp.password().orElse("")))),
        smtp.timeout());
  }

  private static SmtpConfig.Tls tls(Tls tls) {
    return switch (tls) {
      case STARTTLS -> SmtpConfig.Tls.STARTTLS;
      case IMPLICIT -> SmtpConfig.Tls.IMPLICIT;
      case NONE -> SmtpConfig.Tls.NONE;
    };
  }

  /**
   * Sends a message that asks nothing, and takes a channel back that had been given up.
   *
   * @throws RuntimeException if it cannot be opened as it is set up
   */
  public Channel.Outcome test(Declared declared, String to, Instant now) {
    var id =
        "msg_test_"
            + ObjectId.of((declared.name() + now).getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 16);
    var message =
        new Message(
            id,
            now,
            to,
            to,
            Severity.LOW,
            "[prunella] " + workspace.project().name() + ": this channel works",
            "Questions about the tables of "
                + workspace.project().name()
                + " will come this way. This one asks nothing.\n",
            List.of(),
            List.of());
    try (var channel = open(declared.way())) {
      if (!channel.reaches(to)) {
        return new Channel.Outcome.Never("'" + to + "' is no address of this channel");
      }
      var outcome = channel.deliver(message);
      if (outcome instanceof Channel.Outcome.Taken) {
        gone(declared.name(), false);
      }
      return outcome;
    }
  }

  /** What is due, in words. */
  Message message(Due due, LoadedProject code, Instant now) {
    return new MessageText(
            workspace, new Chains(code, settings), settings, tokens(workspace, clock), now)
        .of(due);
  }
}
