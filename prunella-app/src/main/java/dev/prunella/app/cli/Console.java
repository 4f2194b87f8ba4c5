package dev.prunella.app.cli;

import dev.prunella.app.view.Json;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a command's answers go: text for people, or JSON for machines, never both. Answers go to
 * standard output; what accompanies them (progress, warnings, errors) to standard error.
 */
final class Console {
  private final PrintWriter out;
  private final PrintWriter err;
  private final Surroundings surroundings;
  private final Interrupts interrupts;
  private final Optional<Bar> served;
  private final boolean json;

  /**
   * A command's console.
   *
   * @param served shows somebody elsewhere how far it has come, where they look on
   */
  Console(
      PrintWriter out,
      PrintWriter err,
      Surroundings surroundings,
      Interrupts interrupts,
      Optional<Bar> served,
      boolean json) {
    this.out = out;
    this.err = err;
    this.surroundings = surroundings;
    this.interrupts = interrupts;
    this.served = served;
    this.json = json;
  }

  Console(
      PrintWriter out,
      PrintWriter err,
      Surroundings surroundings,
      Interrupts interrupts,
      boolean json) {
    this(out, err, surroundings, interrupts, Optional.empty(), json);
  }

  Console(PrintWriter out, PrintWriter err, Surroundings surroundings, boolean json) {
    this(out, err, surroundings, Interrupts.ofThisProcess(), json);
  }

  boolean json() {
    return json;
  }

  /** By what the command is told to end. */
  Interrupts interrupts() {
    return interrupts;
  }

  /** Whether a progress bar has someone who watches it. */
  boolean watched() {
    return (surroundings.terminal() || served.isPresent()) && !json;
  }

  /** By which is shown how far the work has come; it shows nothing where nobody watches. */
  Bar bar() {
    return watched() ? served.orElseGet(() -> new TerminalBar(err)) : Bar.NONE;
  }

  /** Gives the answer: the view as one JSON document, or its text. */
  void answer(Object view, Runnable text) {
    if (json) {
      out.println(Json.document(view));
    } else {
      text.run();
    }
    out.flush();
  }

  /** A line of text as it is; foreign text in it has been made safe by the caller. */
  void line(String text) {
    out.println(text);
  }

  /**
   * A text in as many lines as it takes on the terminal, below one another.
   *
   * @param lead what stands before the first line, and takes its room before the others
   * @param text as it is; foreign text in it has been made safe by the caller
   */
  void text(String lead, String text) {
    text(lead, text, "");
  }

  /**
   * The same.
   *
   * @param last what stands behind the last line, or alone where that has no room for it
   */
  void text(String lead, String text, String last) {
    if (surroundings.columns().isEmpty()) {
      out.println(lead + text + last);
      return;
    }
    int indent = Words.width(Ink.plain(lead));
    int room = surroundings.columns().getAsInt() - indent;
    var lines = new ArrayList<>(Words.wrapped(text, room));
    int end = Words.width(lines.getLast()) + Words.width(Ink.plain(last));
    if (last.isEmpty() || end <= room) {
      lines.addLast(lines.removeLast() + last);
    } else {
      lines.add(last.strip());
    }
    var before = lead;
    for (var line : lines) {
      out.println(before + line);
      before = " ".repeat(indent);
    }
  }

  /** Commands to choose from: in a line, or one below the other where it has no room for them. */
  void choices(String lead, List<String> commands) {
    var line = String.join("   |   ", commands);
    int all = Words.width(Ink.plain(lead) + line);
    if (surroundings.columns().isEmpty() || all <= surroundings.columns().getAsInt()) {
      out.println(lead + line);
      return;
    }
    var before = lead;
    for (var command : commands) {
      // A command is not broken: it is there to be copied.
      out.println(before + command);
      before = " ".repeat(Words.width(Ink.plain(lead)));
    }
  }

  PrintWriter out() {
    return out;
  }

  PrintWriter err() {
    return err;
  }

  /** Something worth knowing beside the answer. */
  void note(String text) {
    if (!json) {
      err.println(paint(Ink.CAUTION, "note:") + " " + Words.safe(text));
      err.flush();
    }
  }

  /** Something that went wrong beside the answer; a line of JSON when the answer is JSON. */
  void warn(String text) {
    if (json) {
      err.println(Json.line(new Warning(text)));
      err.flush();
    } else {
      note(text);
    }
  }

  private record Warning(String warning) {}

  /** A command to type next; only people want to be told. */
  void next(String command) {
    if (!json) {
      out.println(paint(Ink.DIM, "next: ") + paint(Ink.DIM, command));
    }
  }

  String paint(Ink ink, String text) {
    return surroundings.wantsColour() ? ink.paint(text) : text;
  }

  String ago(Instant then) {
    return Words.ago(then, surroundings.clock().instant());
  }

  String when(Instant at) {
    return Words.when(at, surroundings.zone());
  }
}
