package io.sinter.conformance;

import com.google.protobuf.Message;
import java.util.Optional;
import java.util.function.Predicate;

/// Makes a mutant smaller as long as it fails in the same way: leaves out fields, largest parts first.
final class MutantShrinker {
  private int left;
  private final Predicate<Mutant> fails;

  private MutantShrinker(Predicate<Mutant> fails, int tries) {
    this.fails = fails;
    this.left = tries;
  }

  /// @param tries how many smaller ones to try at most
  static Mutant shrink(Mutant mutant, Predicate<Mutant> fails, int tries) {
    var shrinker = new MutantShrinker(fails, tries);
    var small = mutant;
    for (var next = shrinker.smaller(small); next.isPresent(); next = shrinker.smaller(small)) {
      small = next.get();
    }
    return small;
  }

  private Optional<Mutant> smaller(Mutant mutant) {
    var model = mutant.model();
    if (model.isEmpty()) {
      return Optional.empty();
    }
    int places = Place.all(model.get()).size();
    for (int i = 0; i < places && left > 0; i++) {
      var builder = model.get().toBuilder();
      var place = Place.all(builder).get(i);
      if (place.path().isEmpty() && !(place.value(builder) instanceof Message) || isSmall(place, builder)) {
        continue;
      }
      left--;
      place.remove(builder);
      var smaller = Mutations.with(mutant, builder);
      if (fails.test(smaller)) {
        return Optional.of(smaller);
      }
    }
    return Optional.empty();
  }

  /// Whether nothing is gained by leaving it out.
  private static boolean isSmall(Place place, Message.Builder root) {
    return !(place.value(root) instanceof Message m) || m.getSerializedSize() < 3;
  }
}
