package io.sinter.conformance;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/// Where a field stands in a message.
///
/// @param path the fields that lead to the message that has it, outermost first
/// @param element which one of a repeated field; -1 for a single one
record Place(List<Step> path, FieldDescriptor field, int element) {
  /// More elements of one repeated field are not looked at.
  private static final int MOST_ELEMENTS = 8;

  private static final List<String> RARE = List.of("ir_version", "producer_name", "producer_version", "doc_string",
      "model_version", "domain", "metadata_props", "opset_import", "version");

  record Step(FieldDescriptor field, int element) {
    Message.Builder in(Message.Builder builder) {
      return element < 0 ? builder.getFieldBuilder(field) : builder.getRepeatedFieldBuilder(field, element);
    }
  }

  /// The message that has the field.
  Message.Builder owner(Message.Builder root) {
    var at = root;
    for (var step : path) {
      at = step.in(at);
    }
    return at;
  }

  /// The element itself, which is a message.
  Message.Builder message(Message.Builder root) {
    return new Step(field, element).in(owner(root));
  }

  Object value(Message.Builder root) {
    var owner = owner(root);
    return element < 0 ? owner.getField(field) : owner.getRepeatedField(field, element);
  }

  void set(Message.Builder root, Object value) {
    var owner = owner(root);
    if (element < 0) {
      owner.setField(field, value);
    } else {
      owner.setRepeatedField(field, element, value);
    }
  }

  void remove(Message.Builder root) {
    var owner = owner(root);
    if (element < 0) {
      owner.clearField(field);
      return;
    }
    var all = new ArrayList<>((List<?>) owner.getField(field));
    all.remove(element);
    owner.setField(field, all);
  }

  boolean isMessage() {
    return field.getJavaType() == JavaType.MESSAGE;
  }

  /// All places of a message and of those in it.
  static List<Place> all(MessageOrBuilder message) {
    var all = new ArrayList<Place>();
    collect(message, List.of(), all);
    return all;
  }

  private static void collect(MessageOrBuilder message, List<Step> path, List<Place> all) {
    for (var field : message.getAllFields().keySet()) {
      int first = field.isRepeated() ? 0 : -1;
      int end = field.isRepeated() ? Math.min(message.getRepeatedFieldCount(field), MOST_ELEMENTS) : 0;
      for (int i = first; i < end; i++) {
        var place = new Place(path, field, i);
        all.add(place);
        if (place.isMessage()) {
          var inner = new ArrayList<>(path);
          inner.add(new Step(field, i));
          collect((Message) (i < 0 ? message.getField(field) : message.getRepeatedField(field, i)), inner, all);
        }
      }
    }
  }

  /// One of all, rarely one that says nothing of what the model computes.
  static Place any(List<Place> all, Random random) {
    var place = all.get(random.nextInt(all.size()));
    for (int i = 0; i < 4 && RARE.contains(place.field().getName()); i++) {
      place = all.get(random.nextInt(all.size()));
    }
    return place;
  }

  /// All texts in a message.
  static List<String> texts(Message.Builder message) {
    var texts = new TreeSet<String>();
    for (var place : all(message)) {
      if (place.field().getJavaType() == JavaType.STRING) {
        texts.add((String) place.value(message));
      }
    }
    return List.copyOf(texts);
  }
}
