package dev.prunella.connect.dbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.refs.TableName;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Text that is hardly SQL gets an answer too, and soon. */
class AnySqlProperties {

  @Property(tries = 3_000)
  void anyTextIsTranslatedOrRefused(@ForAll("texts") String text) {
    var doubtful = DoubtfulColumns.of(List.of(text));
    var answer = PostgresSql.translate(text, doubtful);
    WithNames.clash(text, Map.of(TableName.of("db", "a"), TableName.of("a")));
    switch (answer) {
      case Translation.Refused(var why) -> assertThat(why).isNotBlank();
      case Translation.Translated(var sql, var _) ->
          assertThat(PostgresSql.translate(sql, doubtful))
              .as("of %s, again", sql)
              .isInstanceOf(Translation.class);
    }
  }

  @Property(tries = 1_000)
  void tokensAreTheTextWithoutCommentsAndSpace(@ForAll("texts") String text) {
    var tokens = SqlTokens.of(text);
    int end = 0;
    for (int i = 0; i < tokens.size(); i++) {
      var token = tokens.at(i);
      assertThat(token.start()).isGreaterThanOrEqualTo(end);
      assertThat(token.end()).isGreaterThan(token.start());
      assertThat(text.substring(token.start(), token.end())).isEqualTo(token.text());
      end = token.end();
    }
  }

  @Provide
  Arbitrary<String> texts() {
    var words =
        Arbitraries.of(
            "select",
            "with",
            "a",
            "b",
            "db",
            "\"c\"",
            "as",
            "cast",
            "numeric",
            "float",
            "int",
            "varchar",
            "sum",
            "round",
            "floor",
            "extract",
            "epoch",
            "desc",
            "from",
            "case",
            "then",
            "end",
            "coalesce",
            "avg",
            ",",
            ".",
            "::",
            "/",
            "*",
            "-",
            "+",
            "1",
            "2.5",
            "1e5",
            ".5",
            "'x'",
            "--",
            "\n",
            "é",
            "\ud83d\ude00",
            "( a / 2.0 )",
            "( )",
            "sum ( a , b )",
            "cast ( a as float )",
            "round ( a / b , 2 )",
            "[ 1 ]");
    var odd = Arbitraries.of("(", ")", "[", "]", "'", "\"", "$$", "$", "/*", "*/", "~", ";");
    var sound = words.list().ofMaxSize(40);
    var any = Arbitraries.oneOf(words, words, odd).list().ofMaxSize(40);
    return Arbitraries.oneOf(sound, any).map(parts -> String.join(" ", parts));
  }
}
