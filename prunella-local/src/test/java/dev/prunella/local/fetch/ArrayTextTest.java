package dev.prunella.local.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrayTextTest {

  @Test
  void elementsBecomeWhatJsonHasForThem() {
    assertThat(ArrayText.json("{}", "_int4")).isEqualTo("[]");
    assertThat(ArrayText.json("{1,NULL,-3}", "_int8")).isEqualTo("[1,null,-3]");
    assertThat(ArrayText.json("{1.10,NaN}", "_numeric")).isEqualTo("[1.10,\"NaN\"]");
    assertThat(ArrayText.json("{t,f}", "_bool")).isEqualTo("[true,false]");
    assertThat(ArrayText.json("[2:3]={{1,2},{3,4}}", "_int4")).isEqualTo("[[1,2],[3,4]]");
    assertThat(ArrayText.json("{\"a \\\"b\\\\\",\"\",\"NULL\",NULL,\"{x,y}\"}", "_text"))
        .isEqualTo("[\"a \\\"b\\\\\",\"\",\"NULL\",null,\"{x,y}\"]");
    assertThat(ArrayText.json("{\"line\nend\"}", "_text")).isEqualTo("[\"line\\u000aend\"]");
    assertThat(ArrayText.json("{\"{\\\"a\\\": 1.50}\"}", "_jsonb")).isEqualTo("[{\"a\": 1.50}]");
  }
}
