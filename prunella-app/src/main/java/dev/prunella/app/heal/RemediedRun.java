package dev.prunella.app.heal;

import dev.prunella.app.policy.PolicyFile;
import dev.prunella.app.project.CorrectionFile;
import dev.prunella.app.run.ProjectCode;
import dev.prunella.heal.Remedy;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.pipeline.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A run as remedies have it: by other files, with more memory, with a header sent. */
final class RemediedRun {
  private RemediedRun() {}

  /** The run with what remedies change of its steps. */
  static RunRequest of(RunRequest request, ProjectCode code, List<Remedy> remedies) {
    return sending(enlarged(request, remedies), code, remedies);
  }

  /** Paths to the text that remedies give them; empty where they take a file away. */
  static Map<String, Optional<String>> files(List<Remedy> remedies) {
    var files = new LinkedHashMap<String, Optional<String>>();
    for (var remedy : remedies) {
      if (remedy instanceof Remedy.ChangedCode changed) {
        AgentSuggestions.requireOnlyModels(changed);
        files.putAll(changed.files());
        changed
            .corrections()
            .forEach(
                c -> files.put(CorrectionFile.path(c.id()), Optional.of(CorrectionFile.text(c))));
      }
    }
    if (files.containsKey(PolicyFile.NAME)) {
      throw new IllegalStateException("a remedy never changes what the healer may do");
    }
    return files;
  }

  private static RunRequest enlarged(RunRequest request, List<Remedy> remedies) {
    var memory = new LinkedHashMap<Long, Long>();
    for (var remedy : remedies) {
      if (remedy instanceof Remedy.MoreMemory more) {
        memory.merge(more.had(), more.bytes(), Math::max);
      }
    }
    return memory.isEmpty() ? request : with(request, step -> enlarged(step, memory));
  }

  /** Whether a secret may go where its source loads from is asked here once more. */
  private static RunRequest sending(RunRequest request, ProjectCode code, List<Remedy> remedies) {
    var changed = request;
    for (var remedy : remedies) {
      if (remedy instanceof Remedy.WithHeader header) {
        changed =
            with(
                changed,
                step -> step.table().equals(header.table()) ? sent(step, code, header) : step);
      }
    }
    return changed;
  }

  private static Step sent(Step step, ProjectCode code, Remedy.WithHeader remedy) {
    if (!(step.work() instanceof Step.Work.Load(var declared))
        || !code.project()
            .settings()
            .notesMaySend()
            .to(declared.from())
            .contains(remedy.header().secret())) {
      throw new IllegalStateException(
          remedy.header().secret() + " may not be sent to where " + step.table() + " loads from");
    }
    return remedy.in(step);
  }

  private static RunRequest with(RunRequest request, UnaryOperator<Step> change) {
    return new RunRequest(
        request.pipeline(),
        request.graph().with(change),
        request.interval(),
        request.code(),
        request.again(),
        request.runAt(),
        request.seed(),
        request.by(),
        request.why());
  }

  private static Step enlarged(Step step, Map<Long, Long> memory) {
    var bytes = memory.get(step.limits().memoryBytes());
    return bytes == null ? step : step.within(step.limits().withMemory(bytes));
  }
}
