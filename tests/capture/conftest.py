"""The fixtures of `wire_crawls`, under a name that no other folder has."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from wire_crawls import crawled, server_tls

__all__ = ["crawled", "server_tls"]
