"""What the agent counts."""

from prometheus_client import Counter, Gauge

EVENTS = Counter("gateway_agent_events_total", "Messages from the bus", ["result"])
AUTH_FAULTS = Counter("gateway_agent_auth_faults_total", "Failed requests to the auth service", ["what"])
DENIED = Gauge("gateway_agent_denied_sessions", "Entries of the deny list")
KEYS = Gauge("gateway_agent_keys", "Public keys on tmpfs")
LOG_LINES_DROPPED = Counter("gateway_agent_log_lines_dropped", "Log lines lost because nobody read them")
CONNECTED = Gauge("gateway_agent_bus_connected", "1 while the bus delivers")
