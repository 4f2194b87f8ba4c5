package dev.prunella.connect.smtp;

import dev.prunella.people.Channel;
import dev.prunella.people.Message;
import dev.prunella.people.Severity;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Sends plain text by SMTP (RFC 5321, 5322). A message's id is its Message-ID, so that a receiver
 * knows one that comes twice; the messages of an incident are one thread by In-Reply-To and
 * References. Thread-safe.
 */
public final class SmtpChannel implements Channel {
  /** Of a long thread its beginning and its end are named. */
  private static final int MOST_REFERENCES = 20;

  private static final int MOST_SUBJECT = 200;
  private static final int PERMANENT = 500;

  private final SmtpConfig config;
  private final Session session;
  private final String domain;

  public SmtpChannel(SmtpConfig config) {
    this.config = config;
    this.domain = config.from().substring(config.from().lastIndexOf('@') + 1);
    this.session = Session.getInstance(properties(config));
  }

  private static Properties properties(SmtpConfig config) {
    var properties = new Properties();
    var millis = String.valueOf(config.timeout().toMillis());
    properties.put("mail.smtp.host", config.host());
    properties.put("mail.smtp.port", String.valueOf(config.port()));
    properties.put("mail.smtp.connectiontimeout", millis);
    properties.put("mail.smtp.timeout", millis);
    properties.put("mail.smtp.writetimeout", millis);
    properties.put("mail.smtp.auth", String.valueOf(config.login().isPresent()));
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    switch (config.tls()) {
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case IMPLICIT -> properties.put("mail.smtp.ssl.enable", "true");
      case NONE -> properties.put("mail.smtp.starttls.enable", "false");
    }
    return properties;
  }

  @Override
  public boolean reaches(String address) {
    try {
      address(address);
      return true;
    } catch (AddressException e) {
      return false;
    }
  }

  private static InternetAddress address(String text) throws AddressException {
    var addresses = InternetAddress.parse(text, true);
    if (addresses.length != 1 || addresses[0].isGroup()) {
      throw new AddressException("one address is needed", text);
    }
    return addresses[0];
  }

  @Override
  public Outcome deliver(Message message) {
    boolean taken = false;
    try {
      var mail = mail(message);
      try (Transport transport = session.getTransport("smtp")) {
        var login = config.login();
        transport.connect(
            login.map(SmtpConfig.Login::user).orElse(null),
            login.map(SmtpConfig.Login::password).orElse(null));
        transport.sendMessage(mail, mail.getAllRecipients());
        taken = true;
      }
      return new Outcome.Taken();
    } catch (AddressException e) {
      return new Outcome.Never("'" + message.address() + "' is no mail address");
    } catch (AuthenticationFailedException e) {
      return new Outcome.Later(
          "the mail server does not let " + user() + " in: check user and password",
          Optional.empty());
    } catch (SendFailedException e) {
      return refused(e);
    } catch (MessagingException e) {
      // The server has it once it has said so, however it hangs up.
      return taken ? new Outcome.Taken() : new Outcome.Later(words(e), Optional.empty());
    }
  }

  private String user() {
    return config.login().map(SmtpConfig.Login::user).orElse("anybody");
  }

  /** A number from 500 on is the server's last word on this message. */
  private static Outcome refused(SendFailedException e) {
    return code(e) >= PERMANENT
        ? new Outcome.Never(words(e))
        : new Outcome.Later(words(e), Optional.empty());
  }

  private static int code(@Nullable Exception e) {
    int code =
        switch (e) {
          case SMTPAddressFailedException refused -> refused.getReturnCode();
          case SMTPSendFailedException failed -> failed.getReturnCode();
          case null, default -> 0;
        };
    return e instanceof MessagingException chained && chained.getNextException() != null
        ? Math.max(code, code(chained.getNextException()))
        : code;
  }

  private static String words(MessagingException e) {
    Exception deepest = e;
    for (int i = 0; i < MOST_REFERENCES; i++) {
      if (deepest instanceof MessagingException m && m.getNextException() != null) {
        deepest = m.getNextException();
      }
    }
    return line(
        Optional.ofNullable(deepest.getMessage()).orElse("the mail server gives no reason"));
  }

  private MimeMessage mail(Message message) throws MessagingException {
    var mail = new Numbered(session, id(message.id()));
    mail.setFrom(address(config.from()));
    mail.setRecipient(jakarta.mail.Message.RecipientType.TO, address(message.address()));
    mail.setSubject(line(message.subject()), StandardCharsets.UTF_8.name());
    mail.setSentDate(Date.from(message.at()));
    // RFC 3834: nobody's absence notice is to answer it.
    mail.setHeader("Auto-Submitted", "auto-generated");
    if (message.severity() == Severity.URGENT) {
      mail.setHeader("Importance", "high");
    }
    var earlier = references(message.earlier());
    if (!earlier.isEmpty()) {
      mail.setHeader("In-Reply-To", earlier.getLast());
      mail.setHeader("References", String.join("\r\n ", earlier));
    }
    mail.setText(message.text(), StandardCharsets.UTF_8.name());
    mail.saveChanges();
    return mail;
  }

  private List<String> references(List<String> earlier) {
    var ids = new ArrayList<>(earlier.stream().map(this::id).toList());
    while (ids.size() > MOST_REFERENCES) {
      ids.remove(1);
    }
    return ids;
  }

  private String id(String message) {
    return "<" + message.replaceAll("[^A-Za-z0-9._-]", "-") + "@" + domain + ">";
  }

  /** One line, whatever stands in it: what follows a line's end would be a header. */
  private static String line(String text) {
    var line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > MOST_SUBJECT ? line.substring(0, MOST_SUBJECT - 1) + "…" : line;
  }

  @Override
  public void close() {
    // Each message has a connection of its own, and closes it.
  }

  /** A mail whose Message-ID is given. */
  private static final class Numbered extends MimeMessage {
    private final String id;

    Numbered(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", id);
    }
  }
}
