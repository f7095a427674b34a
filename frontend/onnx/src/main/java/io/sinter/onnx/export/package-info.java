/// Writes functions as ONNX models. [Legal] turns a function into one that has only what ONNX has, with the meaning it
/// has there; the classes called `…Nodes` write that down node by node.
@NullMarked
package io.sinter.onnx.export;

import org.jspecify.annotations.NullMarked;
