/// Operations that are pieces of a model rather than primitives: softmax, normalisations, gelu, attention, recurrent
/// layers, Fourier transforms.
///
/// Each file is a builder function that adds an `Op.Composite` whose body is the meaning, written with primitives. The
/// body is what every pass and target may rely on; whoever replaces a composite by something faster proves the two
/// equal. Tracing, layers and model readers all build them here.
///
/// Enters: values of the function under construction. Leaves: a value of an `Op.Composite` where the piece has a name
/// that passes look for, or several that project its results; plain primitives otherwise (`Mean`, `Part`).
/// Start reading at `Softmax`.
@NullMarked
package io.sinter.ir.composite;

import org.jspecify.annotations.NullMarked;
