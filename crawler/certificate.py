"""TLS with servers nobody has looked after for years: what is allowed, and what was wrong."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography import x509
from scrapy.core.downloader.contextfactory import _ScrapyCertificateOptions, _ScrapyClientContextFactory
from twisted.internet.ssl import TLSVersion

if TYPE_CHECKING:
    from OpenSSL import SSL

TLS_1_0 = 0x0301
OLD_CIPHERS = b"DEFAULT:@SECLEVEL=0"


class _LegacyOptions(_ScrapyCertificateOptions):
    def _makeContext(self, *arguments: Any, **options: Any) -> SSL.Context:  # noqa: N802 - Twisted's name
        context = super()._makeContext(*arguments, **options)
        context.set_min_proto_version(TLS_1_0)
        context.set_cipher_list(OLD_CIPHERS)
        return context


class LegacyContextFactory(_ScrapyClientContextFactory):
    """Scrapy's TLS for a site whose profile says `tls = "legacy"`: from TLS 1.0 on, with old ciphers and short keys."""

    def __init__(self) -> None:
        super().__init__(method=None, tls_min_version=TLSVersion.TLSv1_0)

    def _get_cert_options(self) -> _ScrapyCertificateOptions:
        return _LegacyOptions(**self._get_cert_options_kwargs())


@lru_cache(maxsize=256)
def certificate_end(der: bytes) -> str | None:
    """Return when a certificate ends, as ISO 8601 in UTC; None when it cannot be read."""
    try:
        return f"{x509.load_der_x509_certificate(der).not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}"
    except ValueError:
        return None


@lru_cache(maxsize=256)
def certificate_problem(der: bytes, host: str, at: datetime) -> str | None:
    """Say what a browser would hold against a certificate: `expired`, `not-yet-valid`, `self-signed`, `wrong-name`.

    None when it has none of these; whether its authority is trusted is not judged.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        if at > certificate.not_valid_after_utc:
            return "expired"
        if at < certificate.not_valid_before_utc:
            return "not-yet-valid"
        if certificate.issuer == certificate.subject:
            return "self-signed"
        return None if any(_fits(name, host.lower()) for name in _names(certificate)) else "wrong-name"
    except ValueError:
        return "unreadable"


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return [str(name.value) for name in certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)]
    addresses = [str(address) for address in names.get_values_for_type(x509.IPAddress)]
    return [*names.get_values_for_type(x509.DNSName), *addresses]


def _fits(name: str, host: str) -> bool:
    """Compare a name with a host; a star stands for one label (RFC 9525, section 6.3)."""
    name = name.lower()
    return name == host or (name.startswith("*.") and host.partition(".")[2] == name[2:])
