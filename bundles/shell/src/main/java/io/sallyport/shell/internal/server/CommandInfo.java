// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import io.sallyport.command.Value;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * What a command says about itself by its annotations, whoever has written it.
 *
 * @param name with its scope
 * @param doc one sentence; empty if it says nothing
 */
record CommandInfo(String name, String doc, List<Option> options, List<Argument> arguments) {

  /** An option; a flag has no value. */
  record Option(List<String> names, String doc, @Nullable Argument value) {}

  /** A value that is not an option, or the one of an option. */
  record Argument(
      String name,
      String doc,
      Value.Kind kind,
      List<String> words,
      boolean optional,
      boolean repeated) {

    String usage() {
      String text = repeated ? name + "..." : name;
      return optional ? "[" + text + "]" : text;
    }
  }

  /** Reads the annotations of a command's method; empty if the target has none of that name. */
  static Optional<CommandInfo> of(String name, Object target) {
    String function = name.substring(name.indexOf(':') + 1).toLowerCase(Locale.ROOT);
    return Arrays.stream(target.getClass().getMethods())
        .filter(method -> matches(method, function))
        .max(
            Comparator.comparing((Method method) -> method.isAnnotationPresent(Descriptor.class))
                .thenComparingInt(Method::getParameterCount))
        .map(method -> of(name, method));
  }

  private static boolean matches(Method method, String function) {
    String name = method.getName().toLowerCase(Locale.ROOT);
    // gogo's own rule: a keyword of Java has an underscore before it.
    return name.equals(function) || name.equals("_" + function) || name.equals("get" + function);
  }

  private static CommandInfo of(String name, Method method) {
    var options = new ArrayList<Option>();
    var arguments = new ArrayList<Argument>();
    for (var parameter : method.getParameters()) {
      if (parameter.getType() == CommandSession.class) {
        continue;
      }
      var descriptor = parameter.getAnnotation(Descriptor.class);
      String doc = descriptor == null ? "" : descriptor.value();
      var value = parameter.getAnnotation(Value.class);
      boolean repeated = parameter.getType().isArray();
      var argument =
          value == null
              ? new Argument("VALUE", doc, Value.Kind.FREE, List.of(), repeated, repeated)
              : new Argument(
                  value.value(),
                  doc,
                  value.kind(),
                  List.of(value.words()),
                  value.optional(),
                  repeated);
      var option = parameter.getAnnotation(Parameter.class);
      if (option == null) {
        arguments.add(argument);
      } else {
        boolean flag = !option.presentValue().equals(Parameter.UNSPECIFIED);
        options.add(new Option(List.of(option.names()), doc, flag ? null : argument));
      }
    }
    var descriptor = method.getAnnotation(Descriptor.class);
    return new CommandInfo(name, descriptor == null ? "" : descriptor.value(), options, arguments);
  }

  /** One line: {@code session:show [--json] ID}. */
  String usage() {
    var text = new StringBuilder(name);
    for (Option option : options) {
      text.append(" [").append(option.names().getFirst());
      if (option.value() != null) {
        text.append(' ').append(option.value().name());
      }
      text.append(']');
    }
    arguments.forEach(argument -> text.append(' ').append(argument.usage()));
    return text.toString();
  }

  /** What {@code --help} shows. */
  String help() {
    var rows = new ArrayList<String[]>();
    for (Option option : options) {
      String value = option.value() == null ? "" : " " + option.value().name();
      rows.add(new String[] {String.join(", ", option.names()) + value, option.doc()});
    }
    arguments.forEach(argument -> rows.add(new String[] {argument.name(), argument.doc()}));
    int width = rows.stream().mapToInt(row -> row[0].length()).max().orElse(0);
    var text = new StringBuilder();
    text.append(name).append(doc.isEmpty() ? "" : ": " + doc).append('\n');
    text.append("usage: ").append(usage()).append('\n');
    for (String[] row : rows) {
      text.append("  ").append(row[0]).append(" ".repeat(width - row[0].length() + 2));
      text.append(row[1]).append('\n');
    }
    return text.toString();
  }

  /** The option of a name. */
  Optional<Option> option(String name) {
    return options.stream().filter(option -> option.names().contains(name)).findFirst();
  }
}
