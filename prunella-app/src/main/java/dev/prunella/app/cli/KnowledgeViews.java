package dev.prunella.app.cli;

import dev.prunella.app.project.KnowledgeInFolder;
import dev.prunella.app.view.NoteJson;
import dev.prunella.memory.Note;
import dev.prunella.refs.DidYouMean;

/** Notes for people and in JSON, with what became of them. */
final class KnowledgeViews {
  private KnowledgeViews() {}

  static Ink ink(String standing) {
    return switch (standing) {
      case "holds" -> Ink.GOOD;
      case "not_yet" -> Ink.DIM;
      default -> Ink.BAD;
    };
  }

  static String used(NoteJson.Used used) {
    if (used.incidents() == 0) {
      return "never used";
    }
    return "used in "
        + Words.count(used.incidents(), "incident")
        + ", of which "
        + used.healed()
        + " ended well"
        + (used.asked() > 0 ? " and " + used.asked() + " are asked about" : "");
  }

  /** The note that is named, by its path or its file's name. */
  static Note require(KnowledgeInFolder knowledge, String named) {
    return knowledge.notes().stream()
        .filter(n -> n.id().path().equals(named) || name(n).equals(named))
        .findFirst()
        .orElseThrow(
            () -> {
              var names = knowledge.notes().stream().map(KnowledgeViews::name).toList();
              boolean isBad =
                  knowledge.problems().stream()
                      .anyMatch(
                          p -> p.file().equals(named) || p.file().endsWith("/" + named + ".md"));
              return new Failure(
                  Exit.NOT_FOUND,
                  "no-note",
                  isBad
                      ? "the note '" + named + "' has problems"
                      : "there is no note '"
                          + named
                          + "'"
                          + DidYouMean.among(names, named)
                              .map(near -> "; did you mean '" + near + "'?")
                              .orElse(""),
                  isBad ? "prunella validate tells them" : "prunella knowledge list");
            });
  }

  /** Its file's name, without folder and ending. */
  static String name(Note note) {
    return note.id().path().replaceFirst("^knowledge/", "").replaceFirst("\\.md$", "");
  }
}
