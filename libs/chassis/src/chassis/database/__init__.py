"""The database: outages and deadlines, deadlocks, subqueries, and the connection's lock timeout."""
