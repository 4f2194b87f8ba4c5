package dev.prunella.local.attest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.prunella.incident.Answer;
import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What led from an incident to a publication: what was believed, tried, decided and approved. */
record IncidentStory(IncidentId id, List<IncidentEvent> events) {
  private static final Pattern CATEGORY = Pattern.compile("(?s)( where [^=]{1,300} = ).*");
  private static final Pattern SEEN = Pattern.compile("(?s)(: ).*");

  IncidentStory {
    events = List.copyOf(events);
  }

  /** Without the values of any row: questions, symptoms and reasons of people are left out. */
  void write(ObjectNode json) {
    json.put("id", id.toString());
    var diagnosis = json.putArray("diagnosis");
    var trials = json.putArray("trials");
    var approvals = json.putArray("approvals");
    var notes = json.putArray("notes");
    var atTheSource = json.putArray("atTheSource");
    for (var event : events) {
      switch (event) {
        case IncidentEvent.Believed(var _, var belief) ->
            diagnosis
                .addObject()
                .put("class", word(belief.failureClass()))
                .put("cause", withoutValues(belief.cause()))
                .put("confidence", belief.confidence())
                .put("blamed", belief.blamed().toString());
        case IncidentEvent.Tried tried -> {
          var trial =
              trials
                  .addObject()
                  .put("at", tried.at().toString())
                  .put("family", tried.family().word())
                  .put("remedy", withoutValues(tried.remedy()))
                  .put("verdict", word(tried.verdict()));
          tried.trial().ifPresent(run -> trial.put("run", run.toString()));
          var proofs = trial.putArray("proofs");
          tried.proofs().forEach(proof -> proofs.add(withoutWhatWasSeen(proof)));
        }
        case IncidentEvent.Decided decided ->
            json.putObject("decision")
                .put("at", decided.at().toString())
                .put("remedy", withoutValues(decided.remedy()))
                .put("autonomy", word(decided.autonomy()))
                .put("rule", decided.rule());
        case IncidentEvent.Answered answered -> {
          if (answered.answer().filter(Answer::decides).isPresent()) {
            approvals
                .addObject()
                .put("at", answered.at().toString())
                .put("by", answered.by())
                .put("answer", answered.option());
          }
        }
        case IncidentEvent.Noted noted ->
            notes
                .addObject()
                .put("path", noted.note().path())
                .put("version", noted.note().version())
                .put("fate", word(noted.fate()));
        case IncidentEvent.AtSource atSource ->
            atTheSource
                .addObject()
                .put("at", atSource.at().toString())
                .put("stage", word(atSource.stage()));
        case IncidentEvent.Opened _,
            IncidentEvent.AmendmentProposed _,
            IncidentEvent.Joined _,
            IncidentEvent.Published _,
            IncidentEvent.Undone _,
            IncidentEvent.Waiting _,
            IncidentEvent.Asked _,
            IncidentEvent.Follows _,
            IncidentEvent.Suggested _,
            IncidentEvent.Watched _,
            IncidentEvent.Closed _ -> {}
      }
    }
  }

  /** A cause may be bounded by a category, which is a value. */
  private static String withoutValues(String words) {
    return CATEGORY.matcher(words).replaceFirst("$1...");
  }

  /** What comes after a colon tells of the rows in which it was seen. */
  private static String withoutWhatWasSeen(String proof) {
    return SEEN.matcher(withoutValues(proof)).replaceFirst("$1...");
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
