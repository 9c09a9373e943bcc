"""The smallest service there can be: it shows what the chassis gives to each."""
