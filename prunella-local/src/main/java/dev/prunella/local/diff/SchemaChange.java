package dev.prunella.local.diff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;

/**
 * One change of a column. Columns are the same when their field ids are, whatever they are called.
 *
 * @param column the column's name now; before, where it is gone
 * @param before its old name, type or rule; empty where there was none
 * @param after its new one; empty where there is none
 */
public record SchemaChange(
    Kind kind, String column, Optional<String> before, Optional<String> after) {

  /** What happened to a column. */
  public enum Kind {
    ADDED,
    DROPPED,
    RENAMED,
    TYPE_CHANGED,
    BECAME_REQUIRED,
    BECAME_OPTIONAL,
    KEY_CHANGED
  }

  /** What turned one schema into another, nested columns included. */
  public static List<SchemaChange> between(Schema before, Schema after) {
    var changes = new ArrayList<SchemaChange>();
    var old = TypeUtil.indexById(before.asStruct());
    var young = TypeUtil.indexById(after.asStruct());
    old.keySet().stream()
        .sorted()
        .filter(id -> !young.containsKey(id) && !parentGone(before, after, id))
        .forEach(id -> changes.add(dropped(before, id)));
    young.keySet().stream()
        .sorted()
        .forEach(
            id -> {
              if (!old.containsKey(id)) {
                if (!parentGone(after, before, id)) {
                  changes.add(added(after, id));
                }
              } else {
                compare(before, after, id, changes);
              }
            });
    var keyBefore = before.identifierFieldIds();
    if (!keyBefore.equals(after.identifierFieldIds())) {
      changes.add(
          new SchemaChange(
              Kind.KEY_CHANGED, key(after), Optional.of(key(before)), Optional.of(key(after))));
    }
    return List.copyOf(changes);
  }

  private static void compare(Schema before, Schema after, int id, List<SchemaChange> changes) {
    var old = before.findField(id);
    var young = after.findField(id);
    var name = after.findColumnName(id);
    if (!old.name().equals(young.name())) {
      changes.add(
          new SchemaChange(
              Kind.RENAMED, name, Optional.of(before.findColumnName(id)), Optional.of(name)));
    }
    // What changed inside a nested type is told by its own columns.
    boolean bothNested = old.type().isNestedType() && young.type().isNestedType();
    if (!bothNested && !old.type().equals(young.type())) {
      changes.add(new SchemaChange(Kind.TYPE_CHANGED, name, text(old.type()), text(young.type())));
    }
    if (old.isOptional() != young.isOptional()) {
      changes.add(
          new SchemaChange(
              young.isOptional() ? Kind.BECAME_OPTIONAL : Kind.BECAME_REQUIRED,
              name,
              Optional.empty(),
              Optional.empty()));
    }
  }

  private static SchemaChange dropped(Schema before, int id) {
    return new SchemaChange(
        Kind.DROPPED, before.findColumnName(id), text(before.findType(id)), Optional.empty());
  }

  private static SchemaChange added(Schema after, int id) {
    return new SchemaChange(
        Kind.ADDED, after.findColumnName(id), Optional.empty(), text(after.findType(id)));
  }

  /** A struct that came or went is told once, not again for each of its parts. */
  private static boolean parentGone(Schema with, Schema without, int id) {
    return Optional.ofNullable(TypeUtil.indexParents(with.asStruct()).get(id))
        .filter(parent -> without.findField(parent) == null)
        .isPresent();
  }

  private static Optional<String> text(Type type) {
    return Optional.of(Types.name(type));
  }

  private static String key(Schema schema) {
    return String.join(", ", schema.identifierFieldNames().stream().sorted().toList());
  }
}
