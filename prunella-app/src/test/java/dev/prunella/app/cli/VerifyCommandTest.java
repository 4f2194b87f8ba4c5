package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.DriverManager;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever changes what was published, or what vouches for it, is found out. */
class VerifyCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Shell shell;

  VerifyCommandTest(@TempDir Path folder) {
    this.folder = folder;
    this.shell = SmallShop.in(folder, 2);
  }

  @BeforeEach
  void publishOneDay() {
    shell.ok("run", "-i", SmallShop.day(1));
  }

  private JsonNode verify(Exit exit, String... more) {
    var args = new String[more.length + 2];
    args[0] = "verify";
    args[1] = "--json";
    System.arraycopy(more, 0, args, 2, more.length);
    return shell.run(args).exits(exit).json();
  }

  private List<String> faults(String... more) {
    var report = verify(Exit.HELD, more);
    assertThat(report.path("replay").asText()).isEqualTo("not-tried");
    return List.of(JSON.convertValue(report.path("faults"), String[].class));
  }

  @Test
  void whatRunsHavePublishedComesOutEqualAgainHoweverMuchWasPublishedSince() {
    shell.ok("run", "-i", SmallShop.day(2));
    var head = shell.head("main");
    // What sources and models say now does not matter.
    shell.write(SmallShop.landing(1), "id,country,amount,day\n9,JP,9.99,2026-11-01\n");
    shell.write("models/sales.sql", "select 1 as other from stg");

    for (var name : List.of("main", "main~1", "run-1", "run-2")) {
      var report = verify(Exit.OK, name);
      assertThat(report.path("replay").asText()).isEqualTo("equal");
      assertThat(report.path("signed").asBoolean()).isTrue();
      assertThat(report.path("faults")).isEmpty();
    }
    assertThat(shell.head("main")).as("nothing is published by it").isEqualTo(head);
    assertThat(shell.ok("branch", "list", "--json").json().path("branches")).hasSize(1);
    assertThat(shell.ok("verify").out()).contains("signed by key", "equal: the same comes out");
    assertThat(shell.ok("publications").out()).contains("signed");
    assertThat(shell.ok("show", "--json").json().path("signedBy").asText())
        .isEqualTo(shell.ok("audit", "key", "--json").json().path("keyId").asText());
    assertThat(shell.ok("audit", "verify", "--json").json().path("anchors").asInt()).isEqualTo(2);
  }

  @Test
  void aRunThatIsNotThereHasNotPublishedNothing() {
    var told = shell.run("verify", "99").exits(Exit.NOT_FOUND).err();
    assertThat(told).contains("there is no run-99 in this lake");
    assertThat(shell.run("show", "run-99").exits(Exit.NOT_FOUND).err()).isEqualTo(told);
    assertThat(shell.run("resume", "99").exits(Exit.NOT_FOUND).err()).isEqualTo(told);
  }

  @Test
  void whatPeoplePublishByHandIsVouchedForByNobody() {
    shell.withOrders();
    assertThat(shell.run("verify").exits(Exit.NOT_FOUND).err())
        .contains("nobody has vouched", "by hand, unverified");
    shell.run("verify", "run-7").exits(Exit.NOT_FOUND);
  }

  @Test
  void expiredInputsAreSaidToBeSo() throws Exception {
    delete(folder.resolve(".prunella/lake/raw/sha256"));

    var report = verify(Exit.NOT_FOUND);

    assertThat(report.path("replay").asText()).isEqualTo("inputs-expired");
    assertThat(report.path("signed").asBoolean()).isTrue();
    assertThat(report.path("notes").toString()).contains("raw_orders: ", "2026-11-01.csv");
    verify(Exit.OK, "--no-replay");
  }

  @Test
  void changedInputIsNoInput() throws Exception {
    var raw = files(".prunella/lake/raw/sha256").getFirst();
    Files.writeString(raw, Files.readString(raw).replace("1.50", "1.75"));
    assertThat(verify(Exit.HELD).toString()).contains("was cut off or changed");
  }

  @Test
  void changedFilesOfATableAreNamed() throws Exception {
    var data =
        files(".prunella/lake/warehouse").stream()
            .filter(f -> f.toString().contains("stg-") && f.toString().endsWith(".parquet"))
            .findFirst()
            .orElseThrow();
    var bytes = writable(data);
    bytes[bytes.length / 2] ^= 1;
    Files.write(data, bytes);
    assertThat(faults()).containsExactly("stg: its file " + data + " was changed");

    Files.delete(data);
    assertThat(faults())
        .containsExactly("stg: its file " + data + " is missing, and main needs it");
  }

  @Test
  void changedMetadataOfATableIsNamed() throws Exception {
    var metadata =
        files(".prunella/lake/warehouse").stream()
            .filter(f -> f.toString().contains("sales-") && f.toString().endsWith("metadata.json"))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    var text = new String(writable(metadata), StandardCharsets.UTF_8);
    Files.writeString(metadata, text.replace("prunella", "prunelle"));
    assertThat(faults()).containsExactly("sales: its metadata file " + metadata + " was changed");
  }

  @Test
  void pointersOfTablesCannotBeBent() throws Exception {
    var good = verify(Exit.OK, "--no-replay").path("commit").asText();
    sql("UPDATE object SET bytes = CAST(replace(CAST(bytes AS TEXT), 'sales', 'salts') AS BLOB)");
    assertThat(faults(good).toString()).contains("is damaged: its bytes have changed");
  }

  @Test
  void mainPutElsewhereIsSeen() throws Exception {
    shell.ok("run", "-i", SmallShop.day(2));
    sql(
        "UPDATE ref SET head = (SELECT from_head FROM publication ORDER BY write_no DESC LIMIT 1)"
            + " WHERE name = 'main'");
    assertThat(faults("run-2").toString()).contains("main does not hold commit");
    assertThat(shell.run("audit", "verify").exits(Exit.HELD).out())
        .contains("'main' stands at", "where no publication has put it");
  }

  @Test
  void signatureOfAnotherPublicationDoesNotFit() throws Exception {
    shell.ok("run", "-i", SmallShop.day(2));
    var one = envelope("main~1");
    var other = envelope("main");
    var swapped = one.replace(signature(one), signature(other));
    sql("UPDATE journal SET body = '" + swapped + "' WHERE body = '" + one + "'");
    assertThat(faults("main~1"))
        .containsExactly(
            "its signature does not fit: the attestation was changed after it was signed");

    sql("UPDATE journal SET body = '" + other + "' WHERE body = '" + swapped + "'");
    assertThat(faults("main~1").toString()).contains("it is about commit");
    assertThat(shell.run("audit", "verify").exits(Exit.HELD).out())
        .contains("entry 0 of the journal attestation/", "altered: its text");
  }

  @Test
  void attestationThatWasTakenAwayIsMissed() throws Exception {
    sql("DELETE FROM journal WHERE stream LIKE 'attestation/%'");
    assertThat(shell.run("verify").exits(Exit.NOT_FOUND).err())
        .contains("nobody has vouched", "its own was removed: prunella audit verify");
    assertThat(shell.run("audit", "verify").exits(Exit.HELD).out())
        .contains("entry 0 of the journal attestation/", "was removed");
  }

  @Test
  void publicationThatWasMadeToLookBetterIsNotWhatWasSigned() throws Exception {
    sql("UPDATE publication SET attested = 'VERIFIED'");
    assertThat(faults())
        .containsExactly("it was signed as 'run_succeeded', and the publication says 'verified'");
  }

  @Test
  void cutOffChainIsFoundByTheAttestationThatNamesItsHead() throws Exception {
    shell.ok("run", "-i", SmallShop.day(2));
    sql("DELETE FROM audit WHERE number > 9");
    sql(
        "UPDATE write_counter SET audit_number = 9, audit_hash = (SELECT hash FROM audit WHERE number = 9)");
    assertThat(faults().toString()).contains("the audit chain has not the entry");
    assertThat(shell.run("audit", "verify").exits(Exit.HELD).out())
        .contains("the end was cut off: the attestation of");
  }

  @Test
  void keyOfAnotherLakeIsNotTrusted(@TempDir Path elsewhere) throws Exception {
    var other = Shell.inProject(elsewhere);
    var pem = other.ok("audit", "key").out();
    Files.writeString(folder.resolve("other.pem"), pem);
    assertThat(faults("--key", "other.pem").toString()).contains("signed by another key");

    Files.writeString(folder.resolve("own.pem"), shell.ok("audit", "key").out());
    delete(folder.resolve(".prunella/lake/keys"));
    assertThat(shell.run("verify").exits(Exit.NOT_FOUND).err()).contains("no key", "--key FILE");
    verify(Exit.OK, "--key", "own.pem", "--no-replay");
  }

  @Test
  void keyThatOthersCanReadIsNotUsed() throws Exception {
    var key = folder.resolve(".prunella/lake/keys/attestation.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(shell.run("run", "-i", SmallShop.day(2)).err()).contains("chmod 600");
    assertThat(shell.value("select count(*) from raw_orders")).isEqualTo("2");
  }

  @Test
  void envelopeIsCheckedWithNothingButTheJdk() throws Exception {
    var envelope = JSON.readTree(envelope("main"));
    var type = envelope.path("payloadType").asText();
    var payload = Base64.getDecoder().decode(envelope.path("payload").asText());
    var pem = shell.ok("audit", "key").out().replaceAll("-----[A-Z ]+-----", "");
    var key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
    var check = Signature.getInstance("Ed25519");
    check.initVerify(key);
    check.update(
        ("DSSEv1 " + type.length() + " " + type + " " + payload.length + " ")
            .getBytes(StandardCharsets.UTF_8));
    check.update(payload);
    assertThat(check.verify(Base64.getDecoder().decode(envelope.at("/signatures/0/sig").asText())))
        .isTrue();

    assertThat(type).isEqualTo("application/vnd.in-toto+json");
    var statement = JSON.readTree(payload);
    assertThat(statement.path("_type").asText()).isEqualTo("https://in-toto.io/Statement/v1");
    assertThat(statement.path("subject").findValuesAsText("name"))
        .containsExactly("commit", "code", "table/raw_orders", "table/sales", "table/stg");
    assertThat(statement.toString()).as("no value of a row").doesNotContain("1.50", "FR");
  }

  @Test
  void columnsThatAreOthersEachTimeAreNamedAndNotCompared() {
    shell.write("models/drawn.sql", "-- materialized: full\nselect id, random() as lot from stg");
    shell.ok("run", "-i", SmallShop.day(2));

    var report = verify(Exit.OK);

    assertThat(report.path("replay").asText()).isEqualTo("equal");
    assertThat(report.at("/byChance/drawn/0").asText()).isEqualTo("lot");
    assertThat(report.path("byChance")).hasSize(1);
  }

  @Test
  void whatComesOutOtherwiseIsNamedByTableIntervalAndColumn() throws Exception {
    var rate = Files.writeString(folder.resolve("rate"), "1.10");
    shell.write(
        "models/rates.py",
        """
        # reads: stg
        with open("%s") as rate, open("output.csv", "w") as out:
          out.write("country,rate\\nDE," + rate.read() + "\\n")
        """
            .formatted(rate));
    shell.ok("run", "-i", SmallShop.day(2));
    assertThat(verify(Exit.OK).path("replay").asText()).isEqualTo("equal");

    Files.writeString(rate, "1.20");

    var report = verify(Exit.HELD);
    assertThat(report.path("replay").asText()).isEqualTo("differs");
    assertThat(report.path("differences")).hasSize(1);
    assertThat(report.at("/differences/0").toString())
        .isEqualTo(
            "{\"table\":\"rates\",\"interval\":\"2026-11-02\",\"rows\":1,\"replayedRows\":1,"
                + "\"columns\":[\"rate\"]}");
    assertThat(shell.run("verify").exits(Exit.HELD).out())
        .contains(
            "DIFFERS rates of 2026-11-02: 1 row published, 1 row computed again; other values in rate");
  }

  private String envelope(String name) {
    return shell.ok("verify", name, "--envelope").out().strip();
  }

  private static String signature(String envelope) throws IOException {
    return JSON.readTree(envelope).at("/signatures/0/sig").asText();
  }

  private List<Path> files(String below) throws IOException {
    try (var all = Files.walk(folder.resolve(below))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** Files of tables are read-only, which stops accidents and no forger. */
  private static byte[] writable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return Files.readAllBytes(file);
  }

  private static void delete(Path root) throws IOException {
    List<Path> all;
    try (var files = Files.walk(root)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (var file : all) {
      Files.delete(file);
    }
  }

  private void sql(String sql) throws Exception {
    try (var connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(".prunella/lake/lake.db"));
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
