// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.index;

import io.sallyport.policy.internal.match.AddressItem;
import io.sallyport.policy.internal.match.Cidr;
import io.sallyport.policy.internal.match.Group;
import io.sallyport.policy.internal.match.Item;
import io.sallyport.policy.internal.match.KeywordItem;
import io.sallyport.policy.internal.match.NameItem;
import io.sallyport.policy.internal.match.NamePattern;
import io.sallyport.policy.internal.match.NetworkItem;
import io.sallyport.policy.internal.match.PortItem;
import io.sallyport.policy.internal.match.PortRangeItem;
import io.sallyport.policy.internal.match.ProtocolItem;
import io.sallyport.policy.internal.match.RegexItem;
import io.sallyport.policy.internal.match.Side;
import io.sallyport.policy.internal.match.VersionItem;
import io.sallyport.policy.internal.match.WordItem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A value under which a rule can be filed. */
sealed interface IndexKey {

  /** A host name. */
  record Name(NamePattern pattern) implements IndexKey {}

  /** A network at one end. */
  record Net(Side side, Cidr cidr) implements IndexKey {}

  /** A port at one end. */
  record Port(Side side, int port) implements IndexKey {}

  /** A word. */
  record Word(WordItem.Word word, String text) implements IndexKey {}

  /** Of how many ports at most a field may be, to be filed under each. */
  int MANY_PORTS = 64;

  /** The keys that a group can be filed under; null if it has an item without such. */
  static @Nullable List<IndexKey> of(Group group) {
    var keys = new ArrayList<IndexKey>();
    for (var item : group.items()) {
      var more = of(item);
      if (more == null) {
        return null;
      }
      keys.addAll(more);
    }
    return keys;
  }

  private static @Nullable List<? extends IndexKey> of(Item item) {
    return switch (item) {
      case NameItem names -> names.names().all().stream().map(Name::new).toList();
      case AddressItem address ->
          address.networks().all().stream().map(cidr -> new Net(address.side(), cidr)).toList();
      case PortItem port ->
          port.ports().size() > MANY_PORTS
              ? null
              : port.ports().stream().map(number -> new Port(port.side(), number)).toList();
      case PortRangeItem range -> ports(range);
      case WordItem word -> word.words().stream().map(text -> new Word(word.word(), text)).toList();
      case KeywordItem _, RegexItem _, NetworkItem _, ProtocolItem _, VersionItem _ -> null;
    };
  }

  private static @Nullable List<Port> ports(PortRangeItem item) {
    if (item.ranges().stream().mapToInt(range -> range.size()).sum() > MANY_PORTS) {
      return null;
    }
    return item.ranges().stream()
        .flatMapToInt(range -> IntStream.rangeClosed(range.first(), range.last()))
        .mapToObj(port -> new Port(item.side(), port))
        .toList();
  }
}
