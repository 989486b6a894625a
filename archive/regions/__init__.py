"""The regional governments of Indonesia, their provinces, and which of them have no site profile yet."""

from archive.regions.governments import (
    Government,
    ProvinceTotal,
    governments,
    missing,
    province_of,
    province_totals,
)

__all__ = ["Government", "ProvinceTotal", "governments", "missing", "province_of", "province_totals"]
