package dev.prunella.heal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.prunella.pipeline.Fault;
import dev.prunella.pipeline.NumberForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NumberFormsTest {
  private final Map<String, List<String>> file = new LinkedHashMap<>();

  @Test
  void aDecimalCommaIsOneWayAndNamesNoUnit() {
    file.put("price", List.of("12,50", "7,1", "1000,0"));
    var ways = read();
    assertThat(ways).containsExactly(Map.of("price", new NumberForm("", "", "", ",")));
    assertThat(NumberForms.namesUnits(ways.getFirst())).isFalse();
  }

  @Test
  void whatMayBeAThousandOrOneAndABitIsToldBothWays() {
    file.put("price", List.of("1,234", "2,500"));
    assertThat(read())
        .containsExactlyInAnyOrder(
            Map.of("price", new NumberForm("", "", "", ",")),
            Map.of("price", new NumberForm("", "", ",", ".")));
  }

  @Test
  void noThousandBeginsWithNought() {
    file.put("price", List.of("0,850", "2,500"));
    assertThat(read()).containsExactly(Map.of("price", new NumberForm("", "", "", ",")));
  }

  @Test
  void groupsAreReadWhereAValueHasBothMarks() {
    file.put("price", List.of("1.234,50", "7,10"));
    assertThat(read()).containsExactly(Map.of("price", new NumberForm("", "", ".", ",")));
  }

  @Test
  void aUnitIsReadWhereAllHaveItAndSaidToBeOne() {
    file.put("reach", List.of("10.0 km", "8 km"));
    var ways = read();
    assertThat(ways).containsExactly(Map.of("reach", new NumberForm("", " km", "", ".")));
    assertThat(NumberForms.namesUnits(ways.getFirst())).isTrue();
  }

  @Test
  void twoUnitsInOneColumnAreNoWayToReadIt() {
    file.put("reach", List.of("10.0 km", "8 mi"));
    assertThat(read()).isEmpty();
  }

  @Test
  void severalColumnsAreReadTogether() {
    file.put("price", List.of("12,50"));
    file.put("tax", List.of("$3.10"));
    assertThat(read())
        .containsExactly(
            Map.of(
                "price", new NumberForm("", "", "", ","), "tax", new NumberForm("$", "", "", ".")));
  }

  @Test
  void whatIsNoNumberAtAllIsNotRead() {
    file.put("price", List.of("a few", "1"));
    assertThat(read()).isEmpty();
  }

  private List<Map<String, NumberForm>> read() {
    return new NumberForms(this::probe).read(probe(Map.of()).orElseThrow());
  }

  /** Reads as the engine does: the first value that is no number of its column's form. */
  private Optional<Fault> probe(Map<String, NumberForm> forms) {
    for (var column : file.entrySet()) {
      var form = forms.getOrDefault(column.getKey(), NumberForm.PLAIN);
      for (var value : column.getValue()) {
        if (!isNumber(value, form)) {
          return Optional.of(
              Fault.of(Fault.Kind.TYPE_MISMATCH, "'" + value + "' is no double", "")
                  .with(Fault.COLUMN, column.getKey())
                  .with(Fault.VALUE, value));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isNumber(String value, NumberForm form) {
    if (!value.startsWith(form.before()) || !value.endsWith(form.after())) {
      return false;
    }
    var bare = value.substring(form.before().length(), value.length() - form.after().length());
    var whole =
        form.grouping().isEmpty()
            ? "\\d+"
            : "(\\d{1,3}|[1-9]\\d{0,2}(\\Q" + form.grouping() + "\\E\\d{3})+)";
    return bare.matches(whole + "(\\Q" + form.point() + "\\E\\d*)?");
  }
}
