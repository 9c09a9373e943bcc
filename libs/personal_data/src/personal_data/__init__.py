"""What a service holds of an account: erasing it when the account is deleted, and exporting it for its owner."""
