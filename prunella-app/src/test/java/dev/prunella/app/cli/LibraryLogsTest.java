package dev.prunella.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What libraries may say beside our own answers. */
class LibraryLogsTest {
  /** By its name, for it does not come with the program's own interfaces. */
  private static final String LOOKS_FOR_GPUS = "ai.djl.util.cuda.CudaUtils";

  @Test
  void whatAModelLacksOnAProcessorIsNoNews() throws ClassNotFoundException {
    var of = Class.forName(LOOKS_FOR_GPUS, false, getClass().getClassLoader());
    assertThat(LoggerFactory.getLogger(of).isWarnEnabled()).isFalse();
    assertThat(LoggerFactory.getLogger("ai.djl.util.Platform").isWarnEnabled()).isTrue();
  }
}
