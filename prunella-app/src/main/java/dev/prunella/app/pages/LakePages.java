package dev.prunella.app.pages;

import dev.prunella.app.access.Role;
import dev.prunella.app.serve.Answer;
import dev.prunella.app.serve.Request;
import dev.prunella.app.serve.Route;
import dev.prunella.app.view.ChangeJson;
import dev.prunella.app.view.CommitJson;
import dev.prunella.app.view.DiffJson;
import dev.prunella.app.view.PublicationJson;
import dev.prunella.local.diff.EntryChange;
import dev.prunella.refs.Ref;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Commits, branches and publications, and what differs between any two of them. */
public final class LakePages {
  private static final int MOST_LISTED = 40;
  private static final int MOST_BRANCHES = 100;
  private static final int MOST_PUBLICATIONS = 12;
  private static final int MOST_ROWS = 50;

  private final Pages pages;

  LakePages(Pages pages) {
    this.pages = pages;
  }

  List<Route> routes() {
    return List.of(
        Route.page("/lake", Role.VIEWER, "commits, branches and publications", this::list),
        Route.page(
            "/lake/diff", Role.VIEWER, "which tables differ between two commits", this::diff),
        Route.page(
            "/lake/rows",
            Role.OPERATOR,
            "which rows of a table differ between two commits",
            this::rows));
  }

  /** A branch, and where it stands. */
  public record Branch(String name, boolean guarded, String commit, Instant at, String message) {}

  private Answer list(Request request) {
    var lake = pages.workspace().lake();
    int from = Numbers.from(request);
    boolean values = request.mayShowValues();
    var names = new CommitJson(lake.lake());
    var head = lake.lake().head(Ref.MAIN);
    var commits =
        lake.lake()
            .log(head.id())
            .skip(from)
            .limit(MOST_LISTED + 1L)
            .map(names::view)
            .map(c -> values ? c : c.withoutValues())
            .toList();
    var refs = lake.lake().store().refs();
    var branches =
        refs.stream()
            .filter(r -> r.kind() == Ref.Kind.BRANCH)
            .sorted(Comparator.comparing(Ref::guarded).reversed().thenComparing(Ref::name))
            .limit(MOST_BRANCHES)
            .map(
                r -> {
                  var commit = lake.lake().commit(r.head());
                  return new Branch(
                      r.name(),
                      r.guarded(),
                      r.head().brief(),
                      commit.at(),
                      values ? commit.message() : "");
                })
            .toList();
    var publications =
        lake.lake().store().publications(MOST_PUBLICATIONS).stream()
            .map(p -> told(request, PublicationJson.View.of(lake, p)))
            .toList();
    return pages.page(
        request,
        "lake",
        "Lake",
        "lake",
        "publication",
        Map.of(
            "commits",
            commits.stream().limit(MOST_LISTED).toList(),
            "branches",
            branches,
            "more",
            refs.size() > MOST_BRANCHES,
            "publications",
            publications,
            "from",
            from,
            "next",
            commits.size() > MOST_LISTED ? from + MOST_LISTED : 0));
  }

  static PublicationJson.View told(Request request, PublicationJson.View view) {
    return request.mayShowValues() ? view : view.withoutValues();
  }

  private Answer diff(Request request) {
    var a = request.query("a").orElse("main~1");
    var b = request.query("b").orElse("main");
    var lake = pages.workspace().lake();
    var changes =
        lake.diff().between(lake.lake().resolve(a), lake.lake().resolve(b)).stream()
            .map(ChangeJson.View::of)
            .toList();
    return pages.page(
        request, "diff", "What differs", "lake", "", Map.of("a", a, "b", b, "changes", changes));
  }

  private Answer rows(Request request) {
    var a = request.query("a").orElse("main~1");
    var b = request.query("b").orElse("main");
    var wanted = request.query("table").orElse("");
    var lake = pages.workspace().lake();
    var before = lake.lake().resolve(a);
    var after = lake.lake().resolve(b);
    var tables = new ArrayList<DiffJson.TableView>();
    for (var change : lake.diff().between(before, after)) {
      if (change.what() == EntryChange.What.TABLE && change.key().toString().equals(wanted)) {
        tables.add(
            DiffJson.table(
                lake,
                change.formerly().orElse(change.key()),
                change.key(),
                before,
                after,
                OptionalInt.of(MOST_ROWS),
                List.of()));
      }
    }
    return pages.page(
        request,
        "rows",
        wanted.isEmpty() ? "Rows" : wanted,
        "lake",
        "",
        Map.of("a", a, "b", b, "table", wanted, "tables", tables));
  }
}
