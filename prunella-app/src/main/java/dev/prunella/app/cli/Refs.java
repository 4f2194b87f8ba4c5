package dev.prunella.app.cli;

import dev.prunella.local.LocalLake;
import dev.prunella.refs.LakeException;
import dev.prunella.refs.Problem;
import dev.prunella.refs.Ref;

/** Questions about refs that several commands ask. */
final class Refs {
  private Refs() {}

  /** The ref, which must be a branch or a tag as the command says. */
  static Ref require(LocalLake lake, String name, Ref.Kind kind) {
    var ref = lake.lake().ref(name);
    if (ref.kind() != kind) {
      var is = ref.kind() == Ref.Kind.TAG ? "a tag" : "a branch";
      throw new LakeException(
          Problem.BAD_REQUEST,
          "'" + name + "' is " + is + ", not " + (kind == Ref.Kind.TAG ? "a tag" : "a branch"));
    }
    return ref;
  }
}
