package dev.prunella.app.cli;

import dev.prunella.app.access.Principal;
import dev.prunella.app.access.Role;
import dev.prunella.app.api.Commands;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.util.List;

/** What a command that a server runs for an operator has said. */
record ServedWords(int exit, String out, String err) {

  static Commands.Work admit(Commands.Program program, String... words) {
    return program.admit(
        new Principal("otto", Role.OPERATOR, Principal.By.TOKEN),
        new Commands.Call(List.of(words), false, false, ZoneOffset.UTC));
  }

  static ServedWords run(Commands.Work work) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit = work.run(new PrintWriter(out), new PrintWriter(err), _ -> {});
    return new ServedWords(exit, out.toString(), err.toString());
  }
}
