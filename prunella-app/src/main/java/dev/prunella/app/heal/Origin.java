package dev.prunella.app.heal;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.app.project.LoadedProject.Care;
import dev.prunella.pipeline.Source;
import dev.prunella.pipeline.Step;
import dev.prunella.refs.TableName;
import java.util.Optional;

/**
 * Where a table loads from, and whose it is: what keeps one source from there may keep all.
 *
 * @param place a host, or a folder of files
 */
record Origin(String place, String owner) {

  /** Of a table that loads from somewhere, and has an owner. */
  static Optional<Origin> of(LoadedProject project, TableName table) {
    return project
        .graph()
        .step(table)
        .filter(step -> step.work() instanceof Step.Work.Load)
        .flatMap(step -> place(((Step.Work.Load) step.work()).source().from()))
        .flatMap(
            place ->
                project.careOf(table).flatMap(Care::owner).map(owner -> new Origin(place, owner)));
  }

  private static Optional<String> place(Source source) {
    return source instanceof Source.Files(var pattern)
        ? Optional.of(folder(pattern))
        : KnownNotes.host(source);
  }

  /** As far as all intervals have it in common. */
  private static String folder(String pattern) {
    int varies = pattern.length();
    for (var sign : new char[] {'{', '*', '?'}) {
      int at = pattern.indexOf(sign);
      varies = at < 0 ? varies : Math.min(varies, at);
    }
    int end = pattern.lastIndexOf('/', varies - 1);
    return end < 0 ? "." : pattern.substring(0, end);
  }
}
