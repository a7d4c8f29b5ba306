"""Taking away what is on the screen: one menu on the page (`offer`), one function a format."""

from dashboard.takeaway.offering import offer
from dashboard.takeaway.package import ChartPart, MapPart, Package, Sheet

__all__ = ["ChartPart", "MapPart", "Package", "Sheet", "offer"]
