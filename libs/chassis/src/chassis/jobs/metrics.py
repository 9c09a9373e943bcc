"""What the worker counts of jobs."""

from prometheus_client import Counter, Gauge

job_steps_total = Counter("job_steps_total", "Steps of jobs that were taken.", ["kind"])
job_failures_total = Counter("job_failures_total", "Steps of jobs that raised an error and are tried again.", ["kind"])
jobs_waiting = Gauge("jobs_waiting", "Jobs that are not finished, counted up to 1,000.")
jobs_oldest_seconds = Gauge("jobs_oldest_seconds", "Age of the oldest of these jobs; 0 when there is none.")
