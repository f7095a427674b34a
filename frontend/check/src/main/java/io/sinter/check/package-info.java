/// Runs cases: a model, inputs and expected outputs, in the layout of the ONNX backend tests.
///
/// Finds the cases in a tree of folders, runs each on a target, compares under the case's own tolerance, and
/// reports a line per case with its reason and a closing count, as text and as JSON.
///
/// Enters: folders with `model.onnx` and `test_data_set_*`. Leaves: a result per case.
/// Start reading at the case, then the comparison.
@NullMarked
package io.sinter.check;

import org.jspecify.annotations.NullMarked;
