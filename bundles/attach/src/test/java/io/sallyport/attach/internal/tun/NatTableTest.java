// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static io.sallyport.attach.internal.tun.Packets.CLIENT4;
import static io.sallyport.attach.internal.tun.Packets.SERVER4;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NatTableTest {

  private static final IpPacket PACKET =
      Packets.parsed(Packets.tcp(CLIENT4, 1, SERVER4, 2, 2, 0, false));

  @Test
  void knowsEachConnectionByItsOwnNumber() {
    var table = new NatTable(true, 20_000);
    var numbers = new HashMap<Integer, Integer>();
    for (int ports = 0; ports < 20_000; ports++) {
      numbers.put(ports, table.findOrAdd(PACKET, ports, 1000));
    }
    assertThat(new HashSet<>(numbers.values())).hasSize(20_000).doesNotContain(NatTable.NONE);
    for (int ports = 0; ports < 20_000; ports++) {
      assertThat(table.find(PACKET, ports, 1000)).isEqualTo(numbers.get(ports));
    }
    assertThat(table.findOrAdd(PACKET, 20_000, 1000)).isEqualTo(NatTable.NONE);
    assertThat(table.size()).isEqualTo(20_000);
  }

  @Test
  void forgetsWhatNobodyAccepted() {
    var table = new NatTable(true, 256);
    for (int ports = 0; ports < 256; ports++) {
      table.findOrAdd(PACKET, ports, 1000);
    }
    assertThat(table.findOrAdd(PACKET, 999, 1005)).isEqualTo(NatTable.NONE);
    assertThat(table.findOrAdd(PACKET, 999, 1020)).isNotEqualTo(NatTable.NONE);
  }

  @Test
  void keepsWhatIsHeldUntilAWhileAfterItsEnd() {
    var table = new NatTable(true, 2);
    int index = table.findOrAdd(PACKET, 5, 1000);
    var held = table.accept(index);
    assertThat(held).isNotNull();
    assertThat(held.ends().ports()).isEqualTo(5);
    assertThat(table.findOrAdd(PACKET, 6, 900_000)).isNotIn(index, NatTable.NONE);
    assertThat(table.findOrAdd(PACKET, 7, 900_000)).isEqualTo(NatTable.NONE);
    table.release(held, 900_000);
    // The other one, which nobody has accepted, is forgotten first.
    assertThat(table.findOrAdd(PACKET, 7, 900_011 + NatTable.LINGER_WHEN_FULL))
        .isNotIn(index, NatTable.NONE);
  }

  @Test
  void anEndedOneMakesRoomSoonerWhenAllNumbersAreTaken() {
    var table = new NatTable(true, 1);
    int index = table.findOrAdd(PACKET, 5, 1000);
    var held = table.accept(index);
    assertThat(table.findOrAdd(PACKET, 6, 900_000)).isEqualTo(NatTable.NONE);
    table.release(held, 900_000);
    assertThat(table.findOrAdd(PACKET, 6, 900_009)).isEqualTo(NatTable.NONE);
    assertThat(table.find(PACKET, 5, 900_009)).isEqualTo(index);
    int again = 900_010 + NatTable.LINGER_WHEN_FULL;
    assertThat(table.findOrAdd(PACKET, 6, again)).isEqualTo(index);
    assertThat(table.find(PACKET, 5, again)).isEqualTo(NatTable.NONE);
  }

  @Test
  void anEndedOneIsRememberedWhileThereIsRoom() {
    var table = new NatTable(true, 4);
    var held = table.accept(table.findOrAdd(PACKET, 5, 1000));
    assertThat(held).isNotNull();
    table.release(held, 1000);
    table.findOrAdd(PACKET, 6, 1000 + NatTable.LINGER);
    assertThat(table.find(PACKET, 5, 1000 + NatTable.LINGER)).isEqualTo(held.index());
    int over = 1000 + 2 * NatTable.LINGER + 1;
    table.findOrAdd(PACKET, 7, over);
    assertThat(table.find(PACKET, 5, over)).isEqualTo(NatTable.NONE);
  }

  @Test
  void anEarlierConnectionDoesNotEndItsSuccessor() {
    var table = new NatTable(true, 1);
    int index = table.findOrAdd(PACKET, 5, 1000);
    var first = table.accept(index);
    // The client uses its port again before the first channel has been closed here.
    var second = table.accept(index);
    table.release(first, 1000);
    assertThat(table.findOrAdd(PACKET, 6, 2000)).isEqualTo(NatTable.NONE);
    table.release(second, 2000);
    assertThat(table.findOrAdd(PACKET, 6, 2071)).isEqualTo(index);
  }

  @Test
  void aNumberOfNobodyIsNobodys() {
    var table = new NatTable(true, 8);
    assertThat(table.accept(0)).isNull();
    assertThat(table.accept(-1)).isNull();
    assertThat(table.accept(1 << 20)).isNull();
    assertThat(table.get(3, 1)).isNull();
  }

  @Test
  void staysRightUnderALongRandomUse() {
    var random = new Random(11);
    var table = new NatTable(true, 2000);
    var held = new HashMap<Integer, NatTable.Held>();
    for (int step = 0; step < 300_000; step++) {
      int now = 1000 + step / 100;
      int ports = random.nextInt(6000);
      int index = table.findOrAdd(PACKET, ports, now);
      if (index != NatTable.NONE) {
        assertThat(table.get(index, now).ports()).isEqualTo(ports);
        if (random.nextInt(3) == 0 && !held.containsKey(ports) && held.size() < 500) {
          held.put(ports, table.accept(index));
        }
      }
      if (!held.isEmpty() && random.nextInt(4) == 0) {
        int any = held.keySet().iterator().next();
        var one = held.remove(any);
        assertThat(table.find(PACKET, any, now)).isEqualTo(one.index());
        table.release(one, now);
      }
    }
    assertThat(table.size()).isLessThanOrEqualTo(2000);
    held.forEach((ports, one) -> assertThat(table.find(PACKET, ports, 1)).isEqualTo(one.index()));
  }

  @Test
  void addressesAndNumbersStandForEachOther() {
    var addresses = new DeviceAddresses(4095);
    for (boolean v4 : new boolean[] {true, false}) {
      for (int index = 0; index < DeviceAddresses.NUMBERS; index += 997) {
        var ip = Endpoints.address(v4, addresses.high(v4), addresses.clientLow(v4, index));
        assertThat(addresses.index(ip, addresses.clientPort(index))).isEqualTo(index);
      }
      assertThat(addresses.index(addresses.listener(v4), 40000)).isNegative();
      assertThat(addresses.index(new DeviceAddresses(1).listener(v4), 40000)).isNegative();
    }
    assertThat(addresses.prefix(true)).isEqualTo("240.83.255.241/28");
    assertThat(addresses.index(SERVER4, 40000)).isNegative();
  }
}
