package dev.prunella.local.merge;

import dev.prunella.refs.TableConflict;
import dev.prunella.refs.TableConflict.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Proves that two sides changed rows of different primary keys.
 *
 * <p>The keys of the side that changed fewer are held as sorted 64-bit hashes; the other side's
 * keys stream past them. Keys with equal hashes are compared in full in a second pass, so a hash
 * collision can neither hide an overlap nor invent one. Rows that a rewritten file carries over
 * unchanged count as changed, which errs towards a conflict.
 */
final class KeyProof {
  /**
   * Enough to tell a collision from an overlap; the expected number of collisions within the limits
   * is far below one.
   */
  private static final int MAX_CANDIDATES = 1_000;

  private final FileRows rows;
  private final Budget budget;
  private final Schema key;

  /**
   * @param schema the merged schema: both sides' keys are read as its types, so that an int on one
   *     side equals a widened long on the other
   */
  KeyProof(FileRows rows, Budget budget, Schema schema) {
    this.rows = rows;
    this.budget = budget;
    this.key = TypeUtil.select(schema, schema.identifierFieldIds());
  }

  Optional<TableConflict> overlap(
      RowChanges a, TableMetadata aTable, RowChanges b, TableMetadata bTable) throws TooLarge {
    boolean aIsSmaller = a.changedRows() <= b.changedRows();
    RowChanges small = aIsSmaller ? a : b;
    TableMetadata smallTable = aIsSmaller ? aTable : bTable;
    RowChanges large = aIsSmaller ? b : a;
    TableMetadata largeTable = aIsSmaller ? bTable : aTable;
    if (small.changedRows() > budget.limits().maxKeys()) {
      throw new TooLarge(
          "both branches changed more rows than the limit", budget.limits().maxKeys());
    }
    var hashes = new LongList();
    forEachKey(small, smallTable, values -> hashes.add(hash(values)));
    long[] known = hashes.sorted();
    var candidates = new HashSet<List<Object>>();
    forEachKey(
        large,
        largeTable,
        values -> {
          if (candidates.size() < MAX_CANDIDATES && Arrays.binarySearch(known, hash(values)) >= 0) {
            candidates.add(List.copyOf(values));
          }
        });
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    var shared = new LinkedHashSet<List<Object>>();
    forEachKey(
        small,
        smallTable,
        values -> {
          if (shared.size() < budget.limits().maxReported() && candidates.contains(values)) {
            shared.add(List.copyOf(values));
          }
        });
    if (shared.isEmpty() && candidates.size() == MAX_CANDIDATES) {
      throw new TooLarge("more keys had equal hashes than the limit", MAX_CANDIDATES);
    }
    return shared.isEmpty() ? Optional.empty() : Optional.of(conflict(shared));
  }

  private TableConflict conflict(Set<List<Object>> shared) {
    List<String> keys = shared.stream().map(this::render).sorted().toList();
    return new TableConflict(
        Kind.SAME_KEY,
        List.of(),
        keys,
        "Both branches changed rows with the same key, for example "
            + keys.getFirst()
            + ". Take one branch's rows: redo the other's change on top of them, or leave it out.");
  }

  private String render(List<Object> values) {
    var text = new StringJoiner(", ");
    var names = new ArrayList<String>();
    leaves(key.columns(), "", names);
    for (int i = 0; i < values.size(); i++) {
      text.add(names.get(i) + "=" + values.get(i));
    }
    return text.toString();
  }

  private static void leaves(List<NestedField> fields, String prefix, List<String> names) {
    for (NestedField field : fields) {
      if (field.type().isStructType()) {
        leaves(field.type().asStructType().fields(), prefix + field.name() + ".", names);
      } else {
        names.add(prefix + field.name());
      }
    }
  }

  private interface KeyVisitor {
    /** The list is reused from row to row. */
    void visit(List<Object> values) throws TooLarge;
  }

  private void forEachKey(RowChanges changes, TableMetadata table, KeyVisitor visitor)
      throws TooLarge {
    var nothing = new BitSet();
    for (Map.Entry<String, DataFile> file : changes.removed().entrySet()) {
      BitSet dead = changes.deadBefore().getOrDefault(file.getKey(), nothing);
      read(changes, file.getValue(), table, position -> !dead.get(position), visitor);
    }
    for (RowChanges.DeadRows deleted : changes.deleted().values()) {
      read(changes, deleted.file(), table, deleted.positions()::get, visitor);
    }
    for (Map.Entry<String, DataFile> file : changes.added().entrySet()) {
      BitSet dead = changes.deadInAdded().getOrDefault(file.getKey(), nothing);
      read(changes, file.getValue(), table, position -> !dead.get(position), visitor);
    }
  }

  private interface Wanted {
    boolean test(int position);
  }

  private void read(
      RowChanges changes, DataFile file, TableMetadata table, Wanted wanted, KeyVisitor visitor)
      throws TooLarge {
    var spec = changes.specs().get(file.specId());
    if (spec == null) {
      throw new IllegalStateException(
          "data file "
              + file.location()
              + " has partition spec "
              + file.specId()
              + ", which the table does not know");
    }
    if (file.recordCount() > Integer.MAX_VALUE) {
      throw new TooLarge("a changed data file has more rows than the limit", Integer.MAX_VALUE);
    }
    var values = new ArrayList<Object>();
    rows.forEach(
        file,
        spec,
        key,
        table,
        (row, position) -> {
          if (wanted.test((int) position)) {
            values.clear();
            collect(row, key.columns().size(), values);
            visitor.visit(values);
          }
        });
  }

  private static void collect(Record row, int columns, List<Object> values) {
    for (int i = 0; i < columns; i++) {
      Object value = row.get(i);
      switch (value) {
        case null ->
            throw new IllegalStateException(
                "a key column holds a null, though keys are required: " + row);
        case Record nested -> collect(nested, nested.size(), values);
        case byte[] bytes -> values.add(ByteBuffer.wrap(bytes.clone()));
        case ByteBuffer bytes -> values.add(ByteBuffer.wrap(bytesOf(bytes)));
        default -> values.add(value);
      }
    }
  }

  private static byte[] bytesOf(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static long hash(List<Object> values) {
    long hash = 1;
    for (Object value : values) {
      hash = mix(hash * 31 + hash(value));
    }
    return hash;
  }

  private static long hash(Object value) {
    return switch (value) {
      case Long number -> number;
      case CharSequence text -> hash(text);
      default -> value.hashCode();
    };
  }

  private static long hash(CharSequence text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** The finalizer of MurmurHash3, https://github.com/aappleby/smhasher/wiki/MurmurHash3. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }

  /** A growing array of longs: eight bytes a key matter where there are millions. */
  private static final class LongList {
    private long[] values = new long[1024];
    private int size;

    void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, size * 2);
      }
      values[size++] = value;
    }

    long[] sorted() {
      long[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      return sorted;
    }
  }
}
