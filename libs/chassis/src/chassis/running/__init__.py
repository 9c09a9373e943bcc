"""The processes of a service: web server, worker, probes, housekeeping."""
