package io.fairlead.testkit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The images of the lab: one layer with a static busybox, and different settings over it. */
public final class Images {
  /** Waits until it is stopped; exposes nothing. */
  public static final String IDLE = "bb";

  /** An HTTP server on the port 80 that it exposes; answers {@code /} with its host name. */
  public static final String WEB = "web";

  /** {@link #WEB} with a HEALTHCHECK each second, which fails while the file /tmp/sick is there. */
  public static final String CHECKED = "checked";

  /** Exposes two ports and serves HTTP on both. */
  public static final String TWO_PORTS = "twoports";

  private static final Map<String, List<String>> SETTINGS =
      Map.of(
          IDLE, List.of(command("sleep 2147483647")),
          WEB, List.of("EXPOSE 80", command("httpd -f -p 80 -h /www")),
          CHECKED,
              List.of(
                  "EXPOSE 80",
                  "HEALTHCHECK --interval=1s --timeout=5s --retries=1 CMD test ! -e /tmp/sick",
                  command("httpd -f -p 80 -h /www")),
          TWO_PORTS,
              List.of(
                  "EXPOSE 80",
                  "EXPOSE 8080",
                  command("httpd -f -p 80 -h /www & httpd -f -p 8080 -h /www")));

  private Images() {}

  /** The CMD line for an image that runs a shell command and ends at once when it is stopped. */
  public static String command(String shell) {
    // As process 1 a shell dies of SIGTERM only where it says so, and only while it waits.
    return "CMD [\"sh\",\"-c\",\"trap 'exit 0' TERM; hostname > /www/index.html; "
        + shell
        + " & wait\"]";
  }

  /** The settings of an image of the lab, as {@code docker import --change} takes them. */
  static List<String> settings(String image) {
    List<String> settings = SETTINGS.get(image);
    if (settings == null) {
      throw new LabException(
          "No image '"
              + image
              + "' in the lab; there are "
              + SETTINGS.keySet()
              + ", and LabHost.image makes others");
    }
    return settings;
  }

  /** Writes the one layer as a tar file. */
  static void writeLayer(Path tar, Path scratch) {
    Path busybox = Path.of(Command.tool("busybox", "busybox-static"));
    try {
      Path bin = Files.createDirectories(scratch.resolve("bin"));
      for (String directory : List.of("etc", "tmp", "proc", "sys", "dev", "www")) {
        Files.createDirectories(scratch.resolve(directory));
      }
      Files.copy(busybox, bin.resolve("busybox"), StandardCopyOption.COPY_ATTRIBUTES);
      List<String> applets =
          new ArrayList<>(Command.output(busybox.toString(), "--list").lines().toList());
      applets.remove("busybox");
      for (String applet : applets) {
        Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
      }
      Command.output("tar", "-C", scratch.toString(), "-cf", tar.toString(), ".");
    } catch (IOException e) {
      throw new LabException("The layer of the lab's images cannot be made", e);
    }
  }
}
