package dev.prunella.heal;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A repair of models by small changes of their text: a proposal, which is rehearsed and proved like
 * any other.
 *
 * @param patches what is changed of the text that the author has
 * @param files the new text of each file that the run is to go by
 * @param rivals other repairs of the same size that come out as well, in words; where there are
 *     any, a person chooses
 * @param ofNewText whether it changes what the last good text does not have: nothing that is known
 *     tells what was meant there
 */
public record Patch(
    List<TextPatch> patches,
    Map<String, Optional<String>> files,
    String words,
    List<String> rivals,
    boolean ofNewText) {
  public Patch {
    patches = List.copyOf(patches);
    files = Map.copyOf(files);
    rivals = List.copyOf(rivals);
  }
}
