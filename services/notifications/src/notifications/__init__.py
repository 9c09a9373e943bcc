"""What accounts are notified of: acts of others, logins on new devices, finished exports."""
