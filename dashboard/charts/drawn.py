"""All charts, drawn and written out as JSON: `python -m dashboard.charts.drawn`."""

from __future__ import annotations

import json
import sys

from dashboard.charts import bar_charts, line_charts, tile_maps, timelines  # noqa: F401
from dashboard.charts.drawing import CHARTS
from dashboard.charts.specification import GROUNDS, WAYS

if __name__ == "__main__":
    drawn = {
        name: {
            ground: {way: draw(ground == "dark", way == "followed") for way in WAYS}
            for ground in GROUNDS
        }
        for name, draw in CHARTS.items()
    }
    json.dump(drawn, sys.stdout)
