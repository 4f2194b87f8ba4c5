package dev.prunella.local.merge;

import dev.prunella.refs.TableConflict;
import dev.prunella.refs.TableConflict.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Three-way merge of schemas by field id, attribute by attribute: name, type, required, doc,
 * default. Field ids of the replayed side must already be free on the trunk (see {@link FieldIds}).
 */
final class SchemaMerge {
  private final Map<Integer, NestedField> base;
  private final Map<Integer, NestedField> trunk;
  private final Map<Integer, NestedField> other;
  private final List<TableConflict> conflicts;

  private SchemaMerge(Schema base, Schema trunk, Schema other, List<TableConflict> conflicts) {
    this.base = TypeUtil.indexById(base.asStruct());
    this.trunk = TypeUtil.indexById(trunk.asStruct());
    this.other = TypeUtil.indexById(other.asStruct());
    this.conflicts = conflicts;
  }

  static boolean same(Schema a, Schema b) {
    return a.asStruct().equals(b.asStruct())
        && a.identifierFieldIds().equals(b.identifierFieldIds());
  }

  /** The merged schema; meaningless, though usable, when conflicts were added. */
  static Schema merge(Schema base, Schema trunk, Schema other, List<TableConflict> conflicts) {
    if (same(base, other) || same(trunk, other)) {
      return trunk;
    }
    if (same(base, trunk)) {
      return other;
    }
    int before = conflicts.size();
    var merge = new SchemaMerge(base, trunk, other, conflicts);
    List<NestedField> columns = merge.fields(base.columns(), trunk.columns(), other.columns(), "");
    Set<Integer> key =
        merge.key(
            base.identifierFieldIds(), trunk.identifierFieldIds(), other.identifierFieldIds());
    if (conflicts.size() > before) {
      return trunk;
    }
    var ids = TypeUtil.indexById(Types.StructType.of(columns)).keySet();
    if (!ids.containsAll(key)) {
      conflicts.add(
          TableConflict.of(
              Kind.KEY_CHANGED,
              "One branch dropped a column that the other made part of the primary key. Keep the column, or change the key first."));
      return trunk;
    }
    return new Schema(columns, key);
  }

  private List<NestedField> fields(
      List<NestedField> inBase, List<NestedField> inTrunk, List<NestedField> inOther, String path) {
    var merged = new ArrayList<NestedField>();
    for (NestedField ofTrunk : inTrunk) {
      NestedField ofBase = base.get(ofTrunk.fieldId());
      NestedField ofOther = other.get(ofTrunk.fieldId());
      if (ofBase == null) {
        merged.add(ofTrunk);
      } else if (ofOther == null) {
        keepsDropped(ofBase, ofTrunk, path);
      } else {
        merged.add(field(ofBase, ofTrunk, ofOther, path));
      }
    }
    for (NestedField ofOther : inOther) {
      if (!trunk.containsKey(ofOther.fieldId())) {
        NestedField ofBase = base.get(ofOther.fieldId());
        if (ofBase == null) {
          merged.add(ofOther);
        } else {
          keepsDropped(ofBase, ofOther, path);
        }
      }
    }
    checkNames(merged, path);
    return ordered(merged, inBase, inTrunk, inOther, path);
  }

  private void keepsDropped(NestedField before, NestedField now, String path) {
    if (!before.equals(now)) {
      conflicts.add(
          TableConflict.of(
              Kind.SAME_COLUMN,
              "Column '"
                  + path
                  + before.name()
                  + "' was dropped on one branch and changed on the other. Keep it or drop it on both."));
    }
  }

  private NestedField field(
      NestedField ofBase, NestedField ofTrunk, NestedField ofOther, String path) {
    String name = path + ofBase.name();
    Type type =
        ofBase.type().isPrimitiveType()
                || ofTrunk.type().typeId() != ofOther.type().typeId()
                || ofTrunk.type().isPrimitiveType()
            ? pick(ofBase, ofTrunk, ofOther, NestedField::type, name, "type")
            : nested(ofBase.type(), ofTrunk.type(), ofOther.type(), name + ".");
    return NestedField.from(ofTrunk)
        .withName(pick(ofBase, ofTrunk, ofOther, NestedField::name, name, "name"))
        .isOptional(pick(ofBase, ofTrunk, ofOther, NestedField::isOptional, name, "nullability"))
        .withDoc(pick(ofBase, ofTrunk, ofOther, NestedField::doc, name, "doc"))
        .withWriteDefault(
            pick(ofBase, ofTrunk, ofOther, NestedField::writeDefaultLiteral, name, "default"))
        .withInitialDefault(
            pick(
                ofBase,
                ofTrunk,
                ofOther,
                NestedField::initialDefaultLiteral,
                name,
                "initial default"))
        .ofType(type)
        .build();
  }

  private Type nested(Type ofBase, Type ofTrunk, Type ofOther, String path) {
    return switch (ofTrunk) {
      case Types.StructType struct ->
          Types.StructType.of(
              fields(
                  ofBase.asStructType().fields(),
                  struct.fields(),
                  ofOther.asStructType().fields(),
                  path));
      case Types.ListType list -> {
        NestedField element =
            field(
                ofBase.asListType().fields().getFirst(),
                list.fields().getFirst(),
                ofOther.asListType().fields().getFirst(),
                path);
        yield element.isOptional()
            ? Types.ListType.ofOptional(element.fieldId(), element.type())
            : Types.ListType.ofRequired(element.fieldId(), element.type());
      }
      case Types.MapType map -> {
        NestedField key =
            field(
                ofBase.asMapType().fields().get(0),
                map.fields().get(0),
                ofOther.asMapType().fields().get(0),
                path);
        NestedField value =
            field(
                ofBase.asMapType().fields().get(1),
                map.fields().get(1),
                ofOther.asMapType().fields().get(1),
                path);
        yield value.isOptional()
            ? Types.MapType.ofOptional(key.fieldId(), value.fieldId(), key.type(), value.type())
            : Types.MapType.ofRequired(key.fieldId(), value.fieldId(), key.type(), value.type());
      }
      default -> ofTrunk;
    };
  }

  private <T extends @Nullable Object> T pick(
      NestedField b,
      NestedField t,
      NestedField o,
      Function<NestedField, T> attribute,
      String name,
      String what) {
    T inBase = attribute.apply(b);
    T inTrunk = attribute.apply(t);
    T inOther = attribute.apply(o);
    if (Objects.equals(inBase, inOther) || Objects.equals(inTrunk, inOther)) {
      return inTrunk;
    }
    if (!Objects.equals(inBase, inTrunk)) {
      conflicts.add(
          TableConflict.of(
              Kind.SAME_COLUMN,
              "Both branches changed the "
                  + what
                  + " of column '"
                  + name
                  + "': one to '"
                  + inTrunk
                  + "', the other to '"
                  + inOther
                  + "'. Make them agree."));
    }
    return inOther;
  }

  private void checkNames(List<NestedField> merged, String path) {
    var byName = new HashMap<String, NestedField>();
    for (NestedField field : merged) {
      // Without regard to case: engines such as DuckDB cannot tell 'a' from 'A'. A pair that one
      // side has already is its own affair.
      NestedField twin = byName.put(field.name().toLowerCase(Locale.ROOT), field);
      if (twin != null && !haveBoth(trunk, twin, field) && !haveBoth(other, twin, field)) {
        conflicts.add(
            TableConflict.of(
                Kind.SAME_COLUMN_NAME,
                "Different columns would be named '"
                    + path
                    + field.name()
                    + "' (field ids "
                    + twin.fieldId()
                    + " and "
                    + field.fieldId()
                    + "). Rename one of them on its branch."));
      }
    }
  }

  private static boolean haveBoth(Map<Integer, NestedField> side, NestedField a, NestedField b) {
    NestedField first = side.get(a.fieldId());
    NestedField second = side.get(b.fieldId());
    return first != null
        && second != null
        && first.name().equals(a.name())
        && second.name().equals(b.name())
        && !a.name().equals(b.name());
  }

  private List<NestedField> ordered(
      List<NestedField> merged,
      List<NestedField> inBase,
      List<NestedField> inTrunk,
      List<NestedField> inOther,
      String path) {
    var kept = new HashSet<Integer>();
    merged.forEach(field -> kept.add(field.fieldId()));
    kept.removeIf(id -> !base.containsKey(id));
    List<Integer> before = order(inBase, kept);
    List<Integer> ofOther = order(inOther, kept);
    if (ofOther.equals(before) || ofOther.equals(order(inTrunk, kept))) {
      return merged;
    }
    if (!order(inTrunk, kept).equals(before)) {
      conflicts.add(
          TableConflict.of(
              Kind.COLUMN_ORDER,
              "Both branches moved columns"
                  + (path.isEmpty() ? "" : " of '" + path + "'")
                  + " to different places. Undo one of the moves."));
      return merged;
    }
    var byId = new HashMap<Integer, NestedField>();
    merged.forEach(field -> byId.put(field.fieldId(), field));
    var reordered = new ArrayList<NestedField>();
    inOther.forEach(
        field -> {
          NestedField moved = byId.remove(field.fieldId());
          if (moved != null) {
            reordered.add(moved);
          }
        });
    merged.stream().filter(field -> byId.containsKey(field.fieldId())).forEach(reordered::add);
    return reordered;
  }

  private static List<Integer> order(List<NestedField> fields, Set<Integer> kept) {
    return fields.stream().map(NestedField::fieldId).filter(kept::contains).toList();
  }

  private Set<Integer> key(Set<Integer> inBase, Set<Integer> inTrunk, Set<Integer> inOther) {
    if (inOther.equals(inBase) || inOther.equals(inTrunk)) {
      return inTrunk;
    }
    if (!inTrunk.equals(inBase)) {
      conflicts.add(
          TableConflict.of(
              Kind.KEY_CHANGED,
              "Both branches changed the primary key (identifier fields). Make them agree."));
    }
    return inOther;
  }
}
