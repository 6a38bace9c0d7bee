package io.fairlead.spi.kernel;

/**
 * Who fills in the checksums of what leaves by a link. What it was before is not put back.
 *
 * @param left whether that is left to what is below the link; else this host does it
 */
public record OffloadState(Sandbox sandbox, String link, boolean left) implements HostItem {
  @Override
  public Key key() {
    return new Key(Kind.OFFLOAD, sandbox, "of " + link);
  }

  @Override
  public boolean satisfiedBy(HostItem seen) {
    return seen instanceof OffloadState is && left == is.left;
  }

  @Override
  public boolean unasked() {
    return true;
  }

  @Override
  public String toString() {
    return "checksums of " + link + (left ? " left to what is below it" : " filled in here");
  }
}
