/// Operations that are pieces of a model rather than primitives: softmax, normalisations, gelu.
///
/// Each file is a builder function that adds an `Op.Composite` whose body is the meaning, written with primitives. The
/// body is what every pass and target may rely on; whoever replaces a composite by something faster proves the two
/// equal. Tracing, layers and model readers all build them here.
///
/// Enters: values of the function under construction. Leaves: one value, of type `Op.Composite` where the piece has a
/// name that passes look for, plain primitives otherwise (`Mean`, `Measure`). Start reading at `Softmax`.
@NullMarked
package io.sinter.ir.composite;

import org.jspecify.annotations.NullMarked;
