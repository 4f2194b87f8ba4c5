package dev.prunella.app.cli;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.prunella.app.access.Role;
import dev.prunella.app.heal.Healing;
import dev.prunella.app.project.ProjectFile;
import dev.prunella.app.run.Workspace;
import dev.prunella.app.schedule.Pause;
import dev.prunella.app.serve.ServeConfig;
import dev.prunella.app.site.Site;
import dev.prunella.local.Secrets;
import dev.prunella.local.secrets.Redaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A person in front of a browser: logs in by the link, sees an incident open and heal, approves one
 * that is held, has the publication verified, and takes it back. Pictures are kept where {@code
 * -Dprunella.pictures=FOLDER} names one.
 */
@ExtendWith(LongHistory.class)
@Timeout(600)
class BrowserTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final double PATIENCE = 120_000;
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final HealShop shop;
  private final List<String> failures = new ArrayList<>();

  BrowserTest(HealShop shop) {
    this.shop = shop;
  }

  @Test
  void aPersonSeesItHealApprovesVerifiesAndTakesBack() throws IOException {
    assumeTrue(
        Files.isExecutable(CHROMIUM), "there is no " + CHROMIUM + ": apt-get install chromium");
    var options =
        new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    try (var playwright = Playwright.create(options);
        var browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(FLAGS)
                        .setHeadless(true))) {
      PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE);
      var day = shop.nextDay();
      try (var served = new Served(shop)) {
        var page = page(browser, served, Role.ADMIN);
        assertThat(page.locator("#live-word")).hasText("live");
        watchesItHeal(page, served, day);
        picture(page, "home");
        page.context().close();
      }
      shop.mode("propose");
      var next = shop.nextDay();
      shop.held(next, shop.good(next).with(shop.amount, HealShop::cents));
      try (var served = new Served(shop)) {
        served.opens();
        var page = page(browser, served, Role.APPROVER);
        approves(page, next);
        verifies(page);
        takesBack(page, next);
        asks(page);
        // The shop is other stories' as well: what was taken back must not stand in their way.
        shop.shell.ok("policy", "reset");
        everyPageIsFitForAll(page);
        page.context().close();
      }
    }
    assertThat(failures).isEmpty();
  }

  private void watchesItHeal(Page page, Served served, LocalDate day) {
    shop.held(day, shop.good(day).with(shop.amount, HealShop::cents));
    served.opens();
    var number = shop.number(day);
    // Nobody loads the page anew: it hears of it.
    assertThat(page.locator("a.row", hasText("INC-" + number)).first()).isVisible(patient());
    page.locator("a.row", hasText("INC-" + number)).first().click();
    assertThat(page).hasURL(Pattern.compile(".*/incidents/.*"));
    assertThat(page.locator(".title .chip")).hasText("healed", patientText());
    assertThat(page.locator(".story")).containsText("published");
    assertThat(page.locator(".up")).hasText("NO NEED TO GET UP");
    picture(page, "incident");
    page.locator("nav a", hasText("Home")).click();
    assertThat(page.locator(".headline")).containsText("All is well");
  }

  private void approves(Page page, LocalDate day) {
    page.navigate(origin(page) + "/incidents/" + shop.number(day));
    assertThat(page.locator(".title .chip")).hasText("proposed", patientText());
    assertThat(page.locator("nav .badge")).containsText("1");
    picture(page, "proposal");
    page.locator("#why").fill("the source said so");
    page.locator("button", hasText("approve")).click();
    assertThat(page.locator(".title .chip")).hasText("healed", patientText());
    assertThat(page.locator(".story")).containsText("the source said so");
  }

  private void verifies(Page page) {
    page.locator("a.button", hasText("attestation")).first().click();
    page.locator("button", hasText("Verify")).click();
    assertThat(page.locator("#verified"))
        .containsText(
            "All holds.", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE));
    picture(page, "publication");
    page.locator("td a", hasText("rows")).first().click();
    assertThat(page.locator("table.cells")).isVisible();
    picture(page, "rows");
  }

  private void takesBack(Page page, LocalDate day) {
    page.navigate(origin(page) + "/incidents/" + shop.number(day));
    page.locator("#undo summary").click();
    page.locator("#undo-why").fill("a test");
    page.locator("#undo button").click();
    assertThat(page.locator(".story")).containsText("undone");
    assertThat(page.locator("[role=status].banner")).containsText("taken back");
  }

  private void asks(Page page) {
    page.navigate(origin(page) + "/sql");
    page.locator("#sql-form [name=sql]").fill("select 41 + 1 as answer, '<b>' as mark");
    page.locator("#sql-form [name=sql]").press("Control+Enter");
    assertThat(page.locator("#result table")).containsText("42");
    assertThat(page.locator("#result table")).containsText("<b>");
  }

  /** No serious issue of accessibility, light or dark; pictures of the rest by the way. */
  private void everyPageIsFitForAll(Page page) throws IOException {
    String axe;
    try (var in = BrowserTest.class.getResourceAsStream("/axe.min.js")) {
      axe = new String(java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    var table = shop.sums;
    for (var path :
        List.of(
            "/",
            "/incidents",
            "/incidents/1",
            "/pipelines",
            "/runs/run-1",
            "/tables",
            "/tables/" + table,
            "/tables/" + table + "/statistics",
            "/tables/" + table + "/columns/total",
            "/sql",
            "/outside-runs",
            "/lake",
            "/lake/diff",
            "/knowledge",
            "/autonomy",
            "/reach",
            "/audit")) {
      for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.navigate(origin(page) + path);
        inject(page, axe);
        var found =
            page.evaluate(
                "async () => JSON.stringify((await axe.run()).violations"
                    + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                    + ".map(v => [v.id, v.nodes.map(n => n.html.slice(0, 160))]))");
        for (JsonNode violation : new ObjectMapper().readTree(String.valueOf(found))) {
          failures.add(path + " " + scheme + " " + violation);
        }
      }
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }
    page.navigate(origin(page) + "/tables/" + table);
    picture(page, "table");
    page.navigate(origin(page) + "/pipelines");
    picture(page, "pipelines");
  }

  /** Through the debugger, which no policy of a page binds. */
  private static void inject(Page page, String script) {
    page.context()
        .newCDPSession(page)
        .send("Runtime.evaluate", expression(script + "; window.axe = axe; 1"));
  }

  private static com.google.gson.JsonObject expression(String script) {
    var arguments = new com.google.gson.JsonObject();
    arguments.addProperty("expression", script);
    return arguments;
  }

  private static String origin(Page page) {
    return page.url().replaceAll("^(http://[^/]+).*", "$1");
  }

  private Page page(Browser browser, Served served, Role role) {
    var context = browser.newContext(new Browser.NewContextOptions().setViewportSize(1280, 860));
    var page = context.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            failures.add(page.url() + ": " + message.text());
          }
        });
    page.onPageError(error -> failures.add(page.url() + ": " + error));
    page.navigate(served.site.loginLink("ana", role));
    return page;
  }

  private static Page.LocatorOptions hasText(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  private static LocatorAssertions.IsVisibleOptions patient() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE);
  }

  private static LocatorAssertions.HasTextOptions patientText() {
    return new LocatorAssertions.HasTextOptions().setTimeout(PATIENCE);
  }

  private static void picture(Page page, String name) {
    Optional.ofNullable(System.getProperty("prunella.pictures"))
        .map(Path::of)
        .ifPresent(
            folder -> {
              for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                var file = name + (scheme == ColorScheme.DARK ? "-dark" : "") + ".png";
                page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(file)));
              }
              page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            });
  }

  /** The shop served, with a scheduler that looks up every half second. */
  private static final class Served implements AutoCloseable {
    private final Workspace workspace;
    private final Site site;
    private final Clock clock;

    Served(HealShop shop) {
      clock = shop.clock;
      var folder = shop.shell.folder;
      workspace =
          Workspace.open(
              ProjectFile.read(folder),
              new Secrets(Map.of(), folder, new Redaction()),
              new Workspace.Host("test", Map.of(), shop.clock, said -> {}));
      site =
          Site.open(
              workspace,
              new Site.Config(
                  "127.0.0.1",
                  0,
                  "test",
                  "tester",
                  false,
                  Prunella.served(shop.clock, workspace.project(), false),
                  List.of(),
                  ServeConfig.Bounds.DEFAULT,
                  news -> {},
                  said -> {}),
              shop.clock,
              new OftenLookingUp());
    }

    /** As a scheduler does after a run that did not come through: here a person has run it. */
    void opens() {
      var run = workspace.journal().newest(1).getFirst().run();
      new Healing(workspace, clock).after(workspace.journal().state(run));
    }

    @Override
    public void close() {
      site.close();
      workspace.close();
    }
  }

  private static final class OftenLookingUp implements Pause {
    private final Semaphore wakes = new Semaphore(0);

    @Override
    public void await(Duration atMost) {
      try {
        if (wakes.tryAcquire(500, TimeUnit.MILLISECONDS)) {
          wakes.drainPermits();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void wake() {
      wakes.release();
    }
  }
}
