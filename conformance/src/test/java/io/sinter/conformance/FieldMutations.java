package io.sinter.conformance;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.sinter.onnx.proto.AttributeProto;
import io.sinter.onnx.proto.AttributeProto.AttributeType;
import io.sinter.onnx.proto.GraphProto;
import io.sinter.onnx.proto.ModelProto;
import io.sinter.onnx.proto.TensorProto;
import java.util.List;
import java.util.Random;

/// Changes to fields of a model: other numbers, texts and bytes, fields that are gone or there twice, attributes of
/// another type.
record FieldMutations(ModelProto.Builder model, Random random) {
  /// @return what was done
  String mutate() {
    var all = Place.all(model);
    if (all.isEmpty()) {
      return "";
    }
    var place = Place.any(all, random);
    var name = place.field().getName();
    int kind = random.nextInt(5);
    if (kind == 0) {
      var attributes = all.stream().filter(p -> p.field().getName().equals("attribute")).toList();
      if (!attributes.isEmpty()) {
        return retype((AttributeProto.Builder) attributes.get(random.nextInt(attributes.size())).message(model));
      }
    }
    if (kind == 1 || place.isMessage() && kind == 2) {
      place.remove(model);
      return "without " + name;
    }
    if (place.isMessage() || kind == 2) {
      return place.element() < 0 ? without(place) : twice(place);
    }
    var value = other(place.field(), place.value(model), Place.texts(model));
    place.set(model, value);
    return name + " = " + (value instanceof ByteString b ? b.size() + " bytes" : shown(value));
  }

  private String without(Place place) {
    place.remove(model);
    return "without " + place.field().getName();
  }

  private String twice(Place place) {
    place.owner(model).addRepeatedField(place.field(), place.value(model) instanceof Message.Builder b ? b.build()
        : place.value(model));
    return place.field().getName() + " twice";
  }

  private static String shown(Object value) {
    var text = value.toString().replace('\n', ' ');
    return text.length() > 60 ? text.substring(0, 60) : text;
  }

  private Object other(FieldDescriptor field, Object old, List<String> names) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt(3) == 0 ? (int) Extremes.integer(random) : random.nextInt(30);
      case LONG -> random.nextInt(4) == 0 ? (Long) old + random.nextInt(3) - 1 : Extremes.integer(random);
      case FLOAT -> (float) Extremes.real(random);
      case DOUBLE -> Extremes.real(random);
      case BOOLEAN -> random.nextBoolean();
      case STRING -> Extremes.text(random, names);
      case BYTE_STRING -> random.nextInt(3) == 0 ? ByteString.copyFromUtf8(Extremes.text(random, names))
          : ByteString.copyFrom(ByteMutations.mutate(((ByteString) old).toByteArray(), random));
      case ENUM -> field.getEnumType().getValues().get(random.nextInt(field.getEnumType().getValues().size()));
      case MESSAGE -> throw new IllegalArgumentException(field.getFullName());
    };
  }

  private String retype(AttributeProto.Builder attribute) {
    var ints = attribute.getIntsList();
    var name = attribute.getName();
    attribute.clear().setName(name);
    switch (random.nextInt(9)) {
      case 0 -> attribute.setType(AttributeType.INT).setI(Extremes.integer(random));
      case 1 -> attribute.setType(AttributeType.FLOAT).setF((float) Extremes.real(random));
      case 2 -> attribute.setType(AttributeType.STRING).setS(
          ByteString.copyFromUtf8(Extremes.text(random, Place.texts(model))));
      case 3 -> {
        attribute.setType(AttributeType.INTS);
        for (int i = random.nextInt(6); i > 0; i--) {
          attribute.addInts(Extremes.integer(random));
        }
      }
      case 4 -> attribute.setType(AttributeType.FLOATS).addFloats((float) Extremes.real(random));
      case 5 -> attribute.setType(AttributeType.STRINGS).addStrings(
          ByteString.copyFromUtf8(Extremes.text(random, List.of())));
      case 6 -> attribute.setType(AttributeType.TENSOR).setT(TensorProto.newBuilder().setDataType(random.nextInt(24))
          .addDims(Extremes.integer(random)));
      case 7 -> attribute.setType(AttributeType.GRAPH).setG(GraphProto.newBuilder().setName("empty"));
      default -> {
        attribute.setType(AttributeType.INTS).addAllInts(ints);
        if (ints.isEmpty() || random.nextBoolean()) {
          attribute.addInts(Extremes.integer(random));
        } else {
          attribute.setInts(random.nextInt(ints.size()), Extremes.integer(random));
        }
      }
    }
    return "attribute " + shown(attribute);
  }
}
