"""Empty collections for the tests of derivation."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from small_towns import Town


@pytest.fixture
def town(tmp_path):
    """An empty collection."""
    return Town(tmp_path / "kota")


@pytest.fixture
def towns(tmp_path):
    """As many empty collections as a test asks for, by name."""
    return lambda name: Town(tmp_path / name)
