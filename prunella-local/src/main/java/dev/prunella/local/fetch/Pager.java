package dev.prunella.local.fetch;

import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.pipeline.Source.Paging;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** Knows which page comes after which, and when a server leads us in circles. */
final class Pager {
  private static final Pattern NEXT_LINK =
      Pattern.compile("<([^>]*)>\\s*((?:;[^,<]*)*)", Pattern.DOTALL);
  private static final Pattern REL_NEXT =
      Pattern.compile("(?i);\\s*rel\\s*=\\s*(?:\"[^\"]*\\bnext\\b[^\"]*\"|next\\b)");

  private final Paging paging;
  private final Address base;
  private final UnaryOperator<String> redaction;
  private final Set<String> cursors = new HashSet<>();
  private final Set<String> contents = new HashSet<>();
  private long offset;
  private int pages;
  private long firstRows = -1;
  private boolean isShort;

  Pager(Paging paging, Address base, UnaryOperator<String> redaction) {
    this.paging = paging;
    this.base = base;
    this.redaction = redaction;
  }

  /**
   * A page that has been read.
   *
   * @param hash of its bytes
   */
  record Page(
      Address address, long rows, Optional<String> cursor, Iterable<String> links, String hash) {}

  Address first() {
    return switch (paging) {
      case Paging.None(), Paging.ByCursor _, Paging.ByLink _ -> base;
      case Paging.ByNumber by -> base.with(by.parameter(), Integer.toString(by.first()));
      case Paging.ByOffset by -> atOffset(by);
    };
  }

  private Address atOffset(Paging.ByOffset by) {
    return base.with(by.limit(), Integer.toString(by.size()))
        .with(by.offset(), Long.toString(offset));
  }

  /** Where in an answer its cursor is. */
  Optional<String> cursorPointer() {
    return paging instanceof Paging.ByCursor by ? Optional.of(by.pointer()) : Optional.empty();
  }

  /** Whether this status, in the place of a page, says that the page before was the last. */
  boolean ends(int status) {
    boolean beyond =
        switch (paging) {
          case Paging.ByNumber _ -> status == 404;
          case Paging.ByOffset _ -> status == 404 || status == 416;
          case Paging.None(), Paging.ByCursor _, Paging.ByLink _ -> false;
        };
    return beyond && isShort;
  }

  /** The page after this one, if there is one. */
  Optional<Address> next(Page page) {
    pages++;
    if (!contents.add(page.hash()) && page.rows() > 0) {
      throw circles(page, "gives the same page again");
    }
    isShort = (firstRows >= 0 && page.rows() < firstRows) || isShort(page.rows());
    firstRows = firstRows < 0 ? page.rows() : firstRows;
    // By number and offset, only an empty page more tells that the last was the last.
    boolean counted = paging instanceof Paging.ByNumber || paging instanceof Paging.ByOffset;
    if (counted && pages > most() && page.rows() > 0) {
      throw tooMany(page);
    }
    var next = after(page);
    if (!counted && next.isPresent() && pages >= most()) {
      throw tooMany(page);
    }
    return next;
  }

  private FetchFailed tooMany(Page page) {
    return new FetchFailed(
        Kind.SOURCE_FAILED,
        page.address().shown(redaction)
            + ": there are more than "
            + most()
            + " pages, the most that are fetched",
        "fetch smaller intervals or larger pages, or allow more pages");
  }

  private boolean isShort(long rows) {
    return paging instanceof Paging.ByOffset by && rows < by.size();
  }

  private int most() {
    return switch (paging) {
      case Paging.None() -> 1;
      case Paging.ByNumber by -> by.mostPages();
      case Paging.ByOffset by -> by.mostPages();
      case Paging.ByCursor by -> by.mostPages();
      case Paging.ByLink by -> by.mostPages();
    };
  }

  private Optional<Address> after(Page page) {
    return switch (paging) {
      case Paging.None() -> Optional.empty();
      case Paging.ByNumber by ->
          page.rows() == 0
              ? Optional.empty()
              : Optional.of(base.with(by.parameter(), Long.toString((long) by.first() + pages)));
      case Paging.ByOffset by -> {
        offset += page.rows();
        yield page.rows() == 0 ? Optional.empty() : Optional.of(atOffset(by));
      }
      case Paging.ByCursor by ->
          page.cursor()
              .map(
                  cursor -> {
                    if (!cursors.add(cursor)) {
                      throw circles(page, "gives the same cursor again");
                    }
                    return base.with(by.parameter(), cursor);
                  });
      case Paging.ByLink _ -> linked(page);
    };
  }

  private Optional<Address> linked(Page page) {
    for (var header : page.links()) {
      var links = NEXT_LINK.matcher(header);
      while (links.find()) {
        if (REL_NEXT.matcher(links.group(2)).find()) {
          var next = page.address().to(links.group(1), "next link", redaction);
          if (!cursors.add(next.uri().toString())) {
            throw circles(page, "gives the same link again");
          }
          return Optional.of(next);
        }
      }
    }
    return Optional.empty();
  }

  private FetchFailed circles(Page page, String what) {
    return new FetchFailed(
        Kind.SOURCE_FAILED,
        page.address().shown(redaction) + ": the server " + what + ": its pages have no end",
        "look whether the source's paging: is what this server understands");
  }
}
