"""The `kliping` command: the offline commands of `archive.cli` and those that use the network."""
