package io.sinter.conformance.bench;

/// The layers that convolutional networks are made of, in one arithmetic. Weights are drawn such that what a convolution
/// gives, before its activation, has about the mean square 1.
sealed interface Layers permits FloatLayers, QdqLayers, QLinearLayers {
  /// An array of the network.
  ///
  /// @param value its name in the graph
  /// @param power the mean square of its elements, about
  record Feature(String value, int channels, double power) {}

  /// The network's input.
  Feature image(int batch, int channels, int size);

  /// @param window height and width; the input is padded to keep its size, or to divide it by the stride
  Feature convolution(Feature x, int channels, int window, int stride, int groups, Activation activation);

  Feature add(Feature x, Feature y);

  /// The mean of each channel, and a dense layer.
  ///
  /// @return the name of an f32 array, the model's output
  String head(Feature x, int classes);
}
