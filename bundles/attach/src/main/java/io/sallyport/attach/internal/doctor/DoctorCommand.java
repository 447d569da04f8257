// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.doctor;

import io.sallyport.attach.internal.command.Attached;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Tone;
import io.sallyport.linux.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell command {@code attach:doctor}. */
@Component(
    service = DoctorCommand.class,
    property = {"osgi.command.scope=attach", "osgi.command.function=doctor"})
public final class DoctorCommand {

  private static final int INDENT = 24;

  private final Attached attached;

  /** For declarative services. */
  @Activate
  public DoctorCommand(@Reference Attached attached) {
    this.attached = attached;
  }

  /** {@code attach:doctor}. */
  @Descriptor("looks at this machine: what keeps interfaces from being attached, and what to do")
  public void doctor(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json) {
    var problems = new TreeMap<String, String>();
    for (var inbound : attached.all()) {
      var problem = inbound.status().problem();
      problems.put(inbound.settings().interfaceName(), problem == null ? "" : problem);
    }
    var machine = new MachineReader(Commands.HERE).read(problems);
    boolean forwards =
        machine.number("net.ipv4.ip_forward") == 1
            || machine.number("net.ipv6.conf.all.forwarding") == 1;
    var findings = new ArrayList<>(Examination.of(machine));
    findings.addAll(WaysRound.read(Commands.HERE, problems.keySet(), forwards).findings());
    show(Screen.of(shell), json, findings);
  }

  static void show(Screen screen, boolean json, List<Finding> findings) {
    if (json) {
      screen.json(Json.array(findings, Finding::json));
      return;
    }
    for (var finding : findings) {
      var label = "%-8s  %-12s  ".formatted(finding.label(), finding.subject());
      screen.prose(finding.tone(), label, " ".repeat(INDENT), finding.text());
      if (!finding.remedy().isEmpty()) {
        screen.prose(
            Tone.PLAIN, " ".repeat(INDENT - 3) + "-> ", " ".repeat(INDENT), finding.remedy());
      }
    }
  }
}
