package io.fairlead.dataplane;

import io.fairlead.spi.dataplane.Site;
import java.util.List;

/** Networks whose traffic must be encrypted, on dataplanes that cannot. They carry nothing then. */
public final class Secrecy {
  private Secrecy() {}

  /** Whether a dataplane that does not encrypt would carry what must be encrypted. */
  public static boolean isBroken(Site site) {
    return site.network().options().encrypted();
  }

  /** Why it carries nothing, or nothing to say. */
  public static List<String> doubts(Site site, String type) {
    return isBroken(site)
        ? List.of(
            site.network().name()
                + " must be encrypted and "
                + type
                + " does not encrypt, so nothing of it is carried; create it without --encrypted"
                + " or with a dataplane that does")
        : List.of();
  }
}
