package io.fairlead.spi.dataplane;

/**
 * How packets go to another node, where a network leaves that open.
 *
 * @param kind the way
 * @param why in words
 */
public record Way(Kind kind, String why) {
  /** What is taken where nothing is known: it needs least of what is between the nodes. */
  public static final Way UNTRIED = new Way(Kind.OVERLAY, "not tried yet");

  /** The ways there are. */
  public enum Kind {
    /** As they are, by a plain route. */
    ROUTE("host-gw"),
    /** In UDP. */
    OVERLAY("vxlan");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** The word of the dataplane that does the same for a whole network. */
    public String word() {
      return word;
    }
  }
}
