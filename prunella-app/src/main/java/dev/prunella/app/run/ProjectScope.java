package dev.prunella.app.run;

import dev.prunella.app.project.FileKind;
import dev.prunella.local.code.CodeScope;

/**
 * A project's code is what its pipelines are read from. What dbt has compiled is given from where
 * it lies.
 */
final class ProjectScope implements CodeScope {

  @Override
  public boolean holds(String path) {
    return FileKind.of(path).filter(kind -> kind != FileKind.DBT).isPresent();
  }

  @Override
  public boolean reaches(String folder) {
    return FileKind.isFolderOfCode(folder);
  }
}
