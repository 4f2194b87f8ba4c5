package dev.prunella.app.project;

import dev.prunella.app.project.LoadedProject.Escalation;
import dev.prunella.app.project.PeopleSettings.Declared;
import dev.prunella.app.project.PeopleSettings.Tls;
import dev.prunella.app.project.PeopleSettings.Way;
import dev.prunella.app.yaml.Fields;
import dev.prunella.app.yaml.Problems;
import dev.prunella.local.Secrets;
import dev.prunella.memory.Window;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code notify} and {@code channels} say beyond their shape. */
final class PeopleReader {
  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1|\\[::1]", Pattern.CASE_INSENSITIVE);

  private final Problems.Of problems;

  PeopleReader(Problems.Of problems) {
    this.problems = problems;
  }

  PeopleSettings read(Fields top) {
    var notify = top.mapping("notify").orElseGet(Fields::none);
    return new PeopleSettings(
        notify.textLine("quiet").flatMap(this::window),
        time(notify, "batch", "notify.", PeopleSettings.DEFAULT_BATCH),
        time(notify, "deadline", "notify.", PeopleSettings.DEFAULT_DEADLINE),
        time(notify, "patience", "notify.", PeopleSettings.DEFAULT_PATIENCE),
        notify.text("page"),
        notify.textLine("link").flatMap(l -> address("notify.link", l)),
        time(notify, "validity", "notify.", PeopleSettings.DEFAULT_VALIDITY),
        escalate(notify, problems),
        channels(top));
  }

  /** Whom to ask next, and after how long. */
  static List<Escalation> escalate(Fields fields, Problems.Of problems) {
    return fields.mappings("escalate").stream()
        .flatMap(
            e ->
                SettingsReader.duration(e, "after", "escalate.", problems)
                    .map(after -> new Escalation(e.text("to").orElse(""), after))
                    .stream())
        .toList();
  }

  private Optional<Window> window(Fields.Line line) {
    try {
      return Optional.of(Window.parse(line.text()));
    } catch (IllegalArgumentException e) {
      if (line.text().matches(Window.FORM)) {
        problems.add(line.line(), "'notify.quiet': " + e.getMessage());
      }
      return Optional.empty();
    }
  }

  private Duration time(Fields fields, String key, String where, String otherwise) {
    return SettingsReader.duration(fields, key, where, problems)
        .or(() -> Amounts.duration(otherwise))
        .orElseThrow();
  }

  private Optional<URI> address(String where, Fields.Line line) {
    try {
      var url = new URI(line.text());
      if (url.getHost() != null && url.getRawQuery() == null && url.getRawFragment() == null) {
        return Optional.of(url);
      }
    } catch (URISyntaxException e) {
      problems.add(line.line(), "'" + where + "' is no address: " + e.getReason());
      return Optional.empty();
    }
    problems.add(line.line(), "'" + where + "' names a server, and ends before ? and #");
    return Optional.empty();
  }

  private List<Declared> channels(Fields top) {
    var found = new ArrayList<Declared>();
    top.mapping("channels")
        .ifPresent(
            all -> {
              for (var name : all.names()) {
                if (!name.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,59}")
                    || name.equals("inbox")) {
                  problems.add(
                      all.line(name),
                      "'"
                          + name
                          + "': a channel's name is made of letters, digits and . _ -, and is not inbox, which is always there");
                }
                all.mapping(name)
                    .ifPresent(
                        fields ->
                            way(name, fields)
                                .ifPresent(
                                    way ->
                                        found.add(
                                            new Declared(
                                                name, all.line(name), reaches(fields), way))));
              }
            });
    return found;
  }

  private static List<String> reaches(Fields fields) {
    return fields.has("for")
        ? fields.texts("for").stream().map(Fields.Line::text).toList()
        : List.of("*");
  }

  private Optional<Way> way(String name, Fields fields) {
    return fields
        .mapping("smtp")
        .flatMap(f -> smtp("channels." + name + ".smtp.", f))
        .or(
            () ->
                fields
                    .mapping("webhook")
                    .flatMap(f -> webhook("channels." + name + ".webhook.", f)));
  }

  private Optional<Way> smtp(String where, Fields fields) {
    var tls =
        fields
            .text("tls")
            .filter(t -> List.of("starttls", "implicit", "none").contains(t))
            .map(t -> Tls.valueOf(t.toUpperCase(Locale.ROOT)))
            .orElse(Tls.STARTTLS);
    var host = fields.text("host");
    if (tls == Tls.NONE && host.filter(h -> !THIS_MACHINE.matcher(h).matches()).isPresent()) {
      problems.add(
          fields.line("tls"),
          "'" + where + "tls': what is asked would travel in the open; starttls or implicit");
    }
    if (fields.has("user") != fields.has("password")) {
      problems.add(fields.line(), "'" + where + "user' and '" + where + "password' come together");
    }
    var from = fields.text("from");
    if (host.isEmpty() || from.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Way.Smtp(
            host.get(),
            fields.whole("port").orElse(PeopleShapes.SMTP_PORT),
            tls,
            from.get(),
            fields.text("user"),
            fields.text("password"),
            time(fields, "timeout", where, PeopleSettings.DEFAULT_TIMEOUT)));
  }

  private Optional<Way> webhook(String where, Fields fields) {
    var url = fields.textLine("url");
    var secret = fields.textLine("secret");
    if (url.isEmpty() || secret.isEmpty()) {
      return Optional.empty();
    }
    if (!Secrets.isReference(url.get().text())
        && address(where + "url", url.get()).filter(PeopleReader::isSafe).isEmpty()) {
      problems.add(
          url.get().line(), "'" + where + "url' begins with https://, or leads to this machine");
    }
    return Optional.of(
        new Way.Webhook(
            url.get().text(),
            secret.get().text(),
            time(fields, "timeout", where, PeopleSettings.DEFAULT_TIMEOUT)));
  }

  private static boolean isSafe(URI url) {
    return "https".equals(url.getScheme())
        || ("http".equals(url.getScheme()) && THIS_MACHINE.matcher(url.getHost()).matches());
  }
}
