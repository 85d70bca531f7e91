"""Faces in which the numeral reader's strips are set: found by fontconfig, known by file name, some held out.

On Debian and Ubuntu the packages fonts-noto-cjk, fonts-arphic-uming, fonts-arphic-ukai, fonts-wqy-zenhei,
fonts-wqy-microhei, fonts-liberation, fonts-dejavu-core, fonts-dejavu-extra, fonts-freefont-ttf, fonts-texgyre,
fonts-stix, fonts-lmodern, fonts-crosextra-carlito and fonts-crosextra-caladea bring all of them. A face that is not
installed is left out, and the strips of a seed then differ.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import ImageFont

Style = Literal["serif", "sans", "song", "hei", "kai"]


@dataclass(frozen=True, slots=True)
class Face:
    """A font file with the index of the face in it; song, hei and kai are Chinese faces with digits of their own."""

    path: str
    index: int
    style: Style

    @property
    def is_chinese(self) -> bool:
        """Whether the face has Chinese characters."""
        return self.style in ("song", "hei", "kai")


@dataclass(frozen=True, slots=True)
class Family:
    """Files by the pattern of their name, the faces in each, and how often the family is used beside the others."""

    files: str
    style: Style
    indices: tuple[int, ...] = (0,)
    weight: float = 1.0


FAMILIES = (
    Family("NotoSansCJK-*.ttc", "hei", (2, 7), 3.0),
    Family("NotoSerifCJK-*.ttc", "song", (2,), 3.0),
    Family("uming.ttc", "song", (0,), 5.0),
    Family("ukai.ttc", "kai", (0,), 3.0),
    Family("wqy-zenhei.ttc", "hei", (0,), 3.0),
    Family("LiberationSerif-*.ttf", "serif", weight=4.0),
    Family("LiberationSans-*.ttf", "sans", weight=4.0),
    Family("LiberationSansNarrow-*.ttf", "sans"),
    Family("LiberationMono-*.ttf", "sans"),
    Family("DejaVuSans*.ttf", "sans", weight=2.0),
    Family("DejaVuSerif*.ttf", "serif"),
    Family("FreeSerif*.ttf", "serif"),
    Family("FreeSans*.ttf", "sans"),
    Family("texgyreheros*.otf", "sans"),
    Family("texgyretermes*.otf", "serif"),
    Family("texgyrepagella*.otf", "serif"),
    Family("texgyrebonum*.otf", "serif", weight=0.5),
    Family("texgyreadventor*.otf", "sans", weight=0.5),
    Family("texgyrecursor*.otf", "serif", weight=0.5),
    Family("lmroman1*-*.otf", "serif", weight=0.5),
    Family("lmsans1*-*.otf", "sans", weight=0.5),
    Family("Caladea-*.ttf", "serif"),
)
HELD_OUT = (
    Family("Carlito-*.ttf", "sans"),
    Family("texgyreschola*.otf", "serif"),
    Family("STIX-*.otf", "serif"),
    Family("wqy-microhei.ttc", "hei", (0,), 3.0),
    Family("FreeMono*.ttf", "serif", weight=0.5),
)
"""Families that no strip of the training is set in."""
NOT_USED = ("*math*", "*Math*", "*caps*", "*dunh*", "*unsl*", "*ExtraLight*")
ITALIC = ("*Italic*", "*italic*", "*Oblique*", "*oblique*", "*slant*")
ITALIC_WEIGHT = 0.15
"""How often an italic is used beside an upright face."""


@dataclass(frozen=True, slots=True)
class Cabinet:
    """Faces with the frequency of each; the frequencies are a distribution."""

    faces: tuple[Face, ...]
    shares: tuple[float, ...]

    def of(self, chinese: bool) -> Cabinet:
        """The Chinese faces of the cabinet, or the others."""
        chosen = [(f, s) for f, s in zip(self.faces, self.shares, strict=True) if f.is_chinese is chinese]
        return _cabinet(chosen)


def open_cabinet(families: Sequence[Family]) -> Cabinet:
    """The installed faces of `families`; SystemExit where there are none."""
    files = _installed_files()
    chosen: list[tuple[Face, float]] = []
    for family in families:
        found = [
            (Face(path, index, family.style), ITALIC_WEIGHT if _matches(path, ITALIC) else 1.0)
            for path in files
            if fnmatchcase(Path(path).name, family.files) and not _matches(path, NOT_USED)
            for index in family.indices
        ]
        total = sum(share for _, share in found)
        chosen += [(face, share * family.weight / total) for face, share in found]
    if not chosen:
        raise SystemExit("None of the fonts is installed. " + (__doc__ or "").split("\n\n")[1])
    return _cabinet(chosen)


@lru_cache(maxsize=4000)
def sized(face: Face, size: float) -> ImageFont.FreeTypeFont:
    """The face at `size` pixels an em."""
    return ImageFont.truetype(face.path, size, index=face.index, layout_engine=ImageFont.Layout.BASIC)


def _cabinet(chosen: Sequence[tuple[Face, float]]) -> Cabinet:
    total = sum(share for _, share in chosen)
    return Cabinet(tuple(face for face, _ in chosen), tuple(share / total for _, share in chosen))


def _matches(path: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(Path(path).name, pattern) for pattern in patterns)


def _installed_files() -> list[str]:
    """Paths of all fonts that fontconfig knows, sorted by file name, so that the order is that of every machine."""
    listed = subprocess.run(["fc-list", "--format", "%{file}\n"], check=True, capture_output=True, text=True).stdout
    return sorted(set(listed.splitlines()), key=lambda path: (Path(path).name, path))
