// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import io.sallyport.itest.harness.Product;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams by the transport that the product chooses: epoll on Linux. */
class RelayIT extends RelayCases {

  @RegisterExtension
  static final Product PRODUCT = new Product().listener("open", "\"final\": \"direct\"");

  @Override
  Product product() {
    return PRODUCT;
  }
}
