package dev.prunella.refs;

import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;

/** Finds the commit that a revision means, and says what was probably meant when there is none. */
final class Resolver {
  private static final int FEWEST_DIGITS = 6;

  private final RefStore store;
  private final ObjectReader objects;
  private final History history;

  Resolver(RefStore store, ObjectReader objects, History history) {
    this.store = store;
    this.objects = objects;
    this.history = history;
  }

  Ref ref(String name) {
    return store
        .ref(name)
        .orElseThrow(
            () ->
                new LakeException(
                    Problem.NO_SUCH_REF,
                    "there is no branch or tag '" + name + "'" + didYouMean(name)));
  }

  Commit resolve(Revision revision) {
    return switch (revision) {
      case Revision.Named(String name) -> named(name);
      case Revision.Before(Revision from, int steps) ->
          history
              .firstParents(resolve(from).id())
              .skip(steps)
              .findFirst()
              .orElseThrow(
                  () ->
                      new LakeException(
                          Problem.NO_SUCH_COMMIT, "the past does not go back " + steps + " steps"));
      case Revision.AsOf(Revision of, Instant at) ->
          history
              .asOf(resolve(of).id(), at)
              .orElseThrow(
                  () ->
                      new LakeException(Problem.NO_SUCH_COMMIT, "there was nothing yet at " + at));
    };
  }

  private Commit named(String name) {
    var ref = store.ref(name);
    if (ref.isPresent()) {
      return objects.commit(ref.get().head());
    }
    var digits = name.toLowerCase(Locale.ROOT);
    if (digits.matches("[0-9a-f]{" + FEWEST_DIGITS + ",64}")) {
      var commits =
          store.objectsStartingWith(digits, 50).stream().filter(objects::isCommit).toList();
      if (commits.size() > 1) {
        throw new LakeException(
            Problem.AMBIGUOUS, commits.size() + " commits begin with '" + digits + "'");
      }
      if (commits.size() == 1) {
        return objects.commit(new CommitId(commits.getFirst()));
      }
    }
    if (Revision.looksLikeTime(name)) {
      return resolve(new Revision.AsOf(new Revision.Named(Ref.MAIN), Revision.instant(name)));
    }
    throw new LakeException(
        Problem.NO_SUCH_REF, "there is no branch, tag or commit '" + name + "'" + didYouMean(name));
  }

  /** A commit that nothing reaches may lose its objects to garbage collection at any time. */
  void requireRetained(CommitId id, Instant since) {
    if (store.ref(Ref.MAIN).filter(main -> main.head().equals(id)).isPresent()) {
      return;
    }
    var heads = new HashSet<>(store.refs().stream().map(Ref::head).toList());
    if (heads.contains(id)) {
      return;
    }
    for (var move : store.movesSince(since)) {
      move.from().ifPresent(heads::add);
      move.to().ifPresent(heads::add);
    }
    if (!history.isReachable(id, heads)) {
      throw new LakeException(
          Problem.NO_SUCH_COMMIT,
          "commit " + id + " belongs to no branch any more and may be gone at any time");
    }
  }

  private String didYouMean(String name) {
    return DidYouMean.among(store.refs().stream().map(Ref::name).toList(), name)
        .map(near -> "; did you mean '" + near + "'?")
        .orElse("");
  }
}
