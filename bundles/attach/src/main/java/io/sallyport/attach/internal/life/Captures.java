// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.attach.internal.redirect.RedirectCapture;
import io.sallyport.attach.internal.settings.CaptureType;
import io.sallyport.attach.internal.tproxy.TproxyCapture;
import io.sallyport.attach.internal.tun.TunCapture;

/** The ways of capturing by their types. */
final class Captures {

  private Captures() {}

  static Capture of(CaptureType type, CaptureContext context) {
    return switch (type) {
      case TPROXY -> new TproxyCapture(context);
      case REDIRECT -> new RedirectCapture(context);
      case TUN -> new TunCapture(context);
    };
  }
}
