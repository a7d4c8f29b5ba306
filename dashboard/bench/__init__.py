"""Speed of the pages, measured on the app as it is served: what `dabokdong bench --pages` prints.

Method: the app runs in a process of its own over what is published. The first map is timed in
Chromium, each time with an empty cache, from asking for the page to the last of its polygons,
beside a bare `st_folium` page with the same polygons, served in the same way and as far offline. A
filter change is timed from outside, on the app's web socket: from the message of a new view to the
message that its script has finished, waiting in the queue included.
"""

from dashboard.bench.measure import run

__all__ = ["run"]
