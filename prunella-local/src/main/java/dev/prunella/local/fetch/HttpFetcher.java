package dev.prunella.local.fetch;

import dev.prunella.pipeline.Batch;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.StepTask;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Asks an HTTP server for JSON, page by page, and keeps each answer as it came. */
final class HttpFetcher {
  private static final int MOST_REDIRECTS = 5;
  private static final int BEGINNING = 1_000;

  private final Revealed revealed;
  private final UnaryOperator<String> redaction;
  private final RawBytes raw;
  private final Clock clock;
  private final FetchLimits limits;

  HttpFetcher(
      Revealed revealed,
      UnaryOperator<String> redaction,
      RawBytes raw,
      Clock clock,
      FetchLimits limits) {
    this.revealed = revealed;
    this.redaction = redaction;
    this.raw = raw;
    this.clock = clock;
    this.limits = limits;
  }

  Batch fetch(StepTask task, Source.Declared declared, Source.Http source, FetchWatch watch) {
    var template =
        IntervalText.fill(
            source.url(),
            task.interval(),
            task.zone(),
            text -> URLEncoder.encode(text, StandardCharsets.UTF_8));
    var base = Address.of(template, revealed);
    var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    source.headers().forEach((name, value) -> headers.put(name, revealed.in(value)));
    try (var calls = new HttpCalls(headers, limits.connect(), source.timeout(), watch, redaction)) {
      var parts = pages(calls, new Pager(source.paging(), base, redaction), source, watch);
      if (parts.isEmpty() && declared.onEmpty() != Source.OnEmpty.ALLOW) {
        throw new FetchFailed(
            Kind.NO_ROWS,
            calls.shown(base) + ": the server gives no rows",
            "look whether they are there yet; if there may be none, say on_empty: allow");
      }
      return new Batch(parts, clock.instant());
    }
  }

  /** All pages that have rows. */
  private List<Batch.Part> pages(
      HttpCalls calls, Pager pager, Source.Http source, FetchWatch watch) {
    var parts = new ArrayList<Batch.Part>();
    var next = Optional.of(pager.first());
    long rows = 0;
    // Bounded by the paging's most pages.
    while (next.isPresent()) {
      try (var answer = following(calls, next.get())) {
        if (pager.ends(answer.status()) || answer.status() == 204) {
          return parts;
        }
        if (answer.status() != 200 && answer.status() != 203) {
          throw new FetchFailed(HttpRefusal.of(answer, calls.shown(next.get()), clock, redaction));
        }
        var name = calls.shown(next.get());
        var part = raw.keep(name, beginsLikeJson(answer, name));
        var page =
            JsonPage.read(Path.of(part.location()), name, source.rows(), pager.cursorPointer());
        long found = page.rowsOrFail(name, source.rows());
        rows += found;
        if (found > 0) {
          parts.add(part);
        }
        watch.step().progress(rows, -1);
        next =
            pager.next(
                new Pager.Page(
                    next.get(), found, page.cursor(), answer.headers("Link"), part.sha256()));
      }
    }
    return parts;
  }

  /** The answer behind redirects, which stay with the same server. */
  private HttpCalls.Answer following(HttpCalls calls, Address start) {
    var address = start;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      var answer = calls.get(address);
      boolean redirect =
          switch (answer.status()) {
            case 301, 302, 303, 307, 308 -> !answer.header("Location").isEmpty();
            default -> false;
          };
      if (!redirect) {
        return answer;
      }
      try (answer) {
        address = address.to(answer.header("Location"), "redirect", redaction);
      }
    }
    throw new FetchFailed(
        Kind.SOURCE_FAILED,
        calls.shown(start) + ": the server redirects more than " + MOST_REDIRECTS + " times",
        "write the final address into url:");
  }

  /** Pages for people come with status 200 too: of a login, or of maintenance. */
  private InputStream beginsLikeJson(HttpCalls.Answer answer, String name) {
    var body = new BufferedInputStream(answer.body(), BEGINNING);
    try {
      body.mark(BEGINNING);
      var beginning = new String(body.readNBytes(BEGINNING), StandardCharsets.UTF_8).strip();
      body.reset();
      if (beginning.isEmpty()) {
        throw new FetchFailed(
            Kind.BAD_BYTES, name + ": the answer is empty", "ask whoever runs the server");
      }
      if (beginning.startsWith("<")) {
        boolean html = beginning.toLowerCase(Locale.ROOT).contains("<html");
        throw new FetchFailed(
            Kind.BAD_BYTES,
            name
                + ": "
                + (html ? "HTML" : "XML")
                + " came instead of JSON"
                + Quoted.server(beginning.replaceAll("<[^>]*>", " "), redaction),
            "look whether the server wants a login, or is under maintenance");
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException("a guarded stream throws no such thing", e);
    }
  }
}
