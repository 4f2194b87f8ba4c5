package dev.prunella.local.incidents;

import dev.prunella.incident.IncidentEvent;
import dev.prunella.incident.IncidentId;
import dev.prunella.incident.IncidentJournal;
import dev.prunella.incident.IncidentState;
import dev.prunella.refs.Append;
import dev.prunella.refs.Appended;
import dev.prunella.refs.Lake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The journal of incidents in the lake's database. The stream {@code incidents} has one entry for
 * each, whose place gives it its number; its own events are in a stream of its own.
 */
public final class LakeIncidents implements IncidentJournal {
  /** The journal that has one entry for each. */
  public static final String INCIDENTS = "incidents";

  private static final String STREAM = "incident/";

  /** A journal of one entry: the incident of something that must have but one. */
  private static final String CLAIM = "claim/";

  private static final String BY = "healer";
  private static final int MOST_TRIES = 1_000;

  /** Of more than so many only the newest are looked at. */
  private static final int MOST_LISTED = RecentIncidents.MOST_CLOSED;

  private final Lake lake;
  private final IncidentJson json;
  private final RecentIncidents recent;

  /**
   * @param redacted masks secrets in text that comes from outside
   */
  public LakeIncidents(Lake lake, UnaryOperator<String> redacted) {
    this.lake = lake;
    this.json = new IncidentJson(redacted);
    this.recent = new RecentIncidents(lake.store(), LakeIncidents::stream, IncidentJson::read);
  }

  @Override
  public Writer open(IncidentEvent.Opened opened) {
    var body = json.write(opened);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      long position = lake.store().length(INCIDENTS);
      var id = new IncidentId(position + 1);
      var kind = IncidentJson.kind(opened);
      var appends =
          List.of(
              new Append(INCIDENTS, position, kind, body), new Append(stream(id), 0, kind, body));
      switch (lake.append(BY, appends)) {
        case Appended.Written _ -> {
          return new LakeWriter(id, 1);
        }
        case Appended.Overtaken _ -> {}
        case Appended.Unknown(var reason) -> {
          if (landed(stream(id), 0, body)) {
            return new LakeWriter(id, 1);
          }
          throw unknown(id, reason);
        }
      }
    }
    throw tooBusy();
  }

  @Override
  public IncidentId openOnce(String claim, IncidentEvent.Opened opened) {
    var body = json.write(opened);
    var kind = IncidentJson.kind(opened);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var known = claimed(claim);
      if (known.isPresent()) {
        return known.get();
      }
      long position = lake.store().length(INCIDENTS);
      var id = new IncidentId(position + 1);
      var appends =
          List.of(
              new Append(INCIDENTS, position, kind, body),
              new Append(stream(id), 0, kind, body),
              claim(claim, id));
      switch (lake.append(BY, appends)) {
        case Appended.Written _ -> {
          return id;
        }
        // What landed is found by the claim.
        case Appended.Overtaken _, Appended.Unknown _ -> {}
      }
    }
    throw tooBusy();
  }

  @Override
  public IncidentId joinOnce(String claim, IncidentId id, IncidentEvent event) {
    var body = json.write(event);
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      var known = claimed(claim);
      if (known.isPresent()) {
        return known.get();
      }
      long next = lake.store().length(stream(id));
      var appends =
          List.of(new Append(stream(id), next, IncidentJson.kind(event), body), claim(claim, id));
      switch (lake.append(BY, appends)) {
        case Appended.Written _ -> {
          return id;
        }
        case Appended.Overtaken _, Appended.Unknown _ -> {}
      }
    }
    throw tooBusy();
  }

  @Override
  public Optional<IncidentId> claimed(String claim) {
    return lake.store().journal(CLAIM + claim, 0, 1).stream()
        .findFirst()
        .map(
            entry ->
                IncidentId.parse(entry.body())
                    .orElseThrow(
                        () ->
                            new LakeException(
                                Problem.LAKE_DAMAGED,
                                "%s names no incident".formatted(entry.stream()))));
  }

  private static Append claim(String claim, IncidentId id) {
    return new Append(CLAIM + claim, 0, "incident claimed", id.toString());
  }

  private static LakeException tooBusy() {
    return new LakeException(
        Problem.TOO_BUSY,
        "others have opened " + MOST_TRIES + " incidents while this one was to be");
  }

  @Override
  public Writer resume(IncidentId id) {
    long next = lake.store().length(stream(id));
    if (next == 0) {
      throw new LakeException(Problem.BAD_REQUEST, "there is no " + id + " in this lake");
    }
    return new LakeWriter(id, next);
  }

  @Override
  public List<IncidentEvent> events(IncidentId id) {
    recent.follow();
    return recent.get(id).map(RecentIncidents.Known::events).orElse(List.of());
  }

  @Override
  public Optional<IncidentState> state(IncidentId id) {
    recent.follow();
    return recent.get(id).map(RecentIncidents.Known::state);
  }

  @Override
  public List<IncidentState> states(int limit) {
    var ids = newest(limit);
    recent.follow();
    return ids.stream()
        .flatMap(id -> recent.get(id).stream())
        .map(RecentIncidents.Known::state)
        .toList();
  }

  @Override
  public List<IncidentState> open() {
    long last = lake.store().length(INCIDENTS);
    recent.follow();
    var open = new ArrayList<IncidentState>();
    for (long n = Math.max(1, last - MOST_LISTED + 1); n <= last; n++) {
      recent.ifOpen(new IncidentId(n), this::isClosed).ifPresent(open::add);
    }
    return List.copyOf(open);
  }

  /** By its newest entry alone. */
  private boolean isClosed(IncidentId id) {
    return lake.store().newest(stream(id), 1).stream()
        .anyMatch(entry -> IncidentJson.isClosing(entry.kind()));
  }

  @Override
  public List<IncidentId> newest(int limit) {
    return lake.store().newest(INCIDENTS, limit).stream()
        .map(entry -> new IncidentId(entry.position() + 1))
        .toList();
  }

  private static String stream(IncidentId id) {
    return STREAM + id.number();
  }

  /** The incident of which an entry tells. */
  public static Optional<IncidentId> incidentOf(Append entry) {
    return incidentOf(entry.stream());
  }

  /** The incident that a journal is about. */
  public static Optional<IncidentId> incidentOf(String stream) {
    return stream.startsWith(STREAM) && stream.matches(STREAM + "[1-9]\\d{0,17}")
        ? Optional.of(new IncidentId(Long.parseLong(stream.substring(STREAM.length()))))
        : Optional.empty();
  }

  private boolean landed(String stream, long position, String body) {
    return lake.store().journal(stream, position, 1).stream()
        .anyMatch(entry -> entry.body().equals(body));
  }

  private static LakeException unknown(IncidentId id, String reason) {
    return new LakeException(
        Problem.UNKNOWN_FATE, "it is not known whether " + id + " was kept: " + reason);
  }

  /** Writes one incident's events, each at the place where it expects to be next. */
  private final class LakeWriter implements Writer {
    private final IncidentId id;
    private long next;

    LakeWriter(IncidentId id, long next) {
      this.id = id;
      this.next = next;
    }

    @Override
    public IncidentId id() {
      return id;
    }

    @Override
    public synchronized void append(IncidentEvent event) {
      var append = entry(event);
      switch (lake.append(BY, List.of(append))) {
        case Appended.Written _ -> next++;
        case Appended.Overtaken _ ->
            throw new LakeException(
                Problem.CONFLICT,
                id + " is being healed by another process; this one leaves it alone");
        case Appended.Unknown(var reason) -> {
          if (!landed(append.stream(), append.position(), append.body())) {
            throw unknown(id, reason);
          }
          next++;
        }
      }
    }

    @Override
    public synchronized Append entry(IncidentEvent event) {
      return new Append(stream(id), next, IncidentJson.kind(event), json.write(event));
    }

    @Override
    public synchronized void kept() {
      next++;
    }
  }
}
