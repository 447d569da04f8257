// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.attach.internal.rules.Plans;
import io.sallyport.linux.NftTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardsTest {

  @ParameterizedTest
  @ValueSource(strings = {"eth0", "br-1a2b", "veth_x", "eth0.100", "a@b", "ünlink", "_", "_5f"})
  void aGuardsTableTellsItsInterface(String name) {
    assertThat(Guards.interfaceName(Plans.guard(name))).isEqualTo(name);
  }

  @Test
  void whatNobodyHereHasNamedIsNone() {
    for (var coded : new String[] {"a_", "a_5", "_zz"}) {
      var table = new NftTable("inet", Plans.guard("").name() + coded);
      assertThat(Guards.interfaceName(table)).as(coded).isEmpty();
    }
  }
}
