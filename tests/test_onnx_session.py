from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from extractor.onnx_session import flush_denormals, open_session


def network_of(weights: NDArray[np.float32]) -> onnx.ModelProto:
    """y = x * weights"""
    graph = helper.make_graph(
        [helper.make_node("Mul", ["x", "weights"], ["y"])],
        "scaled",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, list(weights.shape))],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, list(weights.shape))],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(np.array([3], np.int64), "count")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


WEIGHTS = np.array([1.5, 1e-40, -1e-42, 0, 1.3e-38, -2], np.float32)


def test_weights_too_small_for_a_normal_number_become_zero_and_no_others_change() -> None:
    network = network_of(WEIGHTS)
    flush_denormals(network)
    (weights, count) = (numpy_helper.to_array(tensor) for tensor in network.graph.initializer)
    np.testing.assert_array_equal(weights, np.array([1.5, 0, 0, 0, 1.3e-38, -2], np.float32))
    np.testing.assert_array_equal(count, [3])


def test_session_runs_the_network_of_a_file(tmp_path: Path) -> None:
    onnx.save(network_of(WEIGHTS), tmp_path / "scaled.onnx")
    session = open_session(tmp_path / "scaled.onnx", threads=1)
    (y,) = session.run(None, {"x": np.full(6, 2, np.float32)})
    np.testing.assert_array_equal(y, np.array([3, 0, 0, 0, 2.6e-38, -4], np.float32))


def test_metadata_of_the_file_is_kept(tmp_path: Path) -> None:
    network = network_of(WEIGHTS)
    helper.set_model_props(network, {"made by": "a test"})
    onnx.save(network, tmp_path / "scaled.onnx")
    session = open_session(tmp_path / "scaled.onnx", threads=1)
    assert session.get_modelmeta().custom_metadata_map == {"made by": "a test"}
