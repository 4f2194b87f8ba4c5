package dev.prunella.local.engine;

import dev.prunella.pipeline.EngineExactSpec;
import dev.prunella.pipeline.EngineWorld;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Starts a process for each step, which takes minutes; see the root pom for how to run it. */
@Tag("processes")
@Timeout(600)
class ChildEngineExactTest extends EngineExactSpec {
  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @Override
  protected EngineWorld create() {
    return new LocalWorld(folder, lake -> new ChildEngine(lake, Map.of(), 256L << 20));
  }
}
