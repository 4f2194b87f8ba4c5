package dev.prunella.local.engine;

import dev.prunella.pipeline.EngineKeepSpec;
import dev.prunella.pipeline.EngineWorld;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DuckDbEngineKeepTest extends EngineKeepSpec {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Override
  protected EngineWorld create() {
    return new LocalWorld(
        folder, lake -> new DuckDbEngine(lake, DuckDbEngine.limits(lake.config(), 4, 1)));
  }
}
