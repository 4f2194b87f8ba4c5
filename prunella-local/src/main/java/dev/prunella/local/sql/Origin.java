package dev.prunella.local.sql;

import dev.prunella.pipeline.SqlFacts.ColumnName;
import dev.prunella.pipeline.SqlFacts.Kind;
import dev.prunella.pipeline.SqlFacts.Lineage;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/** Where a value comes from; a {@link Lineage} without the rows, which belong to the relation. */
sealed interface Origin {

  record Known(Kind kind, Set<ColumnName> columns) implements Origin {}

  record Unknown(String why, Set<ColumnName> columns) implements Origin {}

  static Origin constant() {
    return new Known(Kind.CONSTANT, Set.of());
  }

  /** The columns that enter, or may. */
  Set<ColumnName> columns();

  static Origin column(ColumnName column) {
    return new Known(Kind.DIRECT, Set.of(column));
  }

  /** A value made from several, in a way that is at least the given kind. */
  static Origin made(Kind atLeast, Collection<Origin> parts) {
    Kind kind = Kind.CONSTANT;
    String unknown = null;
    Set<ColumnName> columns = new LinkedHashSet<>();
    for (Origin part : parts) {
      columns.addAll(part.columns());
      switch (part) {
        case Known known -> kind = kind.with(known.kind());
        case Unknown not -> unknown = unknown == null ? not.why() : unknown;
      }
    }
    if (unknown != null) {
      return new Unknown(unknown, columns);
    }
    // An expression over constants is one, whatever is done to them.
    boolean constant = atLeast != Kind.AGGREGATED && kind == Kind.CONSTANT && columns.isEmpty();
    return new Known(constant ? Kind.CONSTANT : kind.with(atLeast), columns);
  }

  /** One of several: a branch of a UNION, or a side of a join. */
  static Origin oneOf(Collection<Origin> choices) {
    return made(Kind.CONSTANT, choices);
  }

  /** Made from something by other means than an expression over it alone. */
  default Origin and(Kind atLeast, Set<ColumnName> more) {
    Set<ColumnName> all = new LinkedHashSet<>(columns());
    all.addAll(more);
    return switch (this) {
      case Known known -> new Known(known.kind().with(atLeast), all);
      case Unknown not -> new Unknown(not.why(), all);
    };
  }

  default Lineage lineage(Set<ColumnName> rows) {
    return switch (this) {
      case Known known -> {
        var only = new TreeSet<>(rows);
        only.removeAll(known.columns());
        yield new Lineage.Known(known.kind(), new TreeSet<>(known.columns()), only);
      }
      case Unknown not -> new Lineage.Unknown(not.why(), new TreeSet<>(not.columns()));
    };
  }
}
