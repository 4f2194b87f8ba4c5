package dev.prunella.app.view;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Words for who may see no values of rows. What an engine, a program or a check says may hold a
 * value ("found 7 rows, such as ..."), so rather too much of it is left out than too little: from
 * where a value may begin, or all of it where anything may stand.
 */
public final class Unvalued {
  /** In the place of words in which a value may stand anywhere. */
  public static final String WITHHELD =
      "(left out here: values of rows may stand in it, which the role operator sees)";

  private static final String CUT = " (a value, left out)";

  /** After these a value of a row comes. */
  private static final List<String> MARKS =
      List.of(", such as ", ", with ", " = ", " such as with ");

  /** From the first quotation mark to the last: a value may hold some itself. */
  private static final Pattern QUOTED =
      Pattern.compile("(?<![\\p{L}])'.*'|\".*\"|[“‘].*[”’]|«.*»|`.*`");

  /** How our own questions end. */
  private static final Pattern QUESTION = Pattern.compile("[.] ([A-Z][^.\"']{3,80}[?])$");

  private Unvalued() {}

  /** A sentence of ours, up to where a value may begin; what is quoted is left out. */
  public static String words(String text) {
    var line = IncidentJson.firstLine(text);
    int end = line.length();
    for (var mark : MARKS) {
      int at = line.indexOf(mark);
      if (at >= 0) {
        end = Math.min(end, at);
      }
    }
    if (end == line.length()) {
      return QUOTED.matcher(line).replaceAll("'…'");
    }
    var question = QUESTION.matcher(line);
    var asks = question.find() && question.start() > end ? ". " + question.group(1) : "";
    return QUOTED.matcher(line.substring(0, end)).replaceAll("'…'") + CUT + asks;
  }

  public static List<String> words(List<String> texts) {
    return texts.stream().map(Unvalued::words).toList();
  }

  static @Nullable String orNull(@Nullable String text) {
    return text == null ? null : words(text);
  }

  /** As many as there are, and nothing of them. */
  static List<String> withheld(List<String> texts) {
    return texts.isEmpty() ? List.of() : List.of(WITHHELD);
  }
}
