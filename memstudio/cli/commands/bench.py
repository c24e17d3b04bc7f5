"""`memstudio bench`: the project's own measurements. A new one is one file in `benchmarks`."""

import typer

from memstudio.cli.benchmarks import (
    attention,
    cost,
    data,
    faults,
    kills,
    knn_layers,
    memory_cost,
    memory_tasks,
    peers,
    provenance,
    reading,
    task_templates,
    trace,
    trainer,
    ui,
)

app = typer.Typer(
    help="Measure what memories learn, what they and their traces cost, how they stand beside others, how fast text is read, what kills and other faults lose, how smooth the window stays, how far the cost calculator is off, whether explanations are true, and which layer should remember.",
    no_args_is_help=True,
)
app.command("memory-tasks")(memory_tasks.run)
app.command("memory-cost")(memory_cost.run)
app.command("cost")(cost.run)
app.command("task-templates")(task_templates.run)
app.command("data")(data.run)
app.command("attention")(attention.run)
app.command("kills")(kills.run)
app.command("faults")(faults.run)
app.command("trainer")(trainer.run)
app.command("ui")(ui.run)
app.command("trace")(trace.run)
app.command("provenance")(provenance.run)
app.command("knn-layers")(knn_layers.run)
app.command("peers")(peers.run)
app.command("reading")(reading.run)
