package io.sinter.codegen.jvm;

import java.util.Set;
import org.objectweb.asm.Type;

/// The calls of the Vector API: each takes its operands from the stack and leaves its result there.
final class VectorOps {
  static final String VECTOR = "L" + Species.PACKAGE + "Vector;";
  static final String MASK_CLASS = Species.PACKAGE + "VectorMask";
  static final String MASK = "L" + MASK_CLASS + ";";
  private static final String SPECIES_CLASS = Species.PACKAGE + "VectorSpecies";
  private static final String OPERATORS = Species.PACKAGE + "VectorOperators";
  /// The operators whose fields are of a type of their own.
  private static final Set<String> ASSOCIATIVE = Set.of("ADD", "MUL", "MAX", "MIN", "AND", "OR", "XOR");
  private static final String BINARY = "L" + OPERATORS + "$Binary;";
  private static final String COMPARISON = "L" + OPERATORS + "$Comparison;";
  private static final String CONVERSION = "L" + OPERATORS + "$Conversion;";
  private static final String SHUFFLE = "L" + Species.PACKAGE + "VectorShuffle;";

  private final Code code;

  VectorOps(Code code) {
    this.code = code;
  }

  void species(Species species) {
    code.constant(species.vector(), species.field(), Species.DESCRIPTOR);
  }

  /// species, scalar → vector
  void broadcast(Kind kind) {
    code.invokeStatic(
        kind.vector(), "broadcast", "(" + Species.DESCRIPTOR + kind.descriptor() + ")" + kind.vectorDescriptor());
  }

  /// → vector
  void constant(Kind kind, int lanes, Number value) {
    species(Species.of(kind, lanes));
    code.number(value);
    broadcast(kind);
  }

  /// vector → vector
  void unary(Kind kind, String name) {
    code.invoke(kind.vector(), name, "()" + kind.vectorDescriptor());
  }

  /// vector, vector → vector
  void binary(Kind kind, String name) {
    code.invoke(kind.vector(), name, "(" + VECTOR + ")" + kind.vectorDescriptor());
  }

  /// vector → vector
  void binary(Kind kind, String name, Number value) {
    code.number(value);
    code.invoke(kind.vector(), name, "(" + kind.descriptor() + ")" + kind.vectorDescriptor());
  }

  /// vector, vector, vector → vector
  void fma(Kind kind) {
    code.invoke(kind.vector(), "fma", "(" + VECTOR + VECTOR + ")" + kind.vectorDescriptor());
  }

  /// → operator, which stands between the operands of [#lanewise(Kind)]
  void operator(String name) {
    code.constant(OPERATORS, name, ASSOCIATIVE.contains(name) ? "L" + OPERATORS + "$Associative;" : BINARY);
  }


  /// vector, operator, vector → vector
  void lanewise(Kind kind) {
    code.invoke(kind.vector(), "lanewise", "(" + BINARY + VECTOR + ")" + kind.vectorDescriptor());
  }

  /// vector → vector
  void shift(Kind kind, String operator, int count) {
    operator(operator);
    code.number(kind.number(count));
    code.invoke(kind.vector(), "lanewise", "(" + BINARY + kind.descriptor() + ")" + kind.vectorDescriptor());
  }

  /// vector → vector
  void xor(Kind kind, Number value) {
    operator("XOR");
    code.number(value);
    code.invoke(kind.vector(), "lanewise", "(" + BINARY + kind.descriptor() + ")" + kind.vectorDescriptor());
  }

  /// → comparison, which stands between the operands of [#compare(Kind)]
  void comparison(String name) {
    code.constant(OPERATORS, name, COMPARISON);
  }

  /// vector, comparison, vector → mask
  void compare(Kind kind) {
    code.invoke(kind.vector(), "compare", "(" + COMPARISON + VECTOR + ")" + MASK);
  }

  /// vector → mask
  void compare(Kind kind, String comparison, Number value) {
    comparison(comparison);
    code.number(value);
    code.invoke(kind.vector(), "compare", "(" + COMPARISON + kind.descriptor() + ")" + MASK);
  }

  /// vector for lanes that are off, vector for lanes that are on, mask → vector
  void blend(Kind kind) {
    code.invoke(kind.vector(), "blend", "(" + VECTOR + MASK + ")" + kind.vectorDescriptor());
  }

  /// vector for lanes that are off, scalar, mask → vector; the mask comes from `mask`
  void blend(Kind kind, Number value, Runnable mask) {
    code.number(value);
    mask.run();
    code.invoke(kind.vector(), "blend", "(" + kind.descriptor() + MASK + ")" + kind.vectorDescriptor());
  }

  /// vector of class `from` → vector of `to`, lane by lane
  void convert(String from, String conversion, Species to) {
    code.constant(OPERATORS, conversion, CONVERSION);
    species(to);
    code.number(0);
    code.invoke(from, "convertShape", "(" + CONVERSION + Species.DESCRIPTOR + "I)" + VECTOR);
    code.cast(to.vector());
  }

  /// vector → vector of the same bits
  void reinterpret(Kind from, Kind to) {
    if (from == to) {
      return;
    }
    var name = to.vector().substring(Species.PACKAGE.length()).replace("Vector", "s");
    code.invoke(from.vector(), "reinterpretAs" + name, "()" + to.vectorDescriptor());
  }

  /// vector → scalar
  void lane(Kind kind, int lane) {
    code.number(lane);
    code.invoke(kind.vector(), "lane", "(I)" + kind.descriptor());
  }

  /// vector, shuffle → vector
  void rearrange(Kind kind) {
    code.invoke(kind.vector(), "rearrange", "(" + SHUFFLE + ")" + kind.vectorDescriptor());
  }

  // ---- memory ------------------------------------------------------------------------------------------------------

  /// species, array, index, then a mask if `masked` → vector
  void fromArray(Species species, Type element, boolean masked) {
    code.invokeStatic(species.vector(), "fromArray", "(" + Species.DESCRIPTOR + "[" + element.getDescriptor() + "I"
        + (masked ? MASK : "") + ")" + species.vectorDescriptor());
  }

  /// vector, array, index, then a mask if `masked` →
  void intoArray(Species species, Type element, boolean masked) {
    code.invoke(species.vector(), "intoArray", "([" + element.getDescriptor() + "I" + (masked ? MASK : "") + ")V");
  }

  // ---- masks -------------------------------------------------------------------------------------------------------

  /// mask → mask of another species with as many lanes
  void castMask(Species to) {
    species(to);
    code.invoke(MASK_CLASS, "cast", "(" + Species.DESCRIPTOR + ")" + MASK);
  }

  /// mask, mask → mask
  void mask(String name) {
    code.invoke(MASK_CLASS, name, "(" + MASK + ")" + MASK);
  }

  /// mask → mask
  void not() {
    code.invoke(MASK_CLASS, "not", "()" + MASK);
  }

  /// species, bool → mask
  void maskAll() {
    code.invokeInterface(SPECIES_CLASS, "maskAll", "(Z)" + MASK);
  }

  /// species, long offset, long limit → mask
  void indexInRange() {
    code.invokeInterface(SPECIES_CLASS, "indexInRange", "(JJ)" + MASK);
  }

  /// mask → long
  void toLong() {
    code.invoke(MASK_CLASS, "toLong", "()J");
  }

  /// species, long → mask
  void fromLong() {
    code.invokeStatic(MASK_CLASS, "fromLong", "(" + Species.DESCRIPTOR + "J)" + MASK);
  }

  /// mask → int 0 or 1
  void laneIsSet(int lane) {
    code.number(lane);
    code.invoke(MASK_CLASS, "laneIsSet", "(I)Z");
  }
}
