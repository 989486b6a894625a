"""The offline subcommands; each calls one job of `archive.jobs`."""
