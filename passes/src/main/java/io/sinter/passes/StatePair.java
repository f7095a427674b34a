package io.sinter.passes;

/// An output that is an input with more rows after it, to be handed in again in the next run: both lie in one array,
/// and a run writes the new rows only.
///
/// @param input the name of the input
/// @param output the name of the output
public record StatePair(String input, String output) {}
