// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.doctor;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sallyport.attach.internal.InterfaceInbound;
import io.sallyport.linux.Commands;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Shell command {@code attach:doctor}. */
@Component(
    service = DoctorCommand.class,
    property = {"osgi.command.scope=attach", "osgi.command.function=doctor"})
@Descriptor("network interfaces whose traffic becomes sessions")
public final class DoctorCommand {

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private static final int WIDTH = 80;
  private static final int INDENT = 24;

  private final List<InterfaceInbound> inbounds = new CopyOnWriteArrayList<>();

  /** Ready at once. */
  @Activate
  public DoctorCommand() {}

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void add(InterfaceInbound inbound) {
    inbounds.add(inbound);
  }

  void remove(InterfaceInbound inbound) {
    inbounds.remove(inbound);
  }

  /** {@code attach:doctor}. */
  @Descriptor("looks at this machine: what keeps interfaces from being attached, and what to do")
  public String doctor(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    var attached = new TreeMap<String, String>();
    for (var inbound : inbounds) {
      var problem = inbound.status().problem();
      attached.put(inbound.settings().interfaceName(), problem == null ? "" : problem);
    }
    var findings = Examination.of(new MachineReader(Commands.HERE).read(attached));
    return json ? json(findings) : text(findings);
  }

  static String json(List<Finding> findings) {
    var array = new JsonArray();
    for (var finding : findings) {
      var object = new JsonObject();
      object.addProperty("level", finding.level().name().toLowerCase(Locale.ROOT));
      object.addProperty("subject", finding.subject());
      object.addProperty("text", finding.text());
      object.addProperty("remedy", finding.remedy());
      array.add(object);
    }
    return PRETTY.toJson(array);
  }

  static String text(List<Finding> findings) {
    var text = new StringBuilder();
    for (var finding : findings) {
      String level = finding.level().name().toLowerCase(Locale.ROOT);
      wrap(text, "%-8s  %-12s  ".formatted(level, finding.subject()), finding.text());
      if (!finding.remedy().isEmpty()) {
        wrap(text, " ".repeat(INDENT - 3) + "-> ", finding.remedy());
      }
    }
    return text.toString().stripTrailing();
  }

  private static void wrap(StringBuilder text, String first, String words) {
    var line = new StringBuilder(first);
    boolean fresh = true;
    for (var word : words.strip().split("\\s+")) {
      if (!fresh && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append('\n');
        line.setLength(0);
        line.append(" ".repeat(INDENT));
        fresh = true;
      }
      line.append(fresh ? "" : " ").append(word);
      fresh = false;
    }
    text.append(line).append('\n');
  }
}
