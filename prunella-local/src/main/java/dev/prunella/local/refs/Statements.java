package dev.prunella.local.refs;

/** The store's SQL, in the part of the language that SQLite and PostgreSQL share. */
final class Statements {
  final String object;
  final String objectsBetween;
  final String objectsAfter;
  final String keepObject;
  final String deleteObject;
  final String ref;
  final String refs;
  final String createRef;
  final String moveRef;
  final String deleteRef;
  final String recordMove;
  final String moves;
  final String movesSince;
  final String firstHead;
  final String recordPublication;
  final String publications;
  final String append;
  final String journal;
  final String newestEntries;
  final String length;
  final String streamsFrom;
  final String streamsBetween;
  final String addLink;
  final String links;
  final String firstLinkSince;
  final String auditedBefore;
  final String journalsOutside;
  final String journalsOutsideCount;
  final String publicationsOutside;
  final String publicationsOutsideCount;
  final String keepLease;
  final String dropLease;
  final String leases;
  final String lastWrite;
  final String lockLastWrite;
  final String countWrite;

  Statements(String prefix, String lockingSuffix, String byCodePoint) {
    object = "SELECT bytes FROM " + prefix + "object WHERE id = ?";
    objectsBetween =
        "SELECT id FROM " + prefix + "object WHERE id >= ? AND id <= ? ORDER BY id LIMIT ?";
    objectsAfter = "SELECT id FROM " + prefix + "object WHERE id > ? ORDER BY id LIMIT ?";
    keepObject =
        "INSERT INTO " + prefix + "object (id, bytes) VALUES (?, ?) ON CONFLICT (id) DO NOTHING";
    deleteObject = "DELETE FROM " + prefix + "object WHERE id = ?";
    refs = "SELECT name, kind, head, guarded FROM " + prefix + "ref";
    ref = refs + " WHERE name = ?";
    createRef = "INSERT INTO " + prefix + "ref (name, kind, head, guarded) VALUES (?, ?, ?, ?)";
    moveRef = "UPDATE " + prefix + "ref SET kind = ?, head = ?, guarded = ? WHERE name = ?";
    deleteRef = "DELETE FROM " + prefix + "ref WHERE name = ?";
    recordMove =
        "INSERT INTO "
            + prefix
            + "ref_move (write_no, position, ref, from_head, to_head, moved_at, moved_by, why)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    String everyMove =
        "SELECT write_no, ref, from_head, to_head, moved_at, moved_by, why FROM "
            + prefix
            + "ref_move";
    moves = everyMove + " WHERE ref = ? ORDER BY write_no DESC, position DESC LIMIT ?";
    movesSince = everyMove + " WHERE moved_at >= ? ORDER BY write_no, position";
    firstHead =
        "SELECT to_head FROM "
            + prefix
            + "ref_move WHERE to_head IS NOT NULL ORDER BY write_no, position LIMIT 1";
    recordPublication =
        "INSERT INTO "
            + prefix
            + "publication (write_no, position, branch, from_head, to_head, published_at,"
            + " published_by, why, attested) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    publications =
        "SELECT branch, from_head, to_head, published_at, published_by, why, attested FROM "
            + prefix
            + "publication ORDER BY write_no DESC, position DESC LIMIT ?";
    append =
        "INSERT INTO "
            + prefix
            + "journal (stream, position, appended_at, appended_by, kind, body)"
            + " VALUES (?, ?, ?, ?, ?, ?)";
    String entriesOfStream =
        "SELECT stream, position, appended_at, appended_by, kind, body FROM "
            + prefix
            + "journal WHERE stream = ?";
    journal = entriesOfStream + " AND position >= ? ORDER BY position LIMIT ?";
    newestEntries = entriesOfStream + " ORDER BY position DESC LIMIT ?";
    length =
        "SELECT position + 1 FROM "
            + prefix
            + "journal WHERE stream = ? ORDER BY position DESC LIMIT 1";
    String streams = "SELECT stream FROM " + prefix + "journal WHERE position = 0 AND stream >= ?";
    streamsFrom = streams + " ORDER BY stream LIMIT ?";
    streamsBetween = streams + " AND stream < ? ORDER BY stream LIMIT ?";
    addLink =
        "INSERT INTO "
            + prefix
            + "audit (number, noted_at, actor, kind, source, subject, position, payload_hash,"
            + " payload, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    links =
        "SELECT a.number, a.noted_at, a.actor, a.kind, a.source, a.subject, a.position,"
            + " a.payload_hash, a.payload, a.previous, a.hash,"
            + " j.appended_at, j.appended_by, j.kind, j.body,"
            + " p.from_head, p.to_head, p.published_at, p.published_by, p.why, p.attested FROM "
            + prefix
            + "audit a LEFT JOIN "
            + prefix
            + "journal j ON a.source = 'journal' AND j.stream = a.subject"
            + " AND j.position = a.position LEFT JOIN "
            + prefix
            + "publication p ON a.source = 'publication' AND p.write_no = a.position"
            + " AND p.branch"
            + byCodePoint
            + " = a.subject WHERE a.number >= ? ORDER BY a.number LIMIT ?";
    firstLinkSince =
        "SELECT number FROM " + prefix + "audit WHERE noted_at >= ? ORDER BY number LIMIT 1";
    auditedBefore =
        "SELECT (SELECT count(*) FROM "
            + prefix
            + "journal), (SELECT count(*) FROM "
            + prefix
            + "publication)";
    String journals =
        "SELECT stream, position FROM "
            + prefix
            + "journal EXCEPT SELECT subject, position FROM "
            + prefix
            + "audit WHERE source = 'journal'";
    journalsOutside = journals + " ORDER BY 1, 2 LIMIT ?";
    journalsOutsideCount = "SELECT count(*) FROM (" + journals + ") AS stray";
    String published =
        "SELECT branch"
            + byCodePoint
            + ", write_no FROM "
            + prefix
            + "publication EXCEPT SELECT subject, position FROM "
            + prefix
            + "audit WHERE source = 'publication'";
    publicationsOutside = published + " ORDER BY 2, 1 LIMIT ?";
    publicationsOutsideCount = "SELECT count(*) FROM (" + published + ") AS stray";
    keepLease =
        "INSERT INTO "
            + prefix
            + "lease (id, holder, since, expires) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
            + " SET holder = excluded.holder, since = excluded.since, expires = excluded.expires";
    dropLease = "DELETE FROM " + prefix + "lease WHERE id = ?";
    leases = "SELECT id, holder, since, expires FROM " + prefix + "lease";
    lastWrite = "SELECT last_write, audit_number, audit_hash FROM " + prefix + "write_counter";
    lockLastWrite = lastWrite + lockingSuffix;
    countWrite =
        "UPDATE " + prefix + "write_counter SET last_write = ?, audit_number = ?, audit_hash = ?";
  }
}
