"""What the processes of Celery count of the tasks."""

from prometheus_client import Counter, Histogram

task_runs_total = Counter("task_runs_total", "Runs of recurring tasks that ended well.", ["task"])
task_failures_total = Counter("task_failures_total", "Runs of recurring tasks that raised an error.", ["task"])
task_overlaps_total = Counter(
    "task_overlaps_total", "Runs that were left out because the run before was still going on.", ["task"]
)
task_seconds = Histogram("task_seconds", "Time of one run of a recurring task.", ["task"])
tasks_sent_total = Counter("tasks_sent_total", "Messages that the schedule has sent to the workers.", ["task"])
tasks_not_sent_total = Counter(
    "tasks_not_sent_total", "Messages that were not sent: no broker, or too many are waiting.", ["task"]
)
