// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.command;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.sallyport.api.Outbound;
import io.sallyport.api.Sessions;
import io.sallyport.attach.internal.InterfaceInbound;
import io.sallyport.attach.internal.settings.InterfaceSchema;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Tagged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Makes and takes away the configurations behind attachments, as files or in memory only. */
@Component(service = Enabling.class)
public final class Enabling {

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
  private static final String SUFFIX = ".cfg.json";
  private static final String DISABLED = ".disabled";

  /** Any bundle may use the configuration (Compendium §104.4.1). */
  private static final String ANY_LOCATION = "?";

  private final ConfigurationAdmin admin;
  private final Sessions sessions;
  private final @Nullable Path configs;

  /** Files are in {@code configs} below the framework property {@code sallyport.home}. */
  @Activate
  public Enabling(
      BundleContext context, @Reference ConfigurationAdmin admin, @Reference Sessions sessions) {
    this.admin = admin;
    this.sessions = sessions;
    this.configs =
        context.getProperty("sallyport.home") instanceof String home
            ? Path.of(home).resolve("configs")
            : null;
  }

  /** Attaches; what came of it. */
  String enable(Wish wish, boolean save) throws CommandFailure, IOException {
    var pid = InterfaceSchema.PID + "~" + wish.iface();
    if (configs != null
        && wish.isPlain()
        && Files.exists(configs.resolve(pid + SUFFIX + DISABLED))) {
      Files.move(
          configs.resolve(pid + SUFFIX + DISABLED),
          configs.resolve(pid + SUFFIX),
          StandardCopyOption.ATOMIC_MOVE);
      return wish.iface() + ": its file is in force again; attach:list tells how it fares";
    }
    if (wish.proxy().isEmpty()) {
      Tagged.of("outbound", sessions.outbounds()).get(wish.target());
    }
    if (!wish.proxy().isEmpty()) {
      put(Outbound.PID_PREFIX + "socks~" + wish.target(), wish.upstream(), save);
    }
    put(pid, wish.attachment(), save);
    return wish.iface()
        + ": everything goes by "
        + wish.target()
        + (save ? "" : " until the next restart; --save keeps it")
        + "; attach:list tells how it fares";
  }

  private void put(String pid, JsonObject json, boolean save) throws IOException {
    if (!save) {
      int tilde = pid.indexOf('~');
      admin
          .getFactoryConfiguration(pid.substring(0, tilde), pid.substring(tilde + 1), ANY_LOCATION)
          .update(new Hashtable<>(properties(pid, json)));
    } else if (configs == null) {
      throw new IOException("there is no home to save to");
    } else {
      write(configs.resolve(pid + SUFFIX), PRETTY.toJson(json) + "\n");
    }
  }

  /** As the installer of files would hand it over: what is nested as JSON under a private name. */
  private static Map<String, Object> properties(String pid, JsonObject json) {
    var properties = new Hashtable<String, Object>();
    json.entrySet()
        .forEach(
            member -> {
              if (!(member.getValue() instanceof JsonPrimitive primitive)) {
                properties.put("." + member.getKey(), member.getValue().toString());
              } else if (primitive.isNumber()) {
                properties.put(member.getKey(), primitive.getAsLong());
              } else {
                // A placeholder of a secret is filled in on the way, under a private name.
                var text = primitive.getAsString();
                properties.put((text.startsWith("$[") ? "." : "") + member.getKey(), text);
              }
            });
    if (pid.startsWith(Outbound.PID_PREFIX)) {
      properties.put(Outbound.TAG, pid.substring(pid.indexOf('~') + 1));
      properties.put(Outbound.NETWORK, new String[] {"tcp", "udp"});
    }
    return properties;
  }

  private static void write(Path file, String text) throws IOException {
    if (Files.exists(file)) {
      throw new IOException(file + " exists already; edit it instead");
    }
    var draft =
        Files.createTempFile(
            file.getParent(),
            ".attach",
            ".draft",
            PosixFilePermissions.asFileAttribute(
                Set.copyOf(PosixFilePermissions.fromString("rw-------"))));
    Files.writeString(draft, text);
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Detaches in order; a file is kept, out of force. */
  String disable(InterfaceInbound inbound) throws IOException {
    var pid = InterfaceSchema.PID + "~" + inbound.configurationName();
    if (inbound.fromFile()) {
      if (configs == null) {
        throw new IOException("there is no home whose file could be taken away");
      }
      Files.move(
          configs.resolve(pid + SUFFIX),
          configs.resolve(pid + SUFFIX + DISABLED),
          StandardCopyOption.ATOMIC_MOVE);
      return inbound.settings().interfaceName()
          + ": detached; its file is kept as "
          + pid
          + SUFFIX
          + DISABLED;
    }
    admin
        .getFactoryConfiguration(InterfaceSchema.PID, inbound.configurationName(), ANY_LOCATION)
        .delete();
    return inbound.settings().interfaceName() + ": detached";
  }
}
