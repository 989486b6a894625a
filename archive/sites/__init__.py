"""Site profiles: one TOML file a site, checked on loading."""

from archive.sites.registry import SiteRegistry, load_profile, parse_profile
from archive.sites.site import PROFILE_URI, Layout, Site, Urls, profile_digest

__all__ = ["PROFILE_URI", "Layout", "Site", "SiteRegistry", "Urls", "load_profile", "parse_profile", "profile_digest"]
