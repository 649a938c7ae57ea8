"""The generated specifications of the charts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from dashboard.charts import spec_of
from dashboard.charts.categories import LIMITS, SIGNAL
from dashboard.charts.specification import MODES, SPECIFICATIONS
from dashboard.charts.write_specifications import specifications_json
from dashboard.style.theme import DARK, LIGHT

GROUNDS = (LIGHT.ground, DARK.ground)
LEAST_CONTRAST = 3  # WCAG 2.2, 1.4.11: graphics


def test_the_file_of_specifications_is_what_altair_draws_now() -> None:
    assert SPECIFICATIONS.read_text(encoding="utf-8") == specifications_json(), "Run make charts."


def test_every_chart_has_a_specification_in_each_mode() -> None:
    found = json.loads(SPECIFICATIONS.read_text(encoding="utf-8"))
    assert all(set(each) == set(MODES) for each in found.values())


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def stands_out(colour: str) -> bool:
    """Whether a colour has enough contrast with the background in both themes."""
    both = re.findall(r"#[0-9A-Fa-f]{6}", colour)
    light, dark = both if len(both) == 2 else both * 2
    return all(
        contrast(each, ground) >= LEAST_CONTRAST
        for each, ground in zip((light, dark), GROUNDS, strict=True)
    )


def marks_of(spec: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Each mark that is not text or a pale area, with the colours that it is drawn in."""
    for part in spec.get("layer", [spec]):
        mark = part["mark"]
        if mark["type"] == "text" or mark.get("opacity", 1) < 0.5:
            continue
        colour = part["encoding"].get("color", {})
        drawn_in = [
            mark.get("color"),
            colour.get("value"),
            *colour.get("scale", {}).get("range", []),
        ]
        yield mark, [each for each in drawn_in if each]


def test_every_mark_stands_out_in_both_themes_or_has_an_edge_that_does() -> None:
    found = json.loads(SPECIFICATIONS.read_text(encoding="utf-8"))
    faint = [
        (name, colour)
        for name, modes in found.items()
        for mark, colours in marks_of(modes["still"])
        for colour in colours
        if not stands_out(colour) and not stands_out(mark.get("stroke", LIGHT.ground))
    ]
    assert not faint


def test_limits_stand_out_on_the_band_between_them_and_on_lines_of_the_grid() -> None:
    layers = json.loads(SPECIFICATIONS.read_text(encoding="utf-8"))["control"]["still"]["layer"]
    (opacity,) = [each["mark"]["opacity"] for each in layers if each["mark"]["type"] == "area"]
    for palette in (LIGHT, DARK):
        band = over(palette.ground, palette.quiet, opacity)
        for mark in (palette.quiet, palette.main, palette.signal, palette.text):
            assert contrast(mark, band) >= LEAST_CONTRAST, (mark, band)
        assert contrast(palette.quiet, palette.line) >= LEAST_CONTRAST


def over(ground: str, colour: str, opacity: float) -> str:
    """The colour that is seen where one that is partly transparent lies on a ground."""
    parts = [
        round(int(colour[at : at + 2], 16) * opacity + int(ground[at : at + 2], 16) * (1 - opacity))
        for at in (1, 3, 5)
    ]
    return "#" + "".join(f"{part:02X}" for part in parts)


def test_text_can_be_read_on_every_tile() -> None:
    for palette in (LIGHT, DARK):
        for depth, tile in enumerate(palette.sequence):
            ink = palette.over_strong if depth >= 3 else palette.text
            assert contrast(ink, tile) >= 4.5, (tile, ink)


def test_the_legend_of_a_trend_names_its_centre_line_and_its_limits() -> None:
    layers = json.loads(SPECIFICATIONS.read_text(encoding="utf-8"))["control"]["still"]["layer"]
    for channel in ("color", "shape"):
        (encoded,) = [each["encoding"][channel] for each in layers if channel in each["encoding"]]
        assert {"Centre line", "Limits"} < set(encoded["scale"]["domain"])
        assert len(encoded["scale"]["range"]) == len(encoded["scale"]["domain"])


def test_a_legend_of_some_of_the_marks_gives_each_its_own_colour_and_shape() -> None:
    whole, part = (
        encoded_states(spec_of("control", categories=named))
        for named in (None, {"state": [SIGNAL, LIMITS]})
    )
    for channel, scale in part.items():
        looks = dict(zip(whole[channel]["domain"], whole[channel]["range"], strict=True))
        assert scale["domain"] == [SIGNAL, LIMITS]
        assert scale["range"] == [looks[name] for name in scale["domain"]]


def encoded_states(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The scales of a control chart's colours and shapes."""
    return {
        channel: layer["encoding"][channel]["scale"]
        for layer in spec["layer"]
        for channel in ("color", "shape")
        if channel in layer["encoding"]
    }


def axes(name: str) -> list[dict[str, Any]]:
    """The axes of days of a chart."""
    layers = json.loads(SPECIFICATIONS.read_text(encoding="utf-8"))[name]["still"]["layer"]
    found = [layer["encoding"]["x"].get("axis") for layer in layers]
    return [axis for axis in found if axis]


def test_an_axis_of_month_ends_names_the_month_that_has_ended() -> None:
    for name in ("trend", "release_trend", "caseload"):
        for axis in axes(name):
            assert axis["labelExpr"] == (
                "timeFormat(toNumber(datum.value) - 24 * 3600 * 1000, '%b %y')"
            ), name


def test_an_axis_that_two_years_share_names_no_year() -> None:
    assert {axis["format"] for axis in axes("cumulative")} == {"%b"}


def test_a_screen_reader_hears_the_words_of_each_tooltip_and_no_name_of_a_column() -> None:
    for name in json.loads(SPECIFICATIONS.read_text(encoding="utf-8")):
        spoken = 0
        for layer in layers_of(spec_of(name)):
            words = layer["encoding"].get("description")
            assert words or layer["mark"]["aria"] is False, name
            if words:
                spoken += 1
                for tip in layer["encoding"]["tooltip"]:
                    assert tip["title"], name  # a tooltip would show the column's name instead
                    assert f'datum["{tip["field"]}"]' in words["value"]["expr"], name
        assert spoken, name


def layers_of(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if inner := spec.get("layer"):
        for layer in inner:
            yield from layers_of(layer)
    else:
        yield spec
