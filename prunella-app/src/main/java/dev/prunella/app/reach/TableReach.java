package dev.prunella.app.reach;

import dev.prunella.app.heal.Owners;
import dev.prunella.app.heal.Remedies;
import dev.prunella.app.view.ReachJson;
import dev.prunella.heal.Cures;
import dev.prunella.heal.Footing;
import dev.prunella.heal.Policy;
import dev.prunella.heal.Reach;
import dev.prunella.incident.IncidentEvent.Autonomy;
import dev.prunella.incident.RemedyFamily;
import dev.prunella.memory.Note;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells of one table what is seen of it, and what could be done about it. */
record TableReach(
    Footings footings, Policy policy, Function<TableName, List<Note>> notes, Elsewhere elsewhere) {

  ReachJson.Table of(Step step) {
    var table = step.table();
    return new ReachJson.Table(
        table.toString(),
        kind(step),
        step.place().path(),
        footings.pipeline(step).map(p -> p.pipeline().name()).orElse(null),
        Owners.of(footings.project(), table).orElse(null),
        new Sights(footings).of(step).stream().map(TableReach::watch).toList(),
        Remedies.of(footings.of(step)).stream().map(told -> fix(told, table)).toList(),
        elsewhere.writersOf(table),
        notes.apply(table).stream().map(TableReach::note).toList());
  }

  private String kind(Step step) {
    if (footings.textOf(step) == Footing.Text.ELSEWHERE) {
      return "dbt";
    }
    return step.work() instanceof Step.Work.Load(var source)
        ? switch (source.from()) {
          case Source.Files _ -> "source: files";
          case Source.Http _ -> "source: http";
          case Source.Jdbc _ -> "source: database";
        }
        : step.kind();
  }

  private static ReachJson.Watch watch(Sights.Sight sight) {
    return switch (sight.reach()) {
      case Reach.Within(var words, var _) -> new ReachJson.Watch(sight.of(), true, words, null);
      case Reach.Beyond(var why, var next) ->
          new ReachJson.Watch(sight.of(), false, why, next.orElse(null));
    };
  }

  private static String note(Note note) {
    return note.use().words() + " (" + note.id() + ")";
  }

  private ReachJson.Fix fix(Cures.Told told, TableName table) {
    var words = told.sort().words();
    return switch (told.reach()) {
      case Reach.Within(var when, var asks) -> {
        var may = EnumSet.noneOf(Autonomy.class);
        var by = new ArrayList<String>();
        for (var family : EnumSet.copyOf(told.sort().families())) {
          for (var decision : policy.outlook(family, table)) {
            var most = asks ? atMostProposed(decision.autonomy()) : decision.autonomy();
            may.add(most);
            by.add(rule(family, most, decision.rule()));
          }
        }
        if (asks) {
          by.add("a person is asked each time");
        }
        yield new ReachJson.Fix(words, true, when, null, words(may), by);
      }
      case Reach.Beyond(var why, var next) ->
          new ReachJson.Fix(words, false, why, nextOf(next), null, List.of());
    };
  }

  private static @Nullable String nextOf(Optional<String> next) {
    return next.orElse(null);
  }

  private static Autonomy atMostProposed(Autonomy autonomy) {
    return autonomy == Autonomy.AUTO ? Autonomy.PROPOSE : autonomy;
  }

  private static String rule(RemedyFamily family, Autonomy autonomy, String rule) {
    return "%s: %s (%s)".formatted(family.word(), word(autonomy), rule);
  }

  private static String words(EnumSet<Autonomy> may) {
    return may.stream().map(TableReach::word).collect(Collectors.joining(" or "));
  }

  private static String word(Autonomy autonomy) {
    return autonomy.name().toLowerCase(Locale.ROOT);
  }
}
