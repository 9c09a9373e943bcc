"""What is promised of the containers."""
