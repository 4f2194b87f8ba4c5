package dev.prunella.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndicatorsTest {

  @Test
  void identifiersAndSentencesSpeakOneLanguage() {
    assertThat(Words.of("TableNotFoundException", 10))
        .containsExactly("table", "not", "found", "exception");
    assertThat(Words.of("[TABLE_OR_VIEW_NOT_FOUND]", 10))
        .containsExactly("table", "or", "view", "not", "found");
    assertThat(Words.of("HTTPError can't and doesn't", 10))
        .containsExactly("http", "error", "cannot", "and", "does", "not");
  }

  @Test
  void everyCauseIsSpokenForByAPhrase() {
    var spoken = new HashSet<String>();
    Indicators.all().phrases().forEach(list -> list.forEach(p -> spoken.add(p.cause().name())));
    assertThat(CauseTable.all().keySet()).allMatch(spoken::contains);
  }

  @Test
  void aPhraseAllowsAFewWordsInItsGapAndNoMore() {
    assertThat(causes("column a.b.c does not exist")).contains("missing_column");
    assertThat(causes("column " + "x ".repeat(Indicators.GAP + 1) + "does not exist"))
        .doesNotContain("missing_column");
  }

  private static List<String> causes(String line) {
    return Indicators.all().in(Words.of(line, 1000)).stream()
        .map(f -> f.phrase().cause().name())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          psycopg2.errors.UndefinedColumn: column c.code does not exist | code | missing_column
          ERROR 1146 (42S02): Table 'shop.orders_v2' doesn't exist | code | missing_table
          ORA-00054: resource busy and acquire with NOWAIT specified | transient_third_party | lock_timeout
          100038 (22018): Numeric value 'abc' is not recognized | data | unparseable_number
          pymongo.errors.DuplicateKeyError: E11000 duplicate key error | data | duplicate_key
          Error: connect ECONNREFUSED 127.0.0.1:5432 | infrastructure | connection_refused
          0/5 nodes are available: 5 Insufficient memory. | infrastructure | insufficient_capacity
          botocore.exceptions.ClientError: An error occurred (SlowDown): Please reduce your request rate. | transient_third_party | rate_limited
          java.lang.OutOfMemoryError: Java heap space | infrastructure | out_of_memory
          requests.exceptions.HTTPError: 403 Client Error: Forbidden for url: x | infrastructure | permission_denied
          requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: x | transient_third_party | http_503
          ModuleNotFoundError: No module named 'pyarrow' | code | import_error
          """)
  void phrasesAloneKnowFailuresOfManySystems(String text, String failureClass, String cause) {
    var diagnosis = Diagnoser.of(List.of()).diagnose(text);
    assertThat(diagnosis).isInstanceOf(Diagnosis.Known.class);
    var known = (Diagnosis.Known) diagnosis;
    assertThat(known.failureClass().word()).isEqualTo(failureClass);
    assertThat(known.cause().name()).isEqualTo(cause);
  }
}
