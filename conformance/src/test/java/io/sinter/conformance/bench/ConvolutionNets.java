package io.sinter.conformance.bench;

import io.sinter.conformance.bench.Layers.Feature;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Networks for pictures, with the published numbers of layers and channels.
final class ConvolutionNets {
  private static final int CLASSES = 1000;

  private ConvolutionNets() {}

  /// A row of a table of inverted residual blocks.
  private record Blocks(int expansion, int channels, int count, int stride, int window) {}

  /// He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2015; 50 layers, the stride in the 3x3
  /// convolutions.
  ///
  /// @param thinner by what all numbers of channels are divided
  static Graph resNet50(int batch, int size, int thinner) {
    var g = new Graph("resnet50");
    var net = new FloatLayers(g.layer("stem"));
    var x = net.convolution(net.image(batch, 3, size), 64 / thinner, 7, 2, 1, Activation.RELU);
    x = pool(g, x, Map.of("pads", List.of(1, 1, 1, 1)));
    int[] counts = {3, 4, 6, 3};
    for (int stage = 0; stage < counts.length; stage++) {
      int width = (64 << stage) / thinner;
      for (int i = 0; i < counts[stage]; i++) {
        g.layer("layer%d.%d".formatted(stage + 1, i));
        int stride = i == 0 && stage > 0 ? 2 : 1;
        var y = net.convolution(x, width, 1, 1, 1, Activation.RELU);
        y = net.convolution(y, width, 3, stride, 1, Activation.RELU);
        y = net.convolution(y, 4 * width, 1, 1, 1, Activation.NONE);
        x = net.relu(net.add(y, i == 0 ? net.convolution(x, 4 * width, 1, stride, 1, Activation.NONE) : x));
      }
    }
    return g.output(net.head(x, CLASSES));
  }

  /// Iandola and others, "SqueezeNet", 2016; version 1.1.
  static Graph squeezeNet(int size) {
    var g = new Graph("squeezenet");
    var net = new FloatLayers(g.layer("stem"));
    var x = net.inner(net.image(1, 3, size), 64, 3, 2, Activation.RELU);
    int[] squeezed = {16, 16, 32, 32, 48, 48, 64, 64};
    for (int i = 0; i < squeezed.length; i++) {
      g.layer("fire" + (i + 2));
      x = i == 0 || i == 2 || i == 4 ? pool(g, x, Map.of("ceil_mode", 1)) : x;
      var s = net.convolution(x, squeezed[i], 1, 1, 1, Activation.RELU);
      var narrow = net.convolution(s, 4 * squeezed[i], 1, 1, 1, Activation.RELU);
      var wide = net.convolution(s, 4 * squeezed[i], 3, 1, 1, Activation.RELU);
      x = new Feature(g.node("Concat", Map.of("axis", 1), narrow.value(), wide.value()), 8 * squeezed[i],
          narrow.power());
    }
    g.layer("classifier");
    var scores = net.convolution(x, CLASSES, 1, 1, 1, Activation.RELU);
    return g.output(g.node("Flatten", g.node("GlobalAveragePool", scores.value())));
  }

  private static Feature pool(Graph g, Feature x, Map<String, ?> more) {
    var attributes = new TreeMap<String, Object>(more);
    attributes.put("kernel_shape", List.of(3, 3));
    attributes.put("strides", List.of(2, 2));
    return new Feature(g.node("MaxPool", attributes, x.value()), x.channels(), 3 * x.power());
  }

  /// Sandler and others, "MobileNetV2: inverted residuals and linear bottlenecks", 2018.
  ///
  /// @param net the arithmetic
  static Graph mobileNetV2(Graph g, Layers net, int size) {
    var table = List.of(new Blocks(1, 16, 1, 1, 3), new Blocks(6, 24, 2, 2, 3), new Blocks(6, 32, 3, 2, 3),
        new Blocks(6, 64, 4, 2, 3), new Blocks(6, 96, 3, 1, 3), new Blocks(6, 160, 3, 2, 3),
        new Blocks(6, 320, 1, 1, 3));
    g.layer("stem");
    var x = net.convolution(net.image(1, 3, size), 32, 3, 2, 1, Activation.RELU6);
    int number = 0;
    for (var blocks : table) {
      for (int i = 0; i < blocks.count(); i++) {
        g.layer("block" + ++number);
        var y = x;
        int wide = blocks.expansion() * x.channels();
        if (blocks.expansion() > 1) {
          y = net.convolution(y, wide, 1, 1, 1, Activation.RELU6);
        }
        int stride = i == 0 ? blocks.stride() : 1;
        y = net.convolution(y, wide, blocks.window(), stride, wide, Activation.RELU6);
        y = net.convolution(y, blocks.channels(), 1, 1, 1, Activation.NONE);
        x = i == 0 ? y : net.add(x, y);
      }
    }
    g.layer("head");
    return g.output(net.head(net.convolution(x, 1280, 1, 1, 1, Activation.RELU6), CLASSES));
  }

  /// Tan and Le, "EfficientNet: rethinking model scaling for convolutional neural networks", 2019; B0.
  static Graph efficientNetB0(int size) {
    var table = List.of(new Blocks(1, 16, 1, 1, 3), new Blocks(6, 24, 2, 2, 3), new Blocks(6, 40, 2, 2, 5),
        new Blocks(6, 80, 3, 2, 3), new Blocks(6, 112, 3, 1, 5), new Blocks(6, 192, 4, 2, 5),
        new Blocks(6, 320, 1, 1, 3));
    var g = new Graph("efficientnet_b0");
    var net = new FloatLayers(g.layer("stem"));
    var x = net.convolution(net.image(1, 3, size), 32, 3, 2, 1, Activation.SWISH);
    int number = 0;
    for (var blocks : table) {
      for (int i = 0; i < blocks.count(); i++) {
        g.layer("block" + ++number);
        int wide = blocks.expansion() * x.channels();
        var y = blocks.expansion() > 1 ? net.convolution(x, wide, 1, 1, 1, Activation.SWISH) : x;
        y = net.convolution(y, wide, blocks.window(), i == 0 ? blocks.stride() : 1, wide, Activation.SWISH);
        y = net.convolution(net.excite(y, x.channels() / 4), blocks.channels(), 1, 1, 1, Activation.NONE);
        x = i == 0 ? y : net.add(x, y);
      }
    }
    g.layer("head");
    return g.output(net.head(net.convolution(x, 1280, 1, 1, 1, Activation.SWISH), CLASSES));
  }
}
