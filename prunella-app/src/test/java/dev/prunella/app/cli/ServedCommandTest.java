package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.app.access.Principal;
import dev.prunella.app.access.Role;
import dev.prunella.app.api.Commands;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.project.Settings;
import dev.prunella.app.serve.Refusal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Which commands a server does, for whom; and that words sent to it are words and nothing else. */
class ServedCommandTest {
  @TempDir Path folder = Path.of("");

  /**
   * Spelled out a second time: whoever adds a command, or gives it to another role, says so here.
   */
  private static final Map<Role, Set<String>> LEAST =
      Map.of(
          Role.VIEWER,
          Set.of("reach", "lineage", "table list", "table show", "policy show", "policy standing"),
          Role.OPERATOR,
          Set.of(
              ("branch list,tag list,status,plan,runs,incidents,questions,cases list,cases show,cases figures,similar,"
                      + "knowledge list,knowledge show,knowledge lint,knowledge test,policy test,"
                      + "validate,check,contract export,anomalies,profile,log,show,diff,"
                      + "publications,sql,table history,table hash,channels list,audit list,"
                      + "audit key,audit export,audit verify,sandbox list,sandbox sql,"
                      + "sandbox diff,verify,pause")
                  .split(",")),
          Role.APPROVER,
          Set.of(
              ("answer,approve,deny,snooze,undo,keep,run,backfill,resume,heal,merge,rollback,"
                      + "branch create,branch delete,branch rename,tag create,tag delete,"
                      + "sandbox create,sandbox drop,sandbox run")
                  .split(",")),
          Role.ADMIN,
          Set.of("resume-healing", "policy reset"));

  /** What needs files, a terminal, secrets or time of the machine that it runs on. */
  private static final Set<String> STAY =
      Set.of(
          ("demo,init,inbox,channels test,knowledge add,schedule,contract infer,contract diff,"
                  + "diagnose,table import,table export,table drop,gc,serve,mcp,token create,"
                  + "token list,token revoke,cases rebuild,help,completion")
              .split(","));

  @Test
  void eachCommandIsForARoleOrStaysWhereItIs() {
    var wanted = new TreeMap<String, Role>();
    LEAST.forEach((role, all) -> all.forEach(words -> wanted.put(words, role)));
    var told = new TreeMap<String, Role>();
    ServedCommand.all().forEach(c -> told.put(c.words(), c.least()));
    assertThat(told).isEqualTo(wanted);
    var known = new TreeSet<>(STAY);
    known.addAll(wanted.keySet());
    var there = new TreeSet<String>();
    leaves(Prunella.commandLine(Surroundings.ofThisProcess()), "", there);
    assertThat(there).isEqualTo(known);
  }

  private static void leaves(CommandLine at, String words, Set<String> into) {
    at.getSubcommands()
        .forEach(
            (name, sub) -> {
              var all = words.isEmpty() ? name : words + " " + name;
              if (sub.getSubcommands().isEmpty()) {
                into.add(all);
              } else {
                leaves(sub, all, into);
              }
            });
  }

  @Test
  void noRoleButTheOneOrOneAboveItMay() {
    var program = program();
    var words =
        Map.of(
            Role.VIEWER,
            List.of("lineage", "stg"),
            Role.OPERATOR,
            List.of("sql", "select 1"),
            Role.APPROVER,
            List.of("approve", "1"),
            Role.ADMIN,
            List.of("resume-healing"));
    for (var least : words.keySet()) {
      for (var role : Role.values()) {
        var call = new Commands.Call(words.get(least), false, false, ZoneOffset.UTC);
        var who = new Principal("ana", role, Principal.By.TOKEN);
        if (role.covers(least)) {
          assertThat(program.admit(who, call)).isNotNull();
        } else {
          assertThatThrownBy(() -> program.admit(who, call))
              .isInstanceOfSatisfying(
                  Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(403));
        }
      }
    }
    for (var changing :
        List.of(List.of("runs", "--clean"), List.of("anomalies", "stg", "--accept"))) {
      var call = new Commands.Call(changing, false, false, ZoneOffset.UTC);
      var otto = new Principal("otto", Role.OPERATOR, Principal.By.TOKEN);
      assertThatThrownBy(() -> program.admit(otto, call)).hasMessageContaining("approver");
    }
  }

  @Test
  void wordsAreWordsAndNothingElse() {
    var program = program();
    for (var refused :
        List.of(
            List.of("--project", "/etc", "status"),
            List.of("status", "--project=/etc"),
            List.of("--as", "root", "status"),
            List.of("status", "-v"),
            List.of("sql", "-f", "/etc/passwd"),
            List.of("sql", "--file=/etc/passwd"),
            List.of("audit", "verify", "--key", "/etc/passwd"),
            List.of("diagnose", "/etc/passwd"),
            List.of("init", "x"),
            List.of("serve"),
            List.of("token", "list"))) {
      assertThatThrownBy(() -> run(program, refused))
          .as("%s", refused)
          .isInstanceOfSatisfying(
              Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400));
    }
    for (var harmless :
        List.of(
            List.of("@/etc/passwd"),
            List.of("sql", "@/etc/passwd"),
            List.of("sql", "select * from read_text('/etc/passwd')"),
            List.of("sql", "select * from '/etc/passwd'"),
            List.of("knowledge", "show", "../../../../../../etc/passwd"),
            List.of("knowledge", "show", "/etc/passwd"),
            List.of("contract", "export", "../../etc/passwd"),
            List.of("table", "show", "${env:PATH}"),
            List.of("table", "show", "${sys:user.home}"),
            List.of("table", "show", "\u001b]0;owned\u0007"),
            List.of("check", "stg", "--at", "$(touch x)"),
            List.of("incidents", "1; drop table incidents"))) {
      var said = run(program, harmless);
      assertThat(said)
          .as("%s", harmless)
          .doesNotContain("root:")
          .doesNotContain("\u001b")
          .doesNotContain(System.getProperty("user.home"))
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aCommandIsDoneInTheModeThatTheServerWasStartedIn() {
    var words = List.of("policy", "show", "--json");
    assertThat(run(program(), words)).contains("\"mode\" : \"propose\"");
    var watched = ProjectFile.read(folder).in(Settings.Mode.OBSERVE);
    assertThat(run(Prunella.served(Clock.systemUTC(), watched, false), words))
        .contains("\"mode\" : \"observe\"");
  }

  private Commands.Program program() {
    SmallShop.in(folder, 1).ok("backfill", "--from", SmallShop.day(1), "--to", SmallShop.day(2));
    return Prunella.served(Clock.systemUTC(), ProjectFile.read(folder), false);
  }

  private static String run(Commands.Program program, List<String> words) {
    var said = new StringWriter();
    var to = new PrintWriter(said);
    var who = new Principal("ana", Role.ADMIN, Principal.By.TOKEN);
    program
        .admit(who, new Commands.Call(new ArrayList<>(words), false, false, ZoneOffset.UTC))
        .run(to, to, _ -> {});
    return said.toString();
  }
}
