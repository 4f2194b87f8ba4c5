package dev.prunella.local.merge;

import dev.prunella.refs.TableConflict;
import dev.prunella.refs.TableConflict.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.PartitionSet;

/** Decides whether the row changes of two sides can stand together. It only reads. */
final class RowMerge {
  private final FileRows rows;
  private final Budget budget;

  RowMerge(FileRows rows, Budget budget) {
    this.rows = rows;
    this.budget = budget;
  }

  /**
   * @param schema the merged schema
   * @param sameKey whether base and both sides agree on the primary key
   */
  List<TableConflict> conflicts(
      RowChanges a,
      TableMetadata aTable,
      RowChanges b,
      TableMetadata bTable,
      Schema schema,
      boolean sameKey)
      throws TooLarge {
    if (a.isEmpty() || b.isEmpty()) {
      return List.of();
    }
    var conflicts = new ArrayList<TableConflict>();
    sameFiles(a, b, conflicts);
    rowsInReplacedFiles(a, b, conflicts);
    rowsInReplacedFiles(b, a, conflicts);
    if (conflicts.isEmpty() && !a.onlyCompacts() && !b.onlyCompacts()) {
      sameRows(
          a,
          aTable,
          b,
          bTable,
          schema,
          sameKey && !schema.identifierFieldIds().isEmpty(),
          conflicts);
    }
    return conflicts;
  }

  private void sameFiles(RowChanges a, RowChanges b, List<TableConflict> conflicts) {
    Set<String> added = both(a.added().keySet(), b.added().keySet());
    if (!added.isEmpty()) {
      conflicts.add(
          about(
              Kind.SAME_FILE_ADDED,
              added,
              "Both branches added the same data files, so their rows would be there twice."));
    }
    Set<String> removed = both(a.removed().keySet(), b.removed().keySet());
    if (removed.isEmpty()) {
      return;
    }
    boolean oneCompacted = a.onlyCompacts() != b.onlyCompacts();
    conflicts.add(
        oneCompacted
            ? about(
                Kind.DELETE_OF_COMPACTED_FILE,
                removed,
                "One branch changed or deleted rows of data files that the other compacted.")
            : about(
                Kind.SAME_FILE_REWRITTEN,
                removed,
                "Both branches replaced or removed the same data files."));
  }

  private void rowsInReplacedFiles(
      RowChanges deleting, RowChanges replacing, List<TableConflict> conflicts) {
    Set<String> files = both(deleting.deleted().keySet(), replacing.removed().keySet());
    if (!files.isEmpty()) {
      conflicts.add(
          replacing.history().compacts()
              ? about(
                  Kind.DELETE_OF_COMPACTED_FILE,
                  files,
                  "One branch deleted rows of data files that the other compacted.")
              : about(
                  Kind.SAME_FILE_REWRITTEN,
                  files,
                  "One branch deleted rows of data files that the other replaced or removed."));
    }
  }

  private void sameRows(
      RowChanges a,
      TableMetadata aTable,
      RowChanges b,
      TableMetadata bTable,
      Schema schema,
      boolean hasKey,
      List<TableConflict> conflicts)
      throws TooLarge {
    boolean apart = partitionsApart(a, b);
    if (hasKey) {
      // Different partitions hold different keys only where the key alone decides the partition.
      if (!apart || !keyDecidesPartition(a, schema) || !keyDecidesPartition(b, schema)) {
        new KeyProof(rows, budget, schema).overlap(a, aTable, b, bTable).ifPresent(conflicts::add);
      }
      return;
    }
    if (apart || (a.keepsRows() && b.keepsRows())) {
      return;
    }
    var files = new TreeSet<String>();
    a.deleted()
        .forEach(
            (location, dead) -> {
              var alsoDead = b.deleted().get(location);
              if (alsoDead != null && alsoDead.positions().intersects(dead.positions())) {
                files.add(location);
              }
            });
    conflicts.add(
        files.isEmpty()
            ? TableConflict.of(
                Kind.NO_KEY,
                "Both branches changed rows of the same partitions, and the table has no primary key (identifier fields) common to both that tells"
                    + " whether they are the same rows. Set identifier fields before branching, or merge by hand.")
            : about(Kind.SAME_ROW, files, "Both branches deleted the same rows."));
  }

  /**
   * Partitions are compared only within one partition spec: tuples of different specs can hold the
   * same rows.
   */
  private static boolean partitionsApart(RowChanges a, RowChanges b) {
    PartitionSet ofA = a.partitions();
    PartitionSet ofB = b.partitions();
    Set<Integer> specs =
        ofA.stream()
            .map(partition -> partition.first())
            .collect(Collectors.toCollection(TreeSet::new));
    ofB.forEach(partition -> specs.add(partition.first()));
    if (specs.size() != 1 || !fieldsOf(a, specs).equals(fieldsOf(b, specs))) {
      return false;
    }
    return ofA.stream().noneMatch(ofB::contains);
  }

  private static List<PartitionField> fieldsOf(RowChanges changes, Set<Integer> specs) {
    return specs.stream()
        .map(changes.specs()::get)
        .flatMap(spec -> spec.fields().stream())
        .toList();
  }

  private static boolean keyDecidesPartition(RowChanges changes, Schema schema) {
    return changes.partitions().stream()
        .map(partition -> changes.specs().get(partition.first()))
        .map(PartitionSpec::fields)
        .flatMap(Collection::stream)
        .allMatch(field -> schema.identifierFieldIds().contains(field.sourceId()));
  }

  private static Set<String> both(Set<String> a, Set<String> b) {
    var both = new TreeSet<>(a);
    both.retainAll(b);
    return both;
  }

  private TableConflict about(Kind kind, Set<String> files, String sentence) {
    List<String> named = files.stream().limit(budget.limits().maxReported()).toList();
    return new TableConflict(
        kind,
        named,
        List.of(),
        sentence
            + " First of "
            + files.size()
            + ": "
            + named.getFirst()
            + ". Redo one branch's change on top of the other.");
  }
}
