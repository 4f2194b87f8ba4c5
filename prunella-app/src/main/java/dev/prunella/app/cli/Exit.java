package dev.prunella.app.cli;

import dev.prunella.refs.Problem;

/** What the command's exit code tells a script. The numbers never change. */
enum Exit {
  OK(0, "done"),
  FAILED(1, "failed for a reason not listed below"),
  USAGE(2, "the command line, prunella.yaml or a query was not understood"),
  CONFLICT(3, "a conflict: nothing was changed, the conflict is shown as data"),
  NOT_FOUND(4, "there is no such project, branch, commit, table or file"),
  REFUSED(5, "refused: it exists already, is not allowed, or needs a confirmation"),
  BUSY(6, "others were quicker, again and again: try again in a moment"),
  UNKNOWN(7, "the connection broke while it was decided: look before trying again"),
  STORAGE(8, "the lake's database or files are damaged, missing, full or out of reach"),
  HELD(9, "a run failed or was held, or a promise is broken: see what it says"),
  INTERRUPTED(130, "interrupted by Ctrl-C; nothing was half done");

  private final int code;
  private final String meaning;

  Exit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  int code() {
    return code;
  }

  String meaning() {
    return meaning;
  }

  static Exit of(Problem problem) {
    return switch (problem) {
      case NO_SUCH_REF, NO_SUCH_COMMIT, NO_SUCH_TABLE, NO_SUCH_NAMESPACE, NOT_A_LAKE -> NOT_FOUND;
      case AMBIGUOUS, BAD_NAME, BAD_REVISION, BAD_REQUEST -> USAGE;
      case REF_EXISTS, ENTRY_EXISTS, NOT_EMPTY, FOREIGN_WAREHOUSE, GUARDED -> REFUSED;
      case CONFLICT -> CONFLICT;
      case TOO_BUSY -> BUSY;
      case UNKNOWN_FATE -> UNKNOWN;
      case LAKE_DAMAGED, FILE_MISSING, STORAGE_FULL, STORAGE_FAILED -> STORAGE;
      case UNSUPPORTED -> FAILED;
    };
  }
}
