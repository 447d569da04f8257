// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.FixedSchema;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;

/** The keys of {@code io.sallyport.outbound.<kind>~TAG.cfg.json}, a schema for each kind. */
final class GroupSchemas {

  private GroupSchemas() {}

  /** What all have in common. */
  abstract static class Of extends FixedSchema {

    private final Kind kind;

    Of(Kind kind, String doc) {
      super(kind.pid(), doc, GroupKeys.of(kind));
      this.kind = kind;
    }

    @Override
    public final void check(Settings settings) throws ConfigException {
      GroupSettings.of(kind, tag(settings), settings);
    }

    private static @Nullable String tag(Settings settings) {
      try {
        return settings.tag();
      } catch (ConfigException e) {
        return null; // whoever asks does not say for which file
      }
    }

    @Override
    public final List<Reference> references(Settings settings) {
      var members = settings.get(GroupKeys.OUTBOUNDS);
      var all = new ArrayList<Reference>(members.size());
      for (int i = 0; i < members.size(); i++) {
        all.add(new Reference("outbounds[" + i + "]", members.get(i)));
      }
      return all;
    }
  }

  /** Of {@code selector}. */
  @Component(service = Schema.class)
  public static final class Selector extends Of {
    /** For declarative services. */
    public Selector() {
      super(Kind.SELECTOR, "A group whose member is chosen by hand: outbound:select.");
    }
  }

  /** Of {@code urltest}. */
  @Component(service = Schema.class)
  public static final class UrlTest extends Of {
    /** For declarative services. */
    public UrlTest() {
      super(Kind.URLTEST, "A group that uses the member with the least delay.");
    }
  }

  /** Of {@code fallback}. */
  @Component(service = Schema.class)
  public static final class Fallback extends Of {
    /** For declarative services. */
    public Fallback() {
      super(Kind.FALLBACK, "A group that uses the first member that works.");
    }
  }

  /** Of {@code loadbalance}. */
  @Component(service = Schema.class)
  public static final class LoadBalance extends Of {
    /** For declarative services. */
    public LoadBalance() {
      super(Kind.LOADBALANCE, "A group that spreads flows over its members.");
    }
  }
}
