"""The numeral reader's network, how its output is scored, and its ONNX file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from extractor.ocr.numerals import ALPHABET, CLASSES, HEIGHT

FRAME = 4
"""Pixels of the strip that one frame of the output steps on. Two frames in that place tell two points beside each other
apart, but a character then falls between two frames more often: measured, many more numbers were read with doubt."""
FIRST, THIN, WIDE, LINE = 24, 48, 80, 160
"""Channels at half, a quarter and an eighth of the strip's height, and of the line of frames."""
ROWS = HEIGHT // 8
"""Height of the last picture, which the line of frames is made of."""


class Residual(nn.Module):
    """Two 3 x 3 convolutions beside a way past them."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = convolution(channels, channels)
        self.second = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels))

    def forward(self, picture: Tensor) -> Tensor:
        """The picture and what the convolutions add to it."""
        return torch.relu(picture + self.second(self.first(picture)))


def convolution(
    channels_in: int, channels: int, kernel: tuple[int, int] = (3, 3), stride: tuple[int, int] = (1, 1)
) -> nn.Sequential:
    """A convolution that keeps its picture's size but for the stride, normalised over the batch."""
    padding = (kernel[0] // 2, kernel[1] // 2)
    return nn.Sequential(
        nn.Conv2d(channels_in, channels, kernel, stride, padding, bias=False),
        nn.BatchNorm2d(channels),
        nn.ReLU(inplace=True),
    )


class NumeralNetwork(nn.Module):
    """Strips (lines x 1 x HEIGHT x width) to scores (lines x width / FRAME x classes).

    About 48 million multiply-adds for a strip of 128 pixels; a frame sees 63 pixels, four to six digits.
    """

    def __init__(self) -> None:
        super().__init__()
        self.picture = nn.Sequential(
            convolution(1, FIRST, stride=(2, 2)),
            convolution(FIRST, THIN, stride=(2, 2)),
            Residual(THIN),
            convolution(THIN, WIDE, stride=(2, 1)),
            Residual(WIDE),
        )
        self.line = nn.Sequential(
            nn.Conv2d(WIDE, LINE, (ROWS, 1), bias=False),
            nn.BatchNorm2d(LINE),
            nn.ReLU(inplace=True),
            convolution(LINE, LINE, (1, 3)),
            convolution(LINE, LINE, (1, 3)),
            nn.Conv2d(LINE, len(CLASSES), 1),
        )

    def forward(self, strips: Tensor) -> Tensor:
        """Scores before normalisation."""
        scores: Tensor = self.line(self.picture(strips))
        return scores.squeeze(2).transpose(1, 2)


def losses(scores: Tensor, texts: list[str]) -> Tensor:
    """For each line minus the logarithm of the probability of its text; 0 where it has more characters than frames."""
    codes = [[CLASSES.index(character) for character in text] for text in texts]
    return nn.functional.ctc_loss(
        scores.log_softmax(2).transpose(0, 1),
        torch.tensor([code for line in codes for code in line], dtype=torch.long),
        torch.full((len(texts),), scores.shape[1], dtype=torch.long),
        torch.tensor([len(line) for line in codes], dtype=torch.long),
        reduction="none",
        zero_infinity=True,
    )


def write_onnx(network: NumeralNetwork, path: Path, temperature: float, figures: dict[str, Any]) -> None:
    """The network as an ONNX file that knows its alphabet, its height, its temperature and how it was trained."""
    network.eval()
    torch.onnx.export(
        network,
        (torch.zeros(1, 1, HEIGHT, 32 * FRAME),),
        str(path),
        input_names=["strips"],
        output_names=["scores"],
        dynamic_axes={"strips": {0: "lines", 3: "width"}, "scores": {0: "lines", 1: "frames"}},
        dynamo=False,
    )
    model = onnx.load(str(path))
    about = {"alphabet": ALPHABET, "height": HEIGHT, "temperature": round(temperature, 4), **figures}
    entry = model.metadata_props.add()
    entry.key, entry.value = "numerals", json.dumps(about)
    onnx.save(model, str(path))
