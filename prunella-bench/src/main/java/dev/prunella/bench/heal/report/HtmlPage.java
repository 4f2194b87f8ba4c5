package dev.prunella.bench.heal.report;

import dev.prunella.bench.heal.Played;
import dev.prunella.bench.heal.oracle.Judgement.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A page that needs nothing beside itself: the counts, a matrix of kinds by strategies, and the
 * story of every play that went wrong. Whatever comes from data or logs is escaped.
 */
public final class HtmlPage {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** What a reader wants to see the story of, the worst first. */
  private static final List<Outcome> BAD =
      List.of(Outcome.WRONG, Outcome.MISSED, Outcome.FALSE_ALARM);

  private static final int LONGEST = 400;

  private final Report report;
  private final StringBuilder out = new StringBuilder();

  /** Of a report. */
  public HtmlPage(Report report) {
    this.report = report;
  }

  /** The page. */
  public String text() {
    out.setLength(0);
    var style = resource("healbench.css");
    out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .append("<title>healbench</title><style>\n")
        .append(style)
        .append("</style></head><body><main>\n");
    head();
    counts();
    report.unplayed().forEach(u -> out.append("<p>could not be played: ").append(escaped(u)));
    legend();
    matrix();
    stories();
    out.append("</main></body></html>\n");
    return out.toString();
  }

  private void head() {
    out.append("<h1>healbench</h1><p>")
        .append(report.plays().size())
        .append(" plays, ")
        .append(escaped(report.made().words()))
        .append(". Made by</p><pre>")
        .append(escaped(report.made().command()))
        .append("</pre>\n");
    if (report.partial()) {
      out.append("<p><b>Partial</b>: it was stopped before all was played.</p>\n");
    }
    if (report.crashes()) {
      out.append("<p>Killed while it worked, and started again: ")
          .append(escaped(report.hits().toString()))
          .append("; laws broken: ")
          .append(report.broken().size());
      report.broken().forEach(law -> out.append("<br>").append(escaped(law)));
      out.append("</p>\n");
    }
  }

  private void counts() {
    out.append(
        "<table class=\"counts\"><thead><tr><th>strategy<th>plays<th>faults<th>detected<th>healed<th>of these, without a word<th>abstained, though healable"
            + "<th>rightly abstained<th>held, nobody asked<th>missed<th>wrongly published<th>false alarms<th>seconds a play"
            + "</tr></thead><tbody>\n");
    for (var strategy : report.strategies()) {
      var tally = Report.tally(report.of(strategy));
      out.append("<tr><th>")
          .append(escaped(strategy.word))
          .append("<small>")
          .append(escaped(strategy.says))
          .append("</small></th>");
      number(tally.plays());
      number(tally.faults());
      bound(new Bound(tally.detected(), tally.faults()), "");
      bound(tally.healed(), "good");
      number(tally.healedAlone());
      number(tally.count(Outcome.ABSTAINED));
      number(tally.count(Outcome.RIGHTLY_ABSTAINED));
      number(tally.count(Outcome.SILENT));
      bound(tally.missed(), "missed");
      bound(tally.wrong(), "wrong");
      number(tally.count(Outcome.FALSE_ALARM));
      out.append("<td>")
          .append(String.format(Locale.ROOT, "%.2f", tally.median()))
          .append("</tr>\n");
    }
    out.append("</tbody></table>\n");
  }

  private void number(int value) {
    out.append("<td>").append(value);
  }

  private void bound(Bound bound, String style) {
    out.append("<td class=\"")
        .append(bound.count() > 0 ? style : "")
        .append("\">")
        .append(bound.count())
        .append("<small>")
        .append(
            bound.of() == 0
                ? "of none"
                : String.format(
                    Locale.ROOT,
                    "%.1f %% of %d, %.1f to %.1f",
                    100 * bound.share(),
                    bound.of(),
                    100 * bound.low(),
                    100 * bound.high()))
        .append("</small>");
  }

  private void legend() {
    out.append(
            "<p class=\"legend\"><b>missed</b>: nobody noticed, and the damage was published as it came. ")
        .append(
            "<b>wrongly published</b>: a remedy, a quarantine or a decision of the system published something wrong. ")
        .append(
            "The two are never mixed. Shares have 95 % bounds after Clopper and Pearson.</p>\n");
  }

  private void matrix() {
    out.append("<h2>By kind</h2><table class=\"matrix\"><thead><tr><th>layer<th>kind");
    report.strategies().forEach(s -> out.append("<th>").append(escaped(s.word)));
    out.append("</tr></thead><tbody>\n");
    var layers = Report.by(report.plays(), Report::layer);
    layers.forEach(
        (layer, plays) ->
            Report.by(plays, Played::kind)
                .forEach(
                    (kind, of) -> {
                      out.append("<tr><td>")
                          .append(escaped(layer))
                          .append("<th>")
                          .append(escaped(kind));
                      for (var strategy : report.strategies()) {
                        cell(of.stream().filter(p -> p.strategy() == strategy).toList());
                      }
                      out.append("</tr>\n");
                    }));
    out.append("</tbody></table>\n");
  }

  private void cell(List<Played> plays) {
    out.append("<td>");
    for (var outcome : Outcome.values()) {
      long count = plays.stream().filter(p -> p.judgement().outcome() == outcome).count();
      if (count > 0) {
        out.append("<span class=\"o ")
            .append(outcome.name().toLowerCase(Locale.ROOT))
            .append("\" title=\"")
            .append(escaped(outcome.words))
            .append("\">")
            .append(count)
            .append(' ')
            .append(escaped(outcome.words))
            .append("</span>");
      }
    }
  }

  private void stories() {
    for (var outcome : BAD) {
      var plays = report.plays().stream().filter(p -> p.judgement().outcome() == outcome).toList();
      if (!plays.isEmpty()) {
        out.append("<h2>")
            .append(escaped(outcome.words))
            .append(": ")
            .append(plays.size())
            .append("</h2>\n");
        plays.forEach(this::story);
      }
    }
  }

  private void story(Played play) {
    out.append("<details><summary><b>")
        .append(escaped(play.scenario()))
        .append("</b> on ")
        .append(escaped(play.ground()))
        .append(", ")
        .append(escaped(play.strategy().word))
        .append(": ")
        .append(escaped(String.join("; ", play.happened())))
        .append("</summary><pre>")
        .append(escaped(replay(play)))
        .append("</pre><ol>\n");
    var news = play.news().iterator();
    for (var wake : play.story()) {
      out.append("<li><time>").append(TIME.format(wake.at())).append("</time> ");
      var lines = new ArrayList<String>();
      wake.said().ifPresent(lines::add);
      for (var run : wake.told().runs()) {
        lines.add(run.interval() + " " + run.outcome().toLowerCase(Locale.ROOT).replace('_', ' '));
        run.steps()
            .forEach(
                s ->
                    lines.add(
                        s.table() + " " + s.kind().toLowerCase(Locale.ROOT) + ": " + s.message()));
      }
      lines.addAll(news.next());
      lines.addAll(wake.told().trouble());
      out.append(lines.isEmpty() ? "<i>nothing was due</i>" : "");
      lines.forEach(line -> out.append("<div>").append(escaped(line)).append("</div>"));
      out.append("</li>\n");
    }
    out.append("</ol><ul>\n");
    play.judgement()
        .findings()
        .forEach(
            f ->
                out.append("<li><b>")
                    .append(escaped(f.table()))
                    .append("</b> ")
                    .append(escaped(f.standing().name().toLowerCase(Locale.ROOT).replace('_', ' ')))
                    .append(": ")
                    .append(escaped(f.what()))
                    .append("</li>\n"));
    out.append("</ul></details>\n");
  }

  /** The command that plays it again. */
  private String replay(Played play) {
    return "prunella bench heal --only "
        + play.scenario()
        + " --seed "
        + report.made().seed()
        + " --play "
        + play.seed()
        + " --strategy "
        + play.strategy().word
        + " --verbose";
  }

  private static String resource(String name) {
    try (var in = Objects.requireNonNull(HtmlPage.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the program lacks " + name, e);
    }
  }

  private static String escaped(String text) {
    var shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return shown
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
