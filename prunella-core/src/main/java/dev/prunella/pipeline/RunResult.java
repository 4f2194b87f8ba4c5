package dev.prunella.pipeline;

/** How a run ended. */
public record RunResult(RunId run, RunEvent.Outcome outcome, String sentence) {}
