from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from extractor.ocr.ctc_head import end_in_logits
from extractor.onnx_session import open_session

RANDOM = np.random.default_rng(3)
WEIGHTS = RANDOM.normal(size=(4, 5)).astype(np.float32)
BIAS = RANDOM.normal(size=5).astype(np.float32)
LINES = RANDOM.normal(size=(2, 3, 4)).astype(np.float32)
"""Two lines of three frames."""


def recogniser(path: Path, *ending: str) -> Path:
    """A network of a linear layer and what `ending` names; its file."""
    steps = ["MatMul", "Add", *ending]
    values = ["x", *(f"value {i}" for i in range(1, len(steps))), "y"]
    others = {"MatMul": ["weights"], "Add": ["bias"]}
    nodes = [helper.make_node(s, [values[i], *others.get(s, [])], [values[i + 1]]) for i, s in enumerate(steps)]
    graph = helper.make_graph(
        nodes,
        "recogniser",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [None, None, 4])],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [None, None, 5])],
        [numpy_helper.from_array(WEIGHTS, "weights"), numpy_helper.from_array(BIAS, "bias")],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def logits_of(model: Path) -> NDArray[np.float32]:
    return np.asarray(open_session(model, 1, end_in_logits).run(None, {"x": LINES})[0], dtype=np.float32)


@pytest.mark.parametrize("ending", [("Softmax",), ("Identity", "Softmax"), ("Softmax", "Identity")])
def test_all_frames_come_as_what_went_into_the_softmax(tmp_path: Path, ending: tuple[str, ...]) -> None:
    logits = logits_of(recogniser(tmp_path / "recogniser.onnx", *ending))
    np.testing.assert_allclose(logits, LINES.reshape(6, 4) @ WEIGHTS + BIAS, rtol=1e-5, atol=1e-6)


def test_a_network_with_another_ending_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no Softmax makes"):
        logits_of(recogniser(tmp_path / "recogniser.onnx", "Sigmoid"))
