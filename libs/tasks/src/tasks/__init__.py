"""Tasks that recur, run by Celery; a service registers them with ``tasks.registry.recurring``."""
