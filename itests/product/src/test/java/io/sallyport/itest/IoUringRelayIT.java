// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.itest.harness.Product;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Streams by io_uring, where this machine has it. */
class IoUringRelayIT extends RelayCases {

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .config("io.sallyport.transport", "{\"type\": \"io_uring\"}")
          .listener("open", "\"final\": \"direct\"");

  @Override
  Product product() {
    return PRODUCT;
  }

  @BeforeAll
  static void awaitTransport() throws Exception {
    assumeTrue(chosenTransport(PRODUCT).equals("io_uring"), "this machine has no io_uring");
  }
}
