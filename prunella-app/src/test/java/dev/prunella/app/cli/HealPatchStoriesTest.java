package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slip in an edit of which the rest is meant: the slip alone is put right. */
class HealPatchStoriesTest {
  @TempDir Path folder = Path.of("");

  private HealShop shop;

  @BeforeEach
  void opens() {
    shop = HealShop.young(folder);
  }

  private LocalDate edited(String model) {
    shop.shell.write("models/" + shop.stg + ".sql", model);
    return delivered();
  }

  private LocalDate delivered() {
    var day = shop.nextDay();
    shop.deliver(day, shop.good(day));
    return day;
  }

  private void healedAtOnce(LocalDate day) {
    var answer = shop.shell.run("run", "-i", day.toString(), "--heal");
    assertThat(answer.exit()).as(answer.out() + answer.err()).isEqualTo(Exit.OK.code());
    shop.is(day, "healed");
  }

  /** A day's sums are what they would be if nobody had edited anything. */
  private void sumsAreAsEver(LocalDate day) {
    assertThat(
            shop.shell.value(
                "select count(*) from "
                    + shop.sums
                    + " s join (select "
                    + shop.place
                    + " as p, sum("
                    + shop.amount
                    + ") as t, count(*) as c from "
                    + shop.raw
                    + " where "
                    + shop.interval(day)
                    + " group by all) r on s.total = r.t and s.n = r.c and s."
                    + shop.place
                    + " = r.p where s.day = '"
                    + day
                    + "'"))
        .isEqualTo("3");
  }

  private Path proposal(LocalDate day, String name) {
    return shop.folder.resolve("shop/.prunella/proposals/INC-" + shop.number(day)).resolve(name);
  }

  /** What a tool makes of the author's files with the patch that lies ready. */
  private String patchedBy(LocalDate day, String path, String... command) throws Exception {
    var copy = Files.createTempDirectory(folder, "copy");
    for (var file : shop.files().entrySet()) {
      var target = copy.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.writeString(target, file.getValue());
    }
    var log = copy.resolve("log").toFile();
    var process =
        new ProcessBuilder(command)
            .directory(copy.toFile())
            .redirectInput(proposal(day, "change.patch").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log.toPath())).isZero();
    return Files.readString(copy.resolve(path));
  }

  @Test
  void aCommaThatIsMissingIsPutThereAndTheRestOfTheEditCounts() throws Exception {
    var before = shop.model();
    var meant =
        shop.model()
            .replace(
                ", " + shop.pieces + ",",
                ", "
                    + shop.pieces
                    + ",\n  -- as the buyers ask for it,   'twice'\n  "
                    + shop.pieces
                    + "  *  2 as twice,");
    var slipped = meant.replace("as twice,", "as twice");
    var day = edited(slipped);
    var files = shop.files();

    healedAtOnce(day);

    sumsAreAsEver(day);
    assertThat(
            shop.shell.value(
                "select bool_and(twice = 2 * %s) from %s where day = '%s'"
                    .formatted(shop.pieces, shop.stg, day)))
        .isEqualTo("true");
    assertThat(shop.files()).isEqualTo(files);
    var path = "models/" + shop.stg + ".sql";
    assertThat(patchedBy(day, path, "git", "apply")).isEqualTo(meant);
    assertThat(patchedBy(day, path, "patch", "-p1")).isEqualTo(meant);
    assertThat(Files.readString(proposal(day, "pull-request.md")))
        .contains(path, "```diff", "the same input gives the same", "prunella undo")
        .doesNotContain("p00");
    var told = shop.shell.ok("incidents", shop.number(day)).out();
    assertThat(told).contains("change.patch", "pull-request.md");
    assertThat(shop.shell.ok("incidents", shop.number(day), "--patch").out())
        .isEqualTo(Files.readString(proposal(day, "change.patch")));
    assertThat(shop.shell.ok("incidents", shop.number(day), "--json").json().path("patch").asText())
        .isEqualTo(proposal(day, "change.patch").toString());
    assertThat(stgOfMain()).contains(meant);

    shop.shell.ok("undo", shop.number(day));

    assertThat(stgOfMain()).as("runs go by this while the author's is unsound").contains(before);
    assertThat(shop.files()).isEqualTo(files);
  }

  private Optional<String> stgOfMain() {
    try (var workspace =
        Workspace.open(
            ProjectFile.read(shop.shell.folder),
            new Secrets(Map.of(), shop.shell.folder, new Redaction()),
            new Workspace.Host("test", Map.of(), Clock.systemUTC(), said -> {}))) {
      var tree = workspace.lake().lake().head("main").code().orElseThrow();
      return workspace.codeTrees().text(tree, "models/" + shop.stg + ".sql");
    }
  }

  @Test
  void aColumnThatIsMisspeltGetsItsNameBackAndTheRestOfTheEditCounts() throws Exception {
    var meant = shop.model().replace("from ", ", upper(" + shop.place + ") as loud\nfrom ");
    var slipped =
        meant.replaceFirst(
            ", " + shop.amount + ",", ", " + shop.amount.replaceFirst(".$", "") + ",");
    var day = edited(slipped);

    healedAtOnce(day);

    sumsAreAsEver(day);
    assertThat(
            shop.shell.value(
                "select count(distinct loud) from " + shop.stg + " where day = '" + day + "'"))
        .isEqualTo("3");
    assertThat(patchedBy(day, "models/" + shop.stg + ".sql", "git", "apply")).isEqualTo(meant);
  }

  @Test
  void aColumnThatWasRenamedIsPutRightOnceWhereItIsMadeForAllThatReadIt() throws Exception {
    shop.shell.write(
        "models/more.sql",
        "-- materialized: full\nselect max(%s) as most from %s\n".formatted(shop.amount, shop.stg));
    var first = delivered();
    shop.shell.ok("run", "-i", first.toString());
    var renamed =
        shop.model()
            .replace(", " + shop.amount + ",", ", " + shop.amount + " as was_" + shop.amount + ",")
            .replace("from ", ", upper(" + shop.place + ") as loud\nfrom ");
    var day = edited(renamed);
    var files = shop.files();

    healedAtOnce(day);

    sumsAreAsEver(day);
    assertThat(shop.files()).isEqualTo(files);
    assertThat(Files.readString(proposal(day, "change.patch")).lines())
        .filteredOn(line -> line.startsWith("+++"))
        .containsExactly("+++ b/models/" + shop.stg + ".sql");
    assertThat(patchedBy(day, "models/" + shop.stg + ".sql", "git", "apply"))
        .contains("as loud")
        .doesNotContain("was_");
  }

  @Test
  void aModelThatFailsAtWorkLosesOnlyWhatFails() throws Exception {
    var good = "from " + shop.raw;
    var meant =
        shop.model().replace(good, ", lower(" + shop.product + ") as soft  -- new\n" + good);
    var day =
        edited(
            shop.misreadingModel()
                .replace(good, ", lower(" + shop.product + ") as soft  -- new\n" + good));
    var files = shop.files();

    healedAtOnce(day);

    sumsAreAsEver(day);
    assertThat(
            shop.shell.value(
                "select bool_and(soft = lower(%s)) from %s where day = '%s'"
                    .formatted(shop.product, shop.stg, day)))
        .isEqualTo("true");
    assertThat(shop.files()).isEqualTo(files);
    assertThat(patchedBy(day, "models/" + shop.stg + ".sql", "git", "apply")).isEqualTo(meant);
  }

  @Test
  void aNameThatWouldDoButGivesOtherRowsIsNotEvenProposed() {
    shop.mode("observe");
    // Nearest to what was typed is another column: it is there, and it is a number.
    var day =
        edited(
            shop.model()
                .replace(
                    ", " + shop.amount + ",",
                    ", cast("
                        + shop.pieces.replaceFirst(".$", "")
                        + " as decimal(12,2)) as "
                        + shop.amount
                        + ","));
    var files = shop.files();

    shop.shell.run("run", "-i", day.toString(), "--heal").exits(Exit.HELD);

    var plan = shop.shell.ok("heal", shop.number(day), "--explain").out();
    assertThat(plan)
        .doesNotContain("patch models")
        .contains("as it was when main's table was made");
    assertThat(shop.files()).isEqualTo(files);
  }

  @Test
  void whatIsProposedIsPublishedWhenSomebodyApprovesAndThePatchLiesReadyBefore()
      throws IOException {
    shop.mode("propose");
    var day =
        edited(
            shop.model()
                .replace(
                    ", " + shop.pieces + ",",
                    ", " + shop.pieces + ", " + shop.pieces + " + 1 as more"));
    shop.shell.run("run", "-i", day.toString(), "--heal").exits(Exit.HELD);
    shop.is(day, "proposed");
    assertThat(shop.seen(day)).isZero();
    assertThat(Files.readString(proposal(day, "change.patch"))).contains("as more,");

    shop.shell.ok("approve", shop.number(day));

    shop.is(day, "healed");
    sumsAreAsEver(day);
  }

  @Test
  void aModelWhoseFileIsGoneIsRunAsItWasUntilSomebodySaysThatItMayGo() throws Exception {
    var path = "models/" + shop.stg + ".sql";
    Files.delete(shop.shell.folder.resolve(path));
    var day = delivered();
    var files = shop.files();

    healedAtOnce(day);

    sumsAreAsEver(day);
    assertThat(shop.files()).isEqualTo(files);
    assertThat(shop.shell.run("validate").exits(Exit.USAGE).out())
        .contains(path + ":1: '" + shop.stg + "' was made here, and nothing makes it any more");

    shop.shell.ok("keep", shop.stg, "--why", "the old shop is closed");

    shop.shell.ok("validate");
  }
}
