/// Reads ONNX: model files into tensor functions, tensor files into tensors.
///
/// The messages are our own `.proto`, written from the public specification and limited to what is read. Operators
/// become primitives or composites of the IR; type promotion becomes explicit casts; every value keeps the node it
/// came from as its origin. Weights stay in the file, mapped, and never visit the heap at import.
///
/// Enters: a `.onnx` or `.pb` file. Leaves: a verified function, or one error that names every unsupported node.
/// Start reading at the model reader, then one operator family.
@NullMarked
package io.sinter.onnx;

import org.jspecify.annotations.NullMarked;
