package dev.prunella.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.prunella.refs.EntryKey;
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
  void sqlDoesNotCareForLetterCaseButTheLakeDoes() {
    var name = TableName.of("Sales", "Orders");
    assertThat(name.matches(TableName.of("sales", "orders"))).isTrue();
    assertThat(name.matches(TableName.of("orders"))).isFalse();
    assertThat(name).isNotEqualTo(TableName.of("sales", "orders"));
    assertThat(name.key()).isEqualTo(EntryKey.relation("Sales", "Orders"));
  }

  @Test
  void aPositionCountsWhatPeopleSee() {
    String text = "select 'é😀' x\nfrom t";
    assertThat(Position.in(text, 0)).hasToString("1:1");
    assertThat(Position.in(text, text.indexOf(" x") + 1)).hasToString("1:13");
    assertThat(Position.in(text, text.indexOf("\n"))).hasToString("1:14");
    assertThat(Position.in(text, text.indexOf("from"))).hasToString("2:1");
    assertThat(Position.in(text, 1_000)).hasToString("2:7");
  }
}
