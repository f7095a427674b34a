package io.sinter.runtime;

/// What a kernel throws when data breaks a rule of the model that the kernel checks. The launch makes a [ModelError] of
/// it that names the layer; a device that cannot throw leaves it to its launches to find out.
public final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String sentence;
  private final String given;
  private final String expected;

  private Violation(String sentence, String given, String expected) {
    super(sentence, null, false, false);
    this.sentence = sentence;
    this.given = given;
    this.expected = expected;
  }

  /// @param x an integer or bool of a type, extended by its sign or by zeros
  public static Violation of(long x, DType type, String sentence, String expected) {
    var text = type == DType.BOOL ? Boolean.toString(x != 0)
        : type == DType.U64 ? Long.toUnsignedString(x) : Long.toString(x);
    return new Violation(sentence, text, expected);
  }

  /// @param x a float of a type
  public static Violation of(double x, DType type, String sentence, String expected) {
    return new Violation(sentence, type == DType.F64 ? Double.toString(x) : Float.toString((float) x), expected);
  }

  /// @param where the layers that the kernel computes
  public ModelError at(String where) {
    return new ModelError(Problem.of(sentence).where(where).given(given).expected(expected), this);
  }
}
