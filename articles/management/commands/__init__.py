"""Commands: parse arguments, call pipeline or store, print."""
