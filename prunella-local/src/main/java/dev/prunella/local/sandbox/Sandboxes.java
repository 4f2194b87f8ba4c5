package dev.prunella.local.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import dev.prunella.refs.Commit;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.JournalEntry;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Ref;
import dev.prunella.refs.RefNames;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sandboxes of a lake. Each is a branch, and an entry in a journal of its own that says where
 * it began and how long it lives; creating one is one small transaction, however large the lake is.
 * An expired one is as good as gone, and is collected by whoever comes by. Thread-safe.
 */
public final class Sandboxes {
  /** How long one may live at most. */
  public static final Duration LONGEST = Duration.ofDays(30);

  private static final String CREATED = "created";
  private static final String DROPPED = "dropped";
  private static final int MOST_NAMES = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lake lake;
  private final Clock clock;

  public Sandboxes(Lake lake, Clock clock) {
    this.lake = lake;
    this.clock = clock;
  }

  /**
   * Creates one.
   *
   * @param from where it begins
   * @throws LakeException if the name is taken or cannot be used, or it is to live too long
   */
  public Sandbox create(String name, Commit from, Duration lifetime, String by) {
    if (!lifetime.isPositive() || lifetime.compareTo(LONGEST) > 0) {
      throw new LakeException(
          Problem.BAD_REQUEST,
          "a sandbox lives for some time, and for no more than " + LONGEST.toDays() + " days");
    }
    RefNames.check(Sandbox.PREFIX + name);
    var now = clock.instant();
    find(name).filter(s -> s.isExpired(now)).ifPresent(s -> delete(s, by));
    var sandbox = new Sandbox(name, from.id(), now, now.plus(lifetime), by);
    if (lake.store().ref(sandbox.branch()).isPresent()) {
      throw new LakeException(
          Problem.REF_EXISTS,
          "there is a sandbox '" + name + "' already; drop it, or name another");
    }
    // In one transaction: one of which nobody knows how long it lives would never be removed.
    lake.createBranch(sandbox.branch(), from, by, entry(name, CREATED, body(sandbox)));
    return sandbox;
  }

  /** A name that nobody has, for whoever gives none: {@code ana-1}, {@code ana-2} and so on. */
  public String freeName(String by) {
    var plain = by.replaceAll("[^\\p{L}\\p{N}_.-]", "-").replaceAll("\\.\\.+", ".");
    var stem = plain.isEmpty() || plain.startsWith("-") ? "sandbox" : plain;
    for (int i = 1; i <= MOST_NAMES; i++) {
      var name = stem + "-" + i;
      if (lake.store().ref(Sandbox.PREFIX + name).isEmpty()) {
        return name;
      }
    }
    throw new LakeException(
        Problem.REF_EXISTS, "there are " + MOST_NAMES + " sandboxes of " + by + "; name this one");
  }

  /**
   * The one of a name, which lives.
   *
   * @throws LakeException if there is none, or its time is over
   */
  public Sandbox require(String name) {
    var found = find(name);
    if (found.isEmpty()) {
      var near = DidYouMean.among(list().stream().map(Sandbox::name).toList(), name);
      throw new LakeException(
          Problem.NO_SUCH_REF,
          "there is no sandbox '"
              + name
              + "'"
              + near.map(n -> "; did you mean '" + n + "'?")
                  .orElse("; prunella sandbox list tells which there are"));
    }
    if (found.get().isExpired(clock.instant())) {
      throw new LakeException(
          Problem.NO_SUCH_REF,
          "the time of sandbox '%s' was over at %s; prunella sandbox create %s begins anew"
              .formatted(name, found.get().until(), name));
    }
    return found.get();
  }

  /**
   * The one of a name, also when its time is over.
   *
   * @throws LakeException if there is none
   */
  public Sandbox existing(String name) {
    return find(name).orElseGet(() -> require(name));
  }

  /** All of which the time is not over, by name. */
  public List<Sandbox> list() {
    var now = clock.instant();
    return all().stream().filter(s -> !s.isExpired(now)).toList();
  }

  /**
   * Drops one, also when its time is over.
   *
   * @throws LakeException if there is none
   */
  public Sandbox drop(String name, String by) {
    var sandbox = existing(name);
    delete(sandbox, by);
    return sandbox;
  }

  /** Drops all of which the time is over. */
  public List<Sandbox> collect(String by) {
    var now = clock.instant();
    var collected = new ArrayList<Sandbox>();
    for (var sandbox : all()) {
      if (sandbox.isExpired(now)) {
        delete(sandbox, by);
        collected.add(sandbox);
      }
    }
    return List.copyOf(collected);
  }

  private List<Sandbox> all() {
    return lake.store().refs().stream()
        .filter(ref -> ref.kind() == Ref.Kind.BRANCH && ref.name().startsWith(Sandbox.PREFIX))
        .flatMap(ref -> find(ref.name().substring(Sandbox.PREFIX.length())).stream())
        .toList();
  }

  private Optional<Sandbox> find(String name) {
    if (lake.store()
        .ref(Sandbox.PREFIX + name)
        .filter(r -> r.kind() == Ref.Kind.BRANCH)
        .isEmpty()) {
      return Optional.empty();
    }
    return lake.store().newest(stream(name), 1).stream()
        .filter(entry -> entry.kind().equals(CREATED))
        .findFirst()
        .map(entry -> read(name, entry));
  }

  private void delete(Sandbox sandbox, String by) {
    try {
      lake.delete(sandbox.branch(), by);
    } catch (LakeException e) {
      // Another process may have come by at the same time.
      if (e.problem() != Problem.NO_SUCH_REF) {
        throw e;
      }
    }
    // Who makes a branch of that name by hand keeps it as long as he likes; if this is lost, he is
    // told of a time that is over.
    var entry = entry(sandbox.name(), DROPPED, JSON.createObjectNode().put("by", by).toString());
    if (lake.append(by, List.of(entry)) instanceof Appended.Unknown(var reason)) {
      throw new LakeException(
          Problem.UNKNOWN_FATE,
          "sandbox '%s' is gone, but it is not known whether that was written down: %s"
              .formatted(sandbox.name(), reason));
    }
  }

  private static String stream(String name) {
    return Sandbox.PREFIX + name;
  }

  private Append entry(String name, String kind, String body) {
    return new Append(stream(name), lake.store().length(stream(name)), kind, body);
  }

  private static String body(Sandbox sandbox) {
    return JSON.createObjectNode()
        .put("from", sandbox.from().hex())
        .put("at", sandbox.created().toString())
        .put("until", sandbox.until().toString())
        .put("by", sandbox.by())
        .toString();
  }

  private static Sandbox read(String name, JournalEntry entry) {
    try {
      var json = JSON.readTree(entry.body());
      return new Sandbox(
          name,
          CommitId.fromHex(json.path("from").asText()),
          Instant.parse(json.path("at").asText()),
          Instant.parse(json.path("until").asText()),
          json.path("by").asText());
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      throw new LakeException(
          Problem.LAKE_DAMAGED,
          "entry %d of %s cannot be read: %s"
              .formatted(entry.position(), entry.stream(), e.getMessage()),
          e);
    }
  }
}
