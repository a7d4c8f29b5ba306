"""Dong and Gu: boundaries, codes, vintages, crosswalk, neighbours; the only room that knows a CRS."""

from pipelines.geography.register import register, validity

__all__ = ["register", "validity"]
