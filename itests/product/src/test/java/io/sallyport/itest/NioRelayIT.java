// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Product;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams by NIO, the transport where there is no epoll. */
class NioRelayIT extends RelayCases {

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .config("io.sallyport.transport", "{\"type\": \"nio\"}")
          .listener("open", "\"final\": \"direct\"");

  @BeforeAll
  static void awaitTransport() throws Exception {
    assertThat(chosenTransport(PRODUCT)).isEqualTo("nio");
  }

  @Override
  Product product() {
    return PRODUCT;
  }
}
