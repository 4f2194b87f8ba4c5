package dev.prunella;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The directions in which modules and packages may look, and what the core must never touch. */
class ArchitectureTest {

  /** The packages of core; each may use only those before it. Not all of them exist yet. */
  private static final List<String> CORE =
      List.of(
          "refs",
          "outside",
          "contract",
          "pipeline",
          "quality",
          "incident",
          "heal",
          "memory",
          "people");

  private static final String[] CORE_PACKAGES =
      CORE.stream().map(ArchitectureTest::tree).toArray(String[]::new);

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // Core's specs for adapters come as a jar, which is not in a folder of tests.
          .withImportOption(location -> !location.contains("-tests.jar"))
          // Pages are compiled into a package of the templates' own.
          .importPackages("dev.prunella", "gg.jte.generated");

  @Test
  void everyClassOfTheModulesBelowIsSeen() throws IOException {
    // Without this, a bytecode reader too old for our class files would make every rule below pass.
    long compiled = 0;
    for (String module :
        List.of("prunella-core", "prunella-local", "prunella-connect", "prunella-app")) {
      compiled +=
          classFiles(Path.of(System.getProperty("prunella.root"), module, "target/classes"));
    }
    assertThat(compiled).isGreaterThan(4);
    assertThat(CLASSES).hasSizeGreaterThanOrEqualTo((int) compiled);
    assertThat(CLASSES).anyMatch(c -> c.getPackageName().equals("dev.prunella.refs"));
  }

  @Test
  void coreUsesOnlyTheJdkAndJspecify() {
    check(
        core()
            .dependOnClassesThat(
                belongsTo(
                    not(resideInAnyPackage("java..", "org.jspecify.."))
                        .and(not(resideInAnyPackage(CORE_PACKAGES)))))
            .because("the domain must be readable, and testable, without any library"));
  }

  @Test
  void coreDoesNoInputOrOutput() {
    check(
        core()
            .dependOnClassesThat(
                resideInAnyPackage(
                    "java.io..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.net..",
                    "java.sql.."))
            .because("adapters read and write; the core decides"));
  }

  @Test
  void coreNeitherReadsTheClockNorSleepsNorRollsDice() {
    check(
        core()
            .callMethodWhere(
                DescribedPredicate.describe(
                    "reads the clock, sleeps or rolls dice",
                    call ->
                        isStray(
                            call.getTargetOwner().getName(),
                            call.getName(),
                            call.getTarget().getRawParameterTypes().isEmpty())))
            .because("a test must be able to make it 02:47: inject a Clock and a RandomGenerator"));
    check(core().callConstructor(Random.class).because("an unknown seed cannot be replayed"));
  }

  @Test
  void packagesOfCoreLookOnlyToTheLeft() {
    for (int i = 0; i < CORE.size() - 1; i++) {
      String[] right =
          CORE.subList(i + 1, CORE.size()).stream()
              .map(ArchitectureTest::tree)
              .toArray(String[]::new);
      check(
          noClasses()
              .that()
              .resideInAPackage(tree(CORE.get(i)))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(right));
    }
  }

  @Test
  void onlyAPersonsCommandWritesContracts() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.prunella.app.cli.ContractInferCommand")
            .and()
            .doNotHaveFullyQualifiedName("dev.prunella.app.contract.NewContract")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("dev.prunella.app.contract.NewContract")
            .because("a check is never loosened to make a run pass; only a person changes one"));
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.prunella.app.contract..", "dev.prunella.local.contract..")
            .and()
            .doNotHaveFullyQualifiedName("dev.prunella.app.contract.NewContract")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files")
            .because("what knows contracts reads texts that are given to it, and writes none"));
    // Without these the rules above would hold for whatever is not there.
    assertThat(CLASSES.contain("dev.prunella.app.contract.NewContract")).isTrue();
    assertThat(CLASSES.contain("dev.prunella.app.cli.ContractInferCommand")).isTrue();
  }

  @Test
  void coreKnowsNoAdapterAndAdaptersKnowNoApp() {
    check(
        core()
            .dependOnClassesThat(
                resideInAnyPackage(
                    "dev.prunella.local..", "dev.prunella.connect..", "dev.prunella.app..")));
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.prunella.local..", "dev.prunella.connect..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.prunella.app.."));
  }

  @Test
  void adaptersDoNotKnowOneAnother() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.prunella.local..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.prunella.connect.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.prunella.connect..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.prunella.local.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.prunella.connect.dbt..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.prunella.connect.openlineage.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.prunella.connect.openlineage..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.prunella.connect.dbt.."));
  }

  @Test
  void onlyTheLineagePackageKnowsOpenLineage() {
    check(
        noClasses()
            .that(not(resideInAPackage("dev.prunella.connect.openlineage..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.openlineage.."));
  }

  @Test
  void nothingDependsOnTheBench() {
    check(
        noClasses()
            .that(not(resideInAPackage("dev.prunella.bench..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.prunella.bench.."));
  }

  @Test
  void onlyTheDuckdbPackageKnowsDuckdb() {
    check(
        noClasses()
            .that(not(resideInAPackage("dev.prunella.local.duckdb..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.duckdb.."));
  }

  @Test
  void onlyTheIndexOfCasesKnowsLuceneAndTheModel() {
    check(
        noClasses()
            .that(not(resideInAPackage("dev.prunella.local.memory..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.lucene..", "dev.langchain4j..", "ai.."));
  }

  @Test
  void onlyTheRefsAdaptersKnowTheirDatabases() {
    check(
        noClasses()
            .that(not(resideInAPackage("dev.prunella.local.refs..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.sqlite..", "org.postgresql..", "com.zaxxer.."));
  }

  @Test
  void onlyServersKnowTheirServer() {
    check(
        noClasses()
            .that(
                not(
                    resideInAnyPackage(
                        "dev.prunella.app.serve..",
                        "dev.prunella.app.rest..",
                        "dev.prunella.app.inbox..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..")
            .because("what is served goes through the table of routes, and nothing beside it"));
    assertThat(CLASSES.contain("dev.prunella.app.serve.Server")).isTrue();
  }

  @Test
  void onlyPagesKnowTheirTemplates() {
    check(
        noClasses()
            .that(not(resideInAnyPackage("dev.prunella.app.pages..", "gg.jte..")))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("gg.jte.."));
    assertThat(CLASSES.contain("dev.prunella.app.pages.Pages")).isTrue();
  }

  @Test
  void whoMayDoWhatIsDecidedWithoutHttp() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.prunella.app.access..", "dev.prunella.app.view..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "jakarta.servlet..",
                "dev.prunella.app.serve..",
                "dev.prunella.app.pages..",
                "dev.prunella.app.site..",
                "dev.prunella.app.cli.."));
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.prunella.app.serve..", "dev.prunella.app.pages..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.prunella.app.site..", "dev.prunella.app.cli.."));
  }

  private static boolean isStray(String owner, String method, boolean withoutArguments) {
    return switch (owner) {
      case "java.lang.System" -> method.equals("currentTimeMillis") || method.equals("nanoTime");
      case "java.lang.Thread" -> method.equals("sleep");
      case "java.lang.Math" -> method.equals("random");
      case "java.util.UUID" -> method.equals("randomUUID");
      case "java.util.concurrent.ThreadLocalRandom" -> method.equals("current");
      case "java.time.Clock" -> method.startsWith("system");
      // now(clock) is what we want; now() and now(zone) ask the machine.
      case "java.time.Instant",
          "java.time.LocalDate",
          "java.time.LocalTime",
          "java.time.LocalDateTime",
          "java.time.OffsetDateTime",
          "java.time.ZonedDateTime",
          "java.time.Year",
          "java.time.YearMonth" ->
          method.equals("now") && withoutArguments;
      default -> false;
    };
  }

  private static ClassesShould core() {
    return noClasses().that().resideInAnyPackage(CORE_PACKAGES).should();
  }

  /** An array belongs where its elements do; a primitive type belongs nowhere. */
  private static DescribedPredicate<JavaClass> belongsTo(DescribedPredicate<JavaClass> place) {
    return DescribedPredicate.describe(
        place.getDescription(),
        c -> !c.getBaseComponentType().isPrimitive() && place.test(c.getBaseComponentType()));
  }

  private static void check(ArchRule rule) {
    // Some packages are still to come; everyClassOfTheModulesBelowIsSeen guards against seeing
    // nothing.
    rule.allowEmptyShould(true).check(CLASSES);
  }

  private static String tree(String corePackage) {
    return "dev.prunella." + corePackage + "..";
  }

  private static long classFiles(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (var files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(".class")).count();
    }
  }
}
