package dev.prunella.app.cli;

import dev.prunella.app.api.Commands.Progress;

/** Shows how far a command has come to somebody who looks on. Used by one thread at a time. */
interface Bar {
  /** Nobody looks on. */
  Bar NONE =
      new Bar() {
        @Override
        public void show(Progress progress) {}

        @Override
        public void hide() {}
      };

  /** Shows this instead of what is shown; nothing where there is nothing to be shown. */
  void show(Progress progress);

  /** Makes room for what is printed. */
  void hide();
}
