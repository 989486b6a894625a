"""TLS with servers nobody has looked after for years: what is allowed, and what was wrong."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from OpenSSL import crypto
from scrapy.core.downloader.contextfactory import _ScrapyCertificateOptions, _ScrapyClientContextFactory
from scrapy.exceptions import IgnoreRequest
from twisted.internet.ssl import TLSVersion

if TYPE_CHECKING:
    from OpenSSL import SSL

TLS_1_0 = 0x0301
MAX_SHOWN = 8
"""Certificates of a server that are looked at."""
UNKNOWN = frozenset({2, 18, 19, 20, 21, 27})
"""OpenSSL's errors for a chain that leads nowhere: no issuer, or one that is not trusted (`x509_vfy.h`)."""
OLD_CIPHERS = b"DEFAULT:@SECLEVEL=0"


class BadCertificate(IgnoreRequest):
    """The server's certificate is not good, and its site may not have such a one; no request was sent."""


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

    None when it has none of these; whether its authority is trusted says `distrust_of`.
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


def distrust_of(shown: Sequence[x509.Certificate]) -> str | None:
    """Say `unknown-issuer` of a server's certificate, and those it sent along, that lead to no authority known here.

    Most often the server forgot its intermediate certificate. Authorities are the operating system's, or those
    in `SSL_CERT_FILE` and `SSL_CERT_DIR`; where there are none, nothing is judged.
    """
    return _distrust(tuple(each.public_bytes(Encoding.DER) for each in shown[:MAX_SHOWN])) if shown else None


@lru_cache(maxsize=1024)
def _distrust(shown: tuple[bytes, ...]) -> str | None:
    store = _authorities()
    if store is None:
        return None
    first, *others = [crypto.X509.from_cryptography(x509.load_der_x509_certificate(der)) for der in shown]
    try:
        crypto.X509StoreContext(store, first, others).verify_certificate()
    except crypto.X509StoreContextError as error:
        return "unknown-issuer" if error.errors[0] in UNKNOWN else None
    except crypto.Error:
        return None
    return None


@cache
def _authorities() -> crypto.X509Store | None:
    paths, store = ssl.get_default_verify_paths(), crypto.X509Store()
    folder = paths.capath if paths.capath and any(Path(paths.capath).glob("*.0")) else None
    try:
        if paths.cafile or folder:
            store.load_locations(paths.cafile, folder)
            return store
    except crypto.Error:
        pass
    return None


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
