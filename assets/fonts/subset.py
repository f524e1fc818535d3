#!/usr/bin/env python3
"""Makes the fonts that Plinth ships from their released packages.

    npm pack inter-ui@4.1.1 @phosphor-icons/web@2.1.2      (unpack as inter/ and phosphor/)
    pip install fonttools==4.68.0 brotli
    subset.py inter phosphor assets

Inter: three weights, Latin with its extensions and the signs the window uses, with tabular figures
in the place of the proportional ones, since nearly every figure on screen stands in a column or
changes while one looks at it. Phosphor: only the icons named here; `src/plinth/src/window/icon.rs`
names the same ones.
"""

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

WEIGHTS = ["Regular", "Medium", "SemiBold"]
RANGES = [
    (0x0020, 0x007E), (0x00A0, 0x017F), (0x0192, 0x0192), (0x0218, 0x021B), (0x02C6, 0x02DD),
    (0x1E80, 0x1E85), (0x1E9E, 0x1E9E), (0x1EF2, 0x1EF3), (0x2002, 0x200B), (0x2010, 0x2015),
    (0x2018, 0x2022), (0x2026, 0x2026), (0x202F, 0x2030), (0x2032, 0x2033), (0x2039, 0x203A),
    (0x2044, 0x2044), (0x20A0, 0x20C0), (0x2122, 0x2122), (0x2190, 0x2193), (0x21A9, 0x21AA),
    (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2265), (0x2318, 0x2318), (0xFFFD, 0xFFFD),
]
ICONS = """
    folder-open list-checks storefront cube check check-circle warning warning-circle x copy
    arrow-square-out caret-down play pause arrow-counter-clockwise palette film-strip sun moon
    circle-half circle-dashed download-simple prohibit eye eye-slash sliders-horizontal ruler camera
    arrows-clockwise stack crosshair lifebuoy columns cloud-arrow-up lightbulb bookmark-simple plus
    magnifying-glass image trash
""".split()


def shrink(font: TTFont, codes: list[int], features: list[str]) -> None:
    options = subset.Options(layout_features=features, hinting=True, name_IDs=[0, 1, 2, 4, 6, 13, 14, 16, 17])
    tool = subset.Subsetter(options)
    tool.populate(unicodes=codes)
    tool.subset(font)


def tabular(font: TTFont) -> None:
    """Points the character map's digits at the glyphs that the `tnum` feature would choose."""
    table = font["GSUB"].table
    swaps: dict[str, str] = {}
    for record in table.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for sub in table.LookupList.Lookup[index].SubTable:
                    swaps.update(getattr(sub, "ExtSubTable", sub).mapping)
    figures = {ord(c) for c in "0123456789"}
    for part in font["cmap"].tables:
        for code, glyph in part.cmap.items():
            if code in figures and glyph in swaps:
                part.cmap[code] = swaps[glyph]


def true_bearings(path: Path) -> None:
    """Phosphor says 0 for every left bearing; renderers that believe it shift icons to the left."""
    font = TTFont(path, recalcTimestamp=False)
    for name, (advance, _) in list(font["hmtx"].metrics.items()):
        font["hmtx"][name] = (advance, getattr(font["glyf"][name], "xMin", 0))
    font.save(path)


def main(inter: Path, phosphor: Path, assets: Path) -> None:
    codes = [code for first, last in RANGES for code in range(first, last + 1)]
    for weight in WEIGHTS:
        font = TTFont(inter / "web" / f"Inter-{weight}.woff2", recalcTimestamp=False)
        font.flavor = None
        tabular(font)
        shrink(font, codes, ["kern", "mark", "mkmk", "ccmp", "locl"])
        font.save(assets / "fonts" / f"Inter-{weight}.ttf")

    named = {}
    for icon in json.loads((phosphor / "src/regular/selection.json").read_text())["icons"]:
        for name in icon["properties"]["name"].split(","):
            named[name.strip()] = icon["properties"]["code"]
    font = TTFont(phosphor / "src/regular/Phosphor.ttf", recalcTimestamp=False)
    shrink(font, [named[name] for name in ICONS], [])
    font.save(assets / "icons" / "Phosphor.ttf")
    true_bearings(assets / "icons" / "Phosphor.ttf")
    for name in ICONS:
        print(f"{name} {named[name]:x}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
