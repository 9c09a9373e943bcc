"""The gateway's nginx, with the configuration that the gateway renders."""
