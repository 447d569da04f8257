// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.Outbound;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** A service reference with properties and a ranking, which is all that the registry looks at. */
record FakeReference(int ranking, Map<String, Object> properties)
    implements ServiceReference<Outbound> {

  static FakeReference tagged(String tag) {
    return new FakeReference(0, Map.of(Outbound.TAG, tag, Outbound.TYPE, "fake"));
  }

  @Override
  public @Nullable Object getProperty(String key) {
    return properties.get(key);
  }

  @Override
  public String[] getPropertyKeys() {
    return properties.keySet().toArray(String[]::new);
  }

  @Override
  public @Nullable Bundle getBundle() {
    return null;
  }

  @Override
  public Bundle[] getUsingBundles() {
    return new Bundle[0];
  }

  @Override
  public boolean isAssignableTo(Bundle bundle, String className) {
    return true;
  }

  @Override
  public int compareTo(Object other) {
    return Integer.compare(ranking, ((FakeReference) other).ranking);
  }

  @Override
  public Dictionary<String, Object> getProperties() {
    return new Hashtable<>(properties);
  }

  @Override
  public <A> A adapt(Class<A> type) {
    throw new IllegalArgumentException(type.getName());
  }
}
