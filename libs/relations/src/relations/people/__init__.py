"""What people are called: a projection for services that show names, kept by events of auth and profiles."""
