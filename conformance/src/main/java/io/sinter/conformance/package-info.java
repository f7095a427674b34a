/// Proof that all of it agrees, and how fast it is; nothing depends on this module.
///
/// The suites live with the tests: every target against the interpreter, properties over random functions,
/// bitwise equality over threads and vector widths, whole models, the documents' snippets, and JMH benchmarks
/// beside ONNX Runtime. What lies here in the main sources is the rule of tolerance, `ErrorBounds`, and what other
/// modules can find at run time by `ServiceLoader`: extra targets, such as emulators of devices that the machine lacks.
///
/// Enters: everything else. Leaves: a verdict, and a skip list with a reason for each entry.
/// Start reading at the tests of this package.
@NullMarked
package io.sinter.conformance;

import org.jspecify.annotations.NullMarked;
