"""Networks opened for onnxruntime, one way for all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper


def open_session(
    model: Path, threads: int, change: Callable[[onnx.ModelProto], None] | None = None
) -> onnxruntime.InferenceSession:
    """The network in `model`, run on the CPU by `threads` threads; `change` may alter it before it is made ready."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # A thread that has nothing to do sleeps: by default it would spin, and take the time of another process.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    network = onnx.load(model)
    flush_denormals(network)
    if change is not None:
        change(network)
    return onnxruntime.InferenceSession(network.SerializeToString(), options, providers=["CPUExecutionProvider"])


def giving_memory_back() -> onnxruntime.RunOptions:
    """For runs after which a session keeps none of the memory that it needed; by default it keeps all for the next."""
    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options


def flush_denormals(network: onnx.ModelProto) -> None:
    """Set weights too small for a normal float32 (under 1.2e-38) to 0.

    Weight decay leaves them behind, a quarter of a million in PP-OCR's detector; x86 processors multiply by each of
    them in microcode, two thirds of that network's time. No output changes. onnxruntime's own switch for them,
    `session.set_denormal_as_zero`, holds for the first session of a process only, and for the thread that made it.
    """
    smallest = np.finfo(np.float32).tiny
    for weights in network.graph.initializer:
        if weights.data_type != onnx.TensorProto.FLOAT:
            continue
        values = numpy_helper.to_array(weights)
        denormal = (np.abs(values) < smallest) & (values != 0)
        if denormal.any():
            weights.CopyFrom(numpy_helper.from_array(np.where(denormal, np.float32(0), values), weights.name))
