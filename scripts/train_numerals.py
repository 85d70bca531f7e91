"""Train the numeral reader and write models/numerals.onnx.

    pip install '.[train]'
    python scripts/train_numerals.py [--strips N] [--out FILE] [--seed N]

One process makes strips (numeral_strips.py), this one trains on each of them once. Nothing is read but fonts, so that
the same fonts, versions and seed give the same model. On two cores the default takes 65 to 80 minutes.
"""

from __future__ import annotations

import argparse
import multiprocessing
import multiprocessing.pool
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from extractor.ocr.numerals import HEIGHT, STEP, decode, prepare
from numeral_fonts import FAMILIES, HELD_OUT, open_cabinet
from numeral_network import NumeralNetwork, losses, write_onnx
from numeral_strips import StripMaker

DEFAULT_OUT = Path(__file__).resolve().parent.parent / "models" / "numerals.onnx"
CHUNK = 1536
"""Strips made at once, then sorted by width into batches."""
BATCH_PIXELS = 48 * 128
"""Sum of the padded widths of a batch."""
FASTEST, DECAY, LONGEST_STEP = 3e-3, 1e-2, 5.0
"""Highest learning rate, weight decay, and length that a gradient is cut to."""
WARM_UP = 0.1
"""Share of the training in which the learning rate rises."""
VALIDATION = 2000
"""Strips each for the temperature, for the figures, and for the figures of faces that were held out."""
TEMPERATURES = np.geomspace(0.5, 4.0, 25)


@dataclass(frozen=True, slots=True)
class Batch:
    """Prepared strips of one padded width, and their texts."""

    strips: NDArray[np.float32]
    texts: list[str]


def make_chunk(seed: tuple[int, int], held_out: bool, count: int) -> list[Batch]:
    """`count` new strips in batches of like width, in random order."""
    cv2.setNumThreads(1)
    maker = StripMaker(open_cabinet(HELD_OUT if held_out else FAMILIES), seed)
    samples = [maker.make() for _ in range(count)]
    strips = [prepare(sample.pixels) for sample in samples]
    groups: dict[int, list[int]] = {}
    for i, strip in enumerate(strips):
        groups.setdefault(-(-strip.shape[1] // STEP) * STEP, []).append(i)
    batches = []
    for width, members in groups.items():
        size = max(1, BATCH_PIXELS // width)
        for start in range(0, len(members), size):
            chosen = members[start : start + size]
            padded = np.zeros((len(chosen), 1, HEIGHT, width), np.float32)
            for slot, i in zip(padded, chosen, strict=True):
                slot[0, :, : strips[i].shape[1]] = strips[i]
            batches.append(Batch(padded, [samples[i].text for i in chosen]))
    order = np.random.default_rng(seed).permutation(len(batches))
    return [batches[i] for i in order]


def _chunk_of(job: tuple[tuple[int, int], bool, int]) -> list[Batch]:
    return make_chunk(*job)


def training_batches(pool: multiprocessing.pool.Pool, strips: int, seed: int) -> Iterator[tuple[int, Batch]]:
    """Batches for `strips` strips, each with the number of strips before it."""
    jobs = [((seed, index), False, CHUNK) for index in range(-(-strips // CHUNK))]
    done = 0
    # Two chunks are kept ahead: imap by itself would fill the memory.
    ahead = [pool.apply_async(_chunk_of, (job,)) for job in jobs[:2]]
    for index in range(len(jobs)):
        chunk = ahead.pop(0).get()
        if index + 2 < len(jobs):
            ahead.append(pool.apply_async(_chunk_of, (jobs[index + 2],)))
        for batch in chunk:
            yield done, batch
            done += len(batch.texts)


def learning_rate(progress: float, fastest: float) -> float:
    """One cycle: a rise along a line, then a fall along a cosine."""
    if progress < WARM_UP:
        return fastest * (0.04 + 0.96 * progress / WARM_UP)
    return fastest * float(0.5 * (1 + np.cos(np.pi * min(1.0, (progress - WARM_UP) / (1 - WARM_UP)))) + 1e-4)


def train(network: NumeralNetwork, batches: Iterator[tuple[int, Batch]], strips: int, fastest: float) -> None:
    """Fit `network` to the batches; each is seen once."""
    network.train()
    optimiser = torch.optim.AdamW(network.parameters(), lr=fastest, weight_decay=DECAY)
    started = time.monotonic()
    smooth, reported = 0.0, 0
    for done, batch in batches:
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(done / strips, fastest)
        loss = losses(network(torch.from_numpy(batch.strips)), batch.texts).mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), LONGEST_STEP)
        optimiser.step()
        smooth = loss.item() if done == 0 else 0.98 * smooth + 0.02 * loss.item()
        if done - reported >= 5 * CHUNK:
            reported = done
            print(f"{done:8d} strips  loss {smooth:.4f}  {time.monotonic() - started:6.0f} s", flush=True)


@torch.no_grad()
def scores_of(network: NumeralNetwork, batches: Sequence[Batch]) -> list[Tensor]:
    network.eval()
    return [network(torch.from_numpy(batch.strips)) for batch in batches]


def fitted_temperature(scores: Sequence[Tensor], batches: Sequence[Batch]) -> float:
    """The temperature under which the true texts are likeliest."""

    def cost(temperature: float) -> float:
        pairs = zip(scores, batches, strict=True)
        return sum(float(losses(s / temperature, b.texts).sum()) for s, b in pairs)

    return float(min(TEMPERATURES, key=cost))


def exact_rate(scores: Sequence[Tensor], batches: Sequence[Batch]) -> float:
    """Share of the strips whose text is read exactly."""
    right = total = 0
    for score, batch in zip(scores, batches, strict=True):
        readings = decode(score.numpy(), [1.0] * len(batch.texts), 1.0)
        right += sum(r.text == text for r, text in zip(readings, batch.texts, strict=True))
        total += len(batch.texts)
    return right / total


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--strips", type=int, default=600_000)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT)
    parser.add_argument("--seed", type=int, default=2021)
    parser.add_argument("--fastest", type=float, default=FASTEST, help="highest learning rate")
    parser.add_argument("--start", type=Path, help="weights to go on from, as --keep writes them")
    parser.add_argument("--keep", type=Path, help="also write the weights here")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(args.seed)
    torch.use_deterministic_algorithms(True)
    network = NumeralNetwork()
    if args.start:
        network.load_state_dict(torch.load(args.start, weights_only=True))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        train(network, training_batches(pool, args.strips, args.seed), args.strips, args.fastest)
    if args.keep:
        torch.save(network.state_dict(), args.keep)
    fitting = make_chunk((args.seed + 1, 0), False, VALIDATION)
    temperature = fitted_temperature(scores_of(network, fitting), fitting)
    figures: dict[str, float] = {"strips": args.strips, "seed": args.seed}
    for name, held_out in (("exact", False), ("exact_held_out_faces", True)):
        batches = make_chunk((args.seed + 2, 0), held_out, VALIDATION)
        figures[name] = round(exact_rate(scores_of(network, batches), batches), 5)
    write_onnx(network, args.out, temperature, figures)
    print(f"{args.out}: temperature {temperature:.3f}, {figures}")


if __name__ == "__main__":
    main()
