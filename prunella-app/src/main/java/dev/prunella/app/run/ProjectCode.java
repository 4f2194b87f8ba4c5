package dev.prunella.app.run;

import dev.prunella.app.project.LoadedProject;
import dev.prunella.pipeline.RunCode;

/** The project as one code tree says it. */
public record ProjectCode(RunCode code, LoadedProject project) {}
