"""The last layers of a recogniser, cut down to what its decoding needs.

Of the probabilities of thousands of classes in every frame, greedy decoding asks for one: that of the best class, and
only where a character is seen. The whole table costs more to write and read again than to work out.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import helper, numpy_helper


def end_in_logits(network: onnx.ModelProto) -> None:
    """Let a network that ends in MatMul, Add and Softmax over the classes give what goes into the Softmax.

    The output, before (..., frames, classes), is then (all frames, classes): over two dimensions onnxruntime adds the
    bias while it multiplies, and does not go through the table once more. Raises ValueError for any other ending.
    """
    graph = network.graph
    softmax = _taken_off(graph, graph.output[0].name, "Softmax")
    add = _taken_off(graph, softmax.input[0], "Add")
    multiply = _taken_off(graph, add.input[0], "MatMul")
    frames, weights = multiply.input
    size = next(tensor.dims[0] for tensor in graph.initializer if tensor.name == weights)
    graph.initializer.append(numpy_helper.from_array(np.array([-1, size], np.int64), "shape of frames"))
    graph.node.extend(
        [
            helper.make_node("Reshape", [frames, "shape of frames"], ["frames"], name="frames"),
            helper.make_node("Gemm", ["frames", weights, add.input[1]], ["logits"], name="logits"),
        ]
    )
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, None))


def _taken_off(graph: onnx.GraphProto, name: str, kind: str) -> onnx.NodeProto:
    """The node of that kind that makes the value `name`; it is taken off, with those after it that only hand it on."""
    node: onnx.NodeProto | None = next((node for node in graph.node if name in node.output), None)
    if node is None or node.op_type not in (kind, "Identity"):
        raise ValueError(f"the network does not end in MatMul, Add and Softmax: no {kind} makes {name}")
    graph.node.remove(node)
    return node if node.op_type == kind else _taken_off(graph, node.input[0], kind)
