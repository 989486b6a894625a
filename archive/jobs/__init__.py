"""Offline operations on a collection; each subcommand of the command line calls one."""
