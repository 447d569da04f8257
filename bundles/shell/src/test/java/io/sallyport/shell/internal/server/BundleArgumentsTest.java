// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

class BundleArgumentsTest {

  private final List<Bundle> bundles =
      List.of(
          bundle(0, "org.apache.felix.framework"),
          bundle(1, "io.sallyport.upstream"),
          bundle(2, "com.example.upstream2"),
          bundle(3, "io.sallyport.direct"),
          bundle(4, "com.example.direct"));

  private final BundleArguments arguments =
      new BundleArguments(
          (BundleContext)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {BundleContext.class},
                  (_, method, args) ->
                      switch (method.getName()) {
                        case "getBundles" -> bundles.toArray(Bundle[]::new);
                        case "getBundle" -> {
                          long id = (long) args[0];
                          yield id < bundles.size() ? bundles.get((int) id) : null;
                        }
                        default -> throw new UnsupportedOperationException(method.getName());
                      }));

  private static Bundle bundle(long id, String name) {
    return (Bundle)
        Proxy.newProxyInstance(
            Bundle.class.getClassLoader(),
            new Class<?>[] {Bundle.class},
            (_, method, _) ->
                switch (method.getName()) {
                  case "getBundleId" -> id;
                  case "getSymbolicName" -> name;
                  case "getVersion" -> org.osgi.framework.Version.emptyVersion;
                  case "toString" -> name;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void aNumberANameOrTheEndOfANameIsABundle() {
    assertThat(arguments.convert(Bundle.class, "3")).isSameAs(bundles.get(3));
    assertThat(arguments.convert(Bundle.class, 3L)).isSameAs(bundles.get(3));
    assertThat(arguments.convert(Bundle.class, "com.example.direct")).isSameAs(bundles.get(4));
    assertThat(arguments.convert(Bundle.class, "upstream")).isSameAs(bundles.get(1));
  }

  @Test
  void whatIsAmbiguousOrUnknownIsNone() {
    assertThat(arguments.convert(Bundle.class, "direct")).isNull();
    assertThat(arguments.convert(Bundle.class, "nothing")).isNull();
    assertThat(arguments.convert(Bundle.class, "99")).isNull();
    assertThat(arguments.convert(Bundle.class, "99999999999999999999")).isNull();
    assertThat(arguments.convert(String.class, "1")).isNull();
  }

  @Test
  void aBundleIsShownByItsNumberAndName() {
    assertThat(arguments.format(bundles.get(1), 0, null))
        .isEqualTo("1 io.sallyport.upstream 0.0.0");
    assertThat(arguments.format("text", 0, null)).isNull();
  }
}
