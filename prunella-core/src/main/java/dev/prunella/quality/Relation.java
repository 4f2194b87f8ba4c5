package dev.prunella.quality;

import java.util.List;

/** A statement about numbers of one row, which may have held in every row so far. */
public sealed interface Relation {

  List<String> columns();

  record AtMost(String less, String more) implements Relation {
    @Override
    public List<String> columns() {
      return List.of(less, more);
    }

    @Override
    public String toString() {
      return less + " <= " + more;
    }
  }

  record Sum(String total, String first, String second) implements Relation {
    @Override
    public List<String> columns() {
      return List.of(total, first, second);
    }

    @Override
    public String toString() {
      return total + " = " + first + " + " + second;
    }
  }

  record Product(String product, String first, String second) implements Relation {
    @Override
    public List<String> columns() {
      return List.of(product, first, second);
    }

    @Override
    public String toString() {
      return product + " = " + first + " * " + second;
    }
  }
}
