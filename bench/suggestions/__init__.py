"""What suggestions cost in a small graph and among a million follows."""
