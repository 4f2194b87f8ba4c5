package dev.prunella.bench.heal;

import dev.prunella.bench.heal.crash.Endangered;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A play in full, for people: what came of it, what was found, and its story wake by wake. */
final class PlayText {
  private static final String INDENT = "    ";

  private PlayText() {}

  /** Its lines. */
  static List<String> of(Played play) {
    var lines = new ArrayList<String>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s  %s on %s, %s: %s (%.1f s, play %d%s)",
            play.judgement().outcome().words,
            play.scenario(),
            play.ground(),
            play.strategy().word,
            play.happened(),
            play.took().toNanos() / 1e9,
            play.seed(),
            play.crashed().map(Endangered.Crashed::again).orElse("")));
    play.judgement()
        .findings()
        .forEach(f -> lines.add(INDENT + f.table() + " " + f.standing() + ": " + f.what()));
    play.crashed()
        .ifPresent(
            crashed -> {
              crashed.hits().forEach(hit -> lines.add(INDENT + "killed: " + hit));
              crashed.broken().forEach(law -> lines.add(INDENT + "LAW BROKEN: " + law));
            });
    play.phases().forEach(phase -> lines.add(INDENT + phase.words()));
    var news = play.news();
    for (int i = 0; i < play.story().size(); i++) {
      var wake = play.story().get(i);
      var at = INDENT + wake.at() + " ";
      lines.add(at + wake.said().orElse("woken") + ", " + wake.took().toMillis() + " ms");
      for (var run : wake.told().runs()) {
        lines.add(at + run.interval() + " " + run.outcome() + " " + run.steps());
      }
      news.get(i).forEach(line -> lines.add(at + "  " + line));
      wake.told().trouble().forEach(line -> lines.add(at + "trouble: " + line));
    }
    return lines;
  }
}
