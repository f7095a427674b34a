// What kernels call. Names end in the lanes of their vectors; macros take them as N, nothing for scalars.
// F64 is defined where the device has doubles.
#pragma OPENCL FP_CONTRACT OFF
#ifdef F64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif

// Marks of failed checks: only the first is kept.
static inline void leave(global int *marks, int mark, int check, long value) {
  if (atomic_cmpxchg(marks, 0, mark) == 0) {
    marks[1] = check;
    marks[2] = (int)value;
    marks[3] = (int)(value >> 32);
  }
}

// The bits of x as a double, also where there are none.
static inline long double_bits(float x) {
  int exponent = as_int(x) >> 23 & 0xff;
  int fraction = as_int(x) & 0x7fffff;
  if (exponent == 0 && fraction != 0) {
    exponent = 9 - (int)clz(fraction);
    fraction = fraction << (1 - exponent) & 0x7fffff;
  }
  long high = exponent == 0xff ? 0x7ff : (exponent | fraction) == 0 ? 0 : exponent + 896;
  return (long)(as_uint(x) >> 31) << 63 | high << 52 | (long)fraction << 29;
}

// For positive b.
static inline long floordiv(long a, long b) {
  b = max(b, 1L);
  long q = a / b;
  return q - (q * b > a);
}

// Integer division that wraps, and leaves a mark where there is no result.
#define SIGNED(T, U) \
  static inline T div_##T(T a, T b, global int *marks, int mark, int check) { \
    if (b == 0) { \
      leave(marks, mark, check, 0); \
      return 0; \
    } \
    return b == -1 ? as_##T(-as_##U(a)) : a / b; \
  } \
  static inline U div_##U(U a, U b, global int *marks, int mark, int check) { \
    if (b == 0) { \
      leave(marks, mark, check, 0); \
      return 0; \
    } \
    return a / b; \
  }
SIGNED(int, uint)
SIGNED(long, ulong)

// The larger and the smaller of two floats: NaN before all, -0 below +0.
#define EXTREMES(T, I) \
  static inline T max_##T(T a, T b) { \
    T m = a > b ? a : b; \
    m = a == b ? as_##T(as_##I(a) & as_##I(b)) : m; \
    return a != a ? a : m; \
  } \
  static inline T min_##T(T a, T b) { \
    T m = a < b ? a : b; \
    m = a == b ? as_##T(as_##I(a) | as_##I(b)) : m; \
    return a != a ? a : m; \
  }

// Half floats as their bits, to nearest even; and floats that are rounded to odd, so that rounding them again, to fewer
// bits, is as rounding once.
#define HALVES(N) \
  static inline float##N half_float##N(int##N h) { \
    int##N bits = (h & 0x7fff) << 13; \
    int##N exponent = h & 0x7c00; \
    float##N tiny = as_float##N(bits + (113 << 23)) - as_float(113 << 23); \
    bits = exponent == 0 ? as_int##N(tiny) : bits + (exponent == 0x7c00 ? (int##N)(224 << 23) : (int##N)(112 << 23)); \
    return as_float##N(bits | (h & 0x8000) << 16); \
  } \
  static inline int##N half_bits##N(float##N x) { \
    int##N bits = as_int##N(x) & 0x7fffffff; \
    int##N tiny = as_int##N(as_float##N(bits) + 0.5f) - 0x3f000000; \
    int##N normal = (bits - (112 << 23) + 0xfff + (bits >> 13 & 1)) >> 13; \
    int##N near = bits < 0x38800000 ? tiny : bits < 0x47800000 ? normal : (int##N)(0x7c00); \
    near |= as_int##N(x) >> 16 & 0x8000; \
    return bits > 0x7f800000 ? (int##N)(0x7e00) : near; \
  } \
  static inline int##N bfloat_bits##N(float##N x) { \
    uint##N bits = as_uint##N(x); \
    int##N near = as_int##N((bits + 0x7fff + (bits >> 16 & 1)) >> 16); \
    return (as_int##N(x) & 0x7fffffff) > 0x7f800000 ? (int##N)(0x7fc0) : near; \
  } \
  static inline float##N ulong_odd##N(ulong##N x) { \
    ulong##N by = as_ulong##N(max(40 - as_long##N(clz(x)), (long##N)(0))); \
    ulong##N high = x >> by; \
    int##N odd = convert_int##N(high) | (convert_int##N(high << by != x) & 1); \
    return convert_float##N(odd) * as_float##N((convert_int##N(by) + 127) << 23); \
  } \
  static inline float##N long_odd##N(long##N x) { \
    float##N size = ulong_odd##N(abs(x)); \
    return convert_int##N(x < 0) != 0 ? -size : size; \
  }

#ifdef F64
#define ODD(N) \
  EXTREMES(double##N, long##N) \
  static inline float##N odd_float##N(double##N x) { \
    float##N near = convert_float##N(x); \
    double##N back = convert_double##N(near); \
    int##N less = convert_int##N(fabs(back) < fabs(x)) != 0; \
    int##N more = convert_int##N(fabs(back) > fabs(x)) != 0; \
    int##N bits = as_int##N(near); \
    int##N step = less ? (int##N)(1) : more ? (int##N)(-1) : (int##N)(0); \
    return as_float##N((bits & 1) != 0 ? bits : bits + step); \
  }
#else
#define ODD(N)
#endif

// Memory access to those lanes that a mask has on, or to the first n.
#define PIECE(SIZE, N, MOVE) \
  if (SIZE < N && (n & SIZE) != 0) { \
    MOVE; \
    l += SIZE; \
  }
#define MASKED(SPACE, T, N) \
  static inline T##N fetch_##SPACE##_##T##N(const SPACE T *from, int##N on) { \
    if (all(on)) { \
      return vload##N(0, from); \
    } \
    int lanes[N]; \
    T x[N]; \
    vstore##N(on, 0, lanes); \
    for (int l = 0; l < N; l++) { \
      x[l] = lanes[l] ? from[l] : 0; \
    } \
    return vload##N(0, x); \
  } \
  static inline void put_##SPACE##_##T##N(T##N value, SPACE T *to, int##N on) { \
    if (all(on)) { \
      vstore##N(value, 0, to); \
      return; \
    } \
    int lanes[N]; \
    T x[N]; \
    vstore##N(on, 0, lanes); \
    vstore##N(value, 0, x); \
    for (int l = 0; l < N; l++) { \
      if (lanes[l]) { \
        to[l] = x[l]; \
      } \
    } \
  } \
  static inline T##N fetch_first_##SPACE##_##T##N(const SPACE T *from, long n) { \
    if (n >= N) { \
      return vload##N(0, from); \
    } \
    n = max(n, 0L); \
    T x[N] = {0}; \
    int l = 0; \
    PIECE(8, N, vstore8(vload8(0, from + l), 0, x + l)) \
    PIECE(4, N, vstore4(vload4(0, from + l), 0, x + l)) \
    PIECE(2, N, vstore2(vload2(0, from + l), 0, x + l)) \
    PIECE(1, N, x[l] = from[l]) \
    return vload##N(0, x); \
  } \
  static inline void put_first_##SPACE##_##T##N(T##N value, SPACE T *to, long n) { \
    if (n >= N) { \
      vstore##N(value, 0, to); \
      return; \
    } \
    n = max(n, 0L); \
    T x[N]; \
    vstore##N(value, 0, x); \
    int l = 0; \
    PIECE(8, N, vstore8(vload8(0, x + l), 0, to + l)) \
    PIECE(4, N, vstore4(vload4(0, x + l), 0, to + l)) \
    PIECE(2, N, vstore2(vload2(0, x + l), 0, to + l)) \
    PIECE(1, N, to[l] = x[l]) \
  }

// Masks whose first n lanes are on.
static inline int2 first2(long n) {
  return (int2)(0, 1) < (int2)((int)n);
}

static inline int4 first4(long n) {
  return (int4)(0, 1, 2, 3) < (int4)((int)n);
}

static inline int8 first8(long n) {
  return (int8)(0, 1, 2, 3, 4, 5, 6, 7) < (int8)((int)n);
}

static inline int16 first16(long n) {
  return (int16)(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15) < (int16)((int)n);
}

#define LANES(N) \
  EXTREMES(float##N, int##N) \
  HALVES(N) \
  ODD(N)
LANES()
LANES(2)
LANES(4)
LANES(8)
LANES(16)
