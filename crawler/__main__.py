"""`python -m crawler` is the `kliping` command."""

from crawler.cli.app import main

main()
