package dev.prunella.app.cli;

import dev.prunella.app.run.Workspace;
import dev.prunella.pipeline.RunPlan;
import dev.prunella.pipeline.RunRequest;
import dev.prunella.refs.CommitId;
import dev.prunella.refs.Ref;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a plan is told. */
final class PlanViews {
  private PlanViews() {}

  /** JSON: what a run would do. */
  record View(
      String pipeline,
      @Nullable String interval,
      String code,
      CommitId main,
      List<StepView> steps) {}

  /** JSON: what would become of a step. */
  record StepView(
      String table,
      String kind,
      boolean computes,
      String why,
      List<String> reads,
      String materialized,
      String place) {}

  static Exit answer(Console console, Workspace workspace, RunRequest request) {
    var lake = workspace.lake().lake();
    var plan = RunPlan.of(request, lake, lake.head(Ref.MAIN), workspace.engine());
    var view = view(plan);
    console.answer(view, () -> tell(console, view));
    return Exit.OK;
  }

  private static View view(RunPlan plan) {
    var request = plan.request();
    return new View(
        request.pipeline().name(),
        request
            .interval()
            .flatMap(i -> request.pipeline().calendar().map(c -> c.label(i)))
            .orElse(null),
        request.code().origin(),
        plan.base().id(),
        plan.steps().stream()
            .map(
                planned ->
                    new StepView(
                        planned.step().table().toString(),
                        planned.step().kind(),
                        planned.computes(),
                        planned.decision().why(),
                        planned.step().reads().stream().map(Object::toString).toList(),
                        planned.step().how().words(),
                        planned.step().place().toString()))
            .toList());
  }

  private static void tell(Console console, View view) {
    console.line(
        console.paint(Ink.STRONG, Words.safe(view.pipeline()))
            + (view.interval() == null ? "" : "  " + view.interval())
            + console.paint(Ink.DIM, "  on top of main at " + view.main().brief()));
    var grid = new Grid(console);
    for (var step : view.steps()) {
      grid.row(
          step.computes() ? Grid.text("run", Ink.GOOD) : Grid.text("keep", Ink.DIM),
          Grid.text(step.table(), Ink.NAME),
          Grid.text(step.kind(), Ink.DIM),
          Grid.text(step.materialized(), Ink.DIM),
          Grid.text(step.why()));
    }
    grid.print("  ");
    long runs = view.steps().stream().filter(StepView::computes).count();
    console.line(
        runs
            + " of "
            + Words.count(view.steps().size(), "step")
            + " would run; nothing has been changed");
  }
}
