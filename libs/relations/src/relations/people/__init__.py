"""Names of people: a projection for services that show names, updated by events of auth and profiles."""
