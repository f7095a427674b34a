package io.sinter.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CostsTest {
  private static Costs costs(String text) {
    return Costs.of(Samples.kernel(text));
  }

  private static void assertCosts(String text, String flops, String read, String written) {
    var costs = costs(text);
    assertThat(costs.flops()).hasToString(flops);
    assertThat(costs.read()).hasToString(read);
    assertThat(costs.written()).hasToString(written);
  }

  @Test
  void aProductDoesTwoOperationsForEachTerm() {
    assertCosts("""
        function f(%x: f32[m, 8], %w: f32[8, 5]) -> (y: f32[m, 5]) {
          %0 = dot_general(%x, %w) lhsBatch() rhsBatch() lhsContracting(1) rhsContracting(0) : f32[m, 5]
          return %0
        }
        """, "80*m", "32*m + 160", "20*m");
  }

  @Test
  void pointsReadEachElementOnce() {
    assertCosts("""
        function f(%x: f32[n], %y: f32[n]) -> (z: f32[n]) {
          %0 = add(%x, %y) : f32[n]
          %1 = mul(%0, %x) : f32[n]
          %2 = exp(%1) : f32[n]
          return %2
        }
        """, "3*n", "8*n", "4*n");
  }

  @Test
  void aBroadcastOperandIsAsLargeAsItIs() {
    assertCosts("""
        function f(%x: f32[n, 16], %b: f32[16]) -> (z: f32[n, 16]) {
          %0 = broadcast(%b) shape(n, 16) axes(1) : f32[n, 16]
          %1 = add(%x, %0) : f32[n, 16]
          return %1
        }
        """, "16*n", "64*n + 64", "64*n");
  }

  @Test
  void aSliceReadsItsPart() {
    assertCosts("""
        function f(%x: f32[100, 16]) -> (z: f32[10, 16]) {
          %0 = slice(%x) start(5, 0) sizes(10, 16) strides(1, 1) : f32[10, 16]
          %1 = neg(%0) : f32[10, 16]
          return %1
        }
        """, "160", "640", "640");
  }

  @Test
  void aGatherReadsAsManyElementsAsItChooses() {
    assertCosts("""
        function f(%x: f32[1000, 4], %i: i64[7]) -> (z: f32[7, 4]) {
          %0 = gather(%x, %i) axes(0) : f32[7, 4]
          return %0
        }
        """, "0", "168", "112");
  }

  @Test
  void comparingChoosingAndIntegersCountNothing() {
    assertCosts("""
        function f(%x: f32[6], %y: f32[6], %i: i32[6]) -> (z: f32[6], j: i32[6]) {
          %0 = lt(%x, %y) : bool[6]
          %1 = select(%0, %x, %y) : f32[6]
          %2 = convert(%i) to(f32) : f32[6]
          %3 = add(%1, %2) : f32[6]
          return %3, %i
        }
        """.replace(", j: i32[6]", "").replace("%3, %i", "%3"), "6", "72", "24");
  }

  @Test
  void aSoftmaxCountsItsThreePasses() {
    assertThat(costs("""
        function f(%x: f32[n, 10]) -> (y: f32[n, 10]) {
          %2 = reduce(%x) combiner(max) axes(1) : f32[n]
          %3 = broadcast(%2) shape(n, 10) axes(0) : f32[n, 10]
          %4 = sub(%x, %3) : f32[n, 10]
          %5 = exp(%4) : f32[n, 10]
          %6 = reduce(%5) combiner(add) axes(1) : f32[n]
          %7 = broadcast(%6) shape(n, 10) axes(0) : f32[n, 10]
          %8 = div(%5, %7) : f32[n, 10]
          return %8
        }
        """)).satisfies(c -> {
          // max, sub, exp, add and div of each element
          assertThat(c.flops()).hasToString("50*n");
          assertThat(c.read()).hasToString("40*n");
          assertThat(c.written()).hasToString("40*n");
        });
  }

  @Test
  void aConvolutionCountsItsWindowAtEveryPlace() {
    try (var model = Samples.compile("""
        function f(%x: f32[n, 3, 8, 8], %w: f32[4, 3, 3, 3]) -> (y: f32[n, 4, 6, 6]) {
          %0 = convolution(%x, %w) window(sizes(3, 3) strides(1, 1) low(0, 0) high(0, 0) dilations(1, 1)) \
        groups(1) : f32[n, 4, 6, 6]
          return %0
        }
        """)) {
      var flops = model.lowering().kernels().stream().map(k -> Costs.of(k.computed()).flops().toString()).toList();
      assertThat(flops).contains(2 * 3 * 3 * 3 * 4 * 6 * 6 + "*n");
    }
  }
}
