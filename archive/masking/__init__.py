"""Hide personal data (UU 27/2022, PDP) in articles that are shared; officials and office contacts stay."""

from archive.masking.article import Masked, mask
from archive.masking.masker import Masker, MaskReport, TypeCount, masker
from archive.masking.text import Span, mask_text, spans_of

__all__ = ["MaskReport", "Masked", "Masker", "Span", "TypeCount", "mask", "mask_text", "masker", "spans_of"]
