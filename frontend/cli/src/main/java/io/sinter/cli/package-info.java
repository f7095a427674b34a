/// The command line: `sinter run`, `check`, `bench`, `inspect`, `compare` and the rest.
///
/// One class per command; options that several commands share (inputs, dims, target, threads, deadline) are one
/// mixin. Names, closing lines and exit codes are a contract: 0 fine, 1 a check failed, 2 usage or a bad model, 3 a
/// bug in Sinter. Commands parse, call the front door and print; they decide nothing about models.
///
/// Start reading at `Main`, then the command of interest.
@NullMarked
package io.sinter.cli;

import org.jspecify.annotations.NullMarked;
