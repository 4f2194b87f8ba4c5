package dev.prunella.app.project;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NewNoteTest {
  /** A table's name may be long, and what is cut of it must be a file's name all the same. */
  @Test
  void aNameThatIsCutIsAName() {
    for (int letters = 60; letters <= 90; letters++) {
      var text = "INC-7 " + "x".repeat(letters) + " window";
      assertThat(NewNote.name(text)).isEqualTo(NewNote.name(NewNote.name(text)));
      assertThat(NewNote.name(text, 12)).endsWith("-12").hasSizeLessThanOrEqualTo(80);
    }
    var odd = "\uD835\uDC9C".repeat(60);
    assertThat(NewNote.name("a" + odd)).isEqualTo(NewNote.name(NewNote.name("a" + odd)));
  }

  @Property
  void whateverItIsMadeOfANameIsItsOwnName(
      @ForAll @StringLength(max = 120) String text, @ForAll int number) {
    var name = NewNote.name(text);
    assertThat(NewNote.name(name)).isEqualTo(name);
    if (!name.isEmpty() && number >= 0) {
      assertThat(NewNote.name(NewNote.name(text, number))).isEqualTo(NewNote.name(text, number));
    }
  }
}
