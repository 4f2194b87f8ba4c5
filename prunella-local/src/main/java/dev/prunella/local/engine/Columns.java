package dev.prunella.local.engine;

import dev.prunella.local.duckdb.DuckDbException;
import dev.prunella.local.duckdb.DuckDbTypes;
import dev.prunella.local.duckdb.IcebergTypes;
import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.Fault.Kind;
import dev.prunella.refs.DidYouMean;
import dev.prunella.refs.TableName;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.Schema;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/** How the columns that arrive become a table's columns. */
final class Columns {
  private Columns() {}

  /** The columns of a query. */
  static Schema of(ResultSetMetaData found, TableName table) throws SQLException {
    Schema schema;
    var names = new HashSet<String>();
    for (int i = 1; i <= found.getColumnCount(); i++) {
      var name = found.getColumnLabel(i);
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw new FaultException(
            Kind.SQL_INVALID,
            "the query gives two columns named '" + name + "'",
            "name one of them otherwise: ... as other_name");
      }
    }
    try {
      schema = IcebergTypes.schemaOf(found);
    } catch (DuckDbException e) {
      var parts = String.valueOf(e.getMessage()).split(" Next: ", 2);
      throw new FaultException(
          Kind.TYPE_MISMATCH, table + ": " + parts[0], parts.length > 1 ? parts[1] : "");
    }
    return schema;
  }

  /** The same with a key that is never null and that the table knows as its rows' identity. */
  static Schema withKey(Schema schema, List<String> key) {
    var ids = new HashSet<Integer>();
    var columns = new ArrayList<NestedField>();
    for (var column : schema.columns()) {
      boolean inKey = key.stream().anyMatch(column.name()::equalsIgnoreCase);
      if (inKey) {
        ids.add(column.fieldId());
      }
      columns.add(inKey ? column.asRequired() : column);
    }
    try {
      return new Schema(columns, ids);
    } catch (IllegalArgumentException e) {
      throw new FaultException(
          Kind.TYPE_MISMATCH,
          "(" + String.join(", ", key) + ") cannot be a key: " + e.getMessage(),
          "a key is made of whole numbers, text, dates or times");
    }
  }

  static List<NestedField> require(Schema schema, TableName table, List<String> names) {
    return names.stream().map(name -> require(schema, table, name)).toList();
  }

  private static NestedField require(Schema schema, TableName table, String name) {
    var field = schema.columns().stream().filter(c -> c.name().equalsIgnoreCase(name)).findFirst();
    if (field.isEmpty()) {
      var known = schema.columns().stream().map(NestedField::name).toList();
      throw new FaultException(
          Kind.UNKNOWN_COLUMN,
          table + ": the key column '" + name + "' is not among what the query gives",
          DidYouMean.among(known, name)
              .map(near -> "did you mean '" + near + "'?")
              .orElse("the query gives " + String.join(", ", known)));
    }
    return field.get();
  }

  /** What has to be done to a table's columns; nothing, when they fit. */
  record Plan(List<Consumer<UpdateSchema>> edits) {
    boolean changes() {
      return !edits.isEmpty();
    }
  }

  /**
   * The new columns take the place of the old ones: a column of the same name and type is the same
   * column, every other one is new.
   */
  static Plan replace(Schema there, Schema arriving) {
    var edits = new ArrayList<Consumer<UpdateSchema>>();
    var arrivingByName = new HashMap<String, NestedField>();
    arriving.columns().forEach(c -> arrivingByName.put(c.name(), c));
    var kept = new HashSet<String>();
    if (!there.identifierFieldIds().isEmpty()) {
      edits.add(update -> update.setIdentifierFields(Set.of()));
    }
    for (var old : there.columns()) {
      var next = arrivingByName.get(old.name());
      if (next != null && same(old.type(), next.type())) {
        kept.add(old.name());
        if (old.isRequired()) {
          edits.add(update -> update.makeColumnOptional(old.name()));
        }
      } else if (next != null && TypeUtil.isPromotionAllowed(old.type(), primitive(next.type()))) {
        kept.add(old.name());
        edits.add(update -> update.updateColumn(old.name(), next.type().asPrimitiveType()));
      } else {
        edits.add(update -> update.deleteColumn(old.name()));
      }
    }
    for (var next : arriving.columns()) {
      if (!kept.contains(next.name())) {
        edits.add(update -> update.addColumn(next.name(), next.type()));
      }
    }
    var before = there.columns().stream().map(NestedField::name).toList();
    var after = arriving.columns().stream().map(NestedField::name).toList();
    if (!before.equals(after)) {
      edits.addAll(inOrder(after));
    }
    return new Plan(List.copyOf(edits));
  }

  private static List<Consumer<UpdateSchema>> inOrder(List<String> names) {
    var moves = new ArrayList<Consumer<UpdateSchema>>();
    moves.add(update -> update.moveFirst(names.getFirst()));
    for (int i = 1; i < names.size(); i++) {
      var name = names.get(i);
      var previous = names.get(i - 1);
      moves.add(update -> update.moveAfter(name, previous));
    }
    return moves;
  }

  /**
   * The old columns stay, since old rows do: new ones are added, types widen.
   *
   * @param before a column before which new ones are put, if the table has it
   */
  static Plan extend(Schema there, Schema arriving, TableName table, Optional<String> before) {
    var edits = new ArrayList<Consumer<UpdateSchema>>();
    Map<String, NestedField> rest = new HashMap<>();
    arriving.columns().forEach(c -> rest.put(c.name().toLowerCase(Locale.ROOT), c));
    for (var old : there.columns()) {
      var next = rest.remove(old.name().toLowerCase(Locale.ROOT));
      if (next == null) {
        throw new FaultException(dropped(table, old, arriving));
      }
      if (!same(old.type(), next.type()) && !holds(old.type(), next.type())) {
        if (!TypeUtil.isPromotionAllowed(old.type(), primitive(next.type()))) {
          throw new FaultException(otherType(table, old, next));
        }
        edits.add(update -> update.updateColumn(old.name(), next.type().asPrimitiveType()));
      }
    }
    for (var next : arriving.columns()) {
      if (rest.containsKey(next.name().toLowerCase(Locale.ROOT))) {
        edits.add(update -> update.addColumn(next.name(), next.type()));
        before
            .filter(b -> there.findField(b) != null)
            .ifPresent(b -> edits.add(update -> update.moveBefore(next.name(), b)));
      }
    }
    return new Plan(List.copyOf(edits));
  }

  /** As {@link #extend}, but a column that is no longer given just gets no more values. */
  static Plan widen(Schema there, Schema arriving, TableName table) {
    var given = new HashSet<String>();
    arriving.columns().forEach(c -> given.add(c.name().toLowerCase(Locale.ROOT)));
    var kept =
        there.columns().stream()
            .filter(c -> given.contains(c.name().toLowerCase(Locale.ROOT)))
            .toList();
    return extend(new Schema(kept), arriving, table, Optional.empty());
  }

  private static Fault dropped(TableName table, NestedField old, Schema arriving) {
    var names = arriving.columns().stream().map(NestedField::name).toList();
    return Fault.of(
            Kind.SCHEMA_CHANGED,
            table
                + " has a column '"
                + old.name()
                + "', which is no longer given"
                + DidYouMean.among(names, old.name())
                    .map(near -> "; '" + near + "' looks like it")
                    .orElse(""),
            "give it again, if need be as NULL, or make the table in full")
        .with(Fault.COLUMN, old.name());
  }

  private static Fault otherType(TableName table, NestedField old, NestedField next) {
    return Fault.of(
            Kind.TYPE_MISMATCH,
            "%s.%s is %s, and %s arrives".formatted(table, old.name(), old.type(), next.type()),
            "cast it to " + old.type() + ", or make the table in full")
        .with(Fault.COLUMN, old.name());
  }

  /** Whether both are the same type, whatever ids their parts have. */
  private static boolean same(Type one, Type other) {
    return one.typeId() == other.typeId() && DuckDbTypes.of(one).equals(DuckDbTypes.of(other));
  }

  /** Whether a column holds every value of another type as it is. */
  private static boolean holds(Type column, Type value) {
    if (value.isPrimitiveType() && TypeUtil.isPromotionAllowed(value, primitive(column))) {
      return true;
    }
    return switch (column.typeId()) {
      case DOUBLE -> value.typeId() == Type.TypeID.INTEGER;
      case DECIMAL -> {
        var decimal = (Types.DecimalType) column;
        int whole = decimal.precision() - decimal.scale();
        yield (value.typeId() == Type.TypeID.INTEGER && whole >= 10)
            || (value.typeId() == Type.TypeID.LONG && whole >= 19)
            || (value instanceof Types.DecimalType other
                && other.scale() <= decimal.scale()
                && other.precision() - other.scale() <= whole);
      }
      default -> false;
    };
  }

  /** Iceberg asks for a primitive type; a nested one is never a promotion. */
  private static Type.PrimitiveType primitive(Type type) {
    return type.isPrimitiveType() ? type.asPrimitiveType() : Types.BooleanType.get();
  }
}
