package dev.prunella.refs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {

  @Test
  void theDottedFormIsReadBack() {
    for (TableName name :
        List.of(
            TableName.of("orders"),
            TableName.of("sales", "orders"),
            TableName.of("a.b", "say \"x\"", "sélect", " "),
            TableName.of("\"", "."))) {
      assertThat(TableName.parse(name.toString())).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "\"a", "\"a\"b", "\"\"", "a.\"\""})
  void whatIsNoNameIsRefused(String text) {
    assertThatThrownBy(() -> TableName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not a table's name");
  }

  @Test
  void namesAreOrderedAsTheirKeysAre() {
    var names =
        List.of(
            TableName.of("a"),
            TableName.of("a", "b"),
            TableName.of("a", "b", "a"),
            TableName.of("a.b"),
            TableName.of("B"),
            TableName.of("b", "\uD83D\uDE00"),
            TableName.of("b", "\uFFFD"));
    for (var one : names) {
      for (var other : names) {
        assertThat(Integer.signum(one.compareTo(other)))
            .isEqualTo(Integer.signum(one.key().compareTo(other.key())));
      }
    }
  }

  @Test
  void sqlDoesNotCareForLetterCaseButTheLakeDoes() {
    var name = TableName.of("Sales", "Orders");
    assertThat(name.matches(TableName.of("sales", "orders"))).isTrue();
    assertThat(name.matches(TableName.of("orders"))).isFalse();
    assertThat(name).isNotEqualTo(TableName.of("sales", "orders"));
    assertThat(name.key()).isEqualTo(EntryKey.relation("Sales", "Orders"));
  }
}
