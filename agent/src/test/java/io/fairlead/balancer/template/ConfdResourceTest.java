package io.fairlead.balancer.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fairlead.model.InvalidField;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** confd's resource files, as its documentation shows them. */
final class ConfdResourceTest {
  private static final String NGINX =
      """
      # how nginx is kept
      [template]
      src = "nginx.conf.tmpl"
      dest = "/etc/nginx/nginx.conf"
      uid = 0
      gid = 0
      mode = "0644"
      keys = [
        "/nginx",
        "/app",   # and these
      ]
      prefix = "/prod/"
      check_cmd = "/usr/sbin/nginx -t -c {{.src}}"
      reload_cmd = "echo \\"done\\" # no comment"
      """;

  private static TemplateSpec spec(String text) {
    return ConfdResource.spec(Path.of("nginx.toml"), Path.of("/etc/confd/templates"), text);
  }

  private static String refused(String text) {
    return String.valueOf(assertThrows(InvalidField.class, () -> spec(text)).getMessage());
  }

  @Test
  void namesTheTemplateAndTheFile() {
    TemplateSpec spec = spec(NGINX);

    assertEquals(Path.of("/etc/confd/templates/nginx.conf.tmpl"), spec.source());
    assertEquals(Path.of("/etc/nginx/nginx.conf"), spec.destination());
  }

  @Test
  void namesTheCommands() {
    TemplateSpec spec = spec(NGINX);

    assertEquals("/usr/sbin/nginx -t -c {{.src}}", spec.check());
    assertEquals("echo \"done\" # no comment", spec.command());
  }

  @Test
  void namesModeOwnerAndPrefix() {
    TemplateSpec spec = spec(NGINX);

    assertEquals("0644", spec.mode());
    assertEquals("0:0", spec.owner());
    assertEquals("prod", spec.prefix());
  }

  @Test
  void mustSayWhereItGoes() {
    assertTrue(refused("[template]\nsrc = \"a\"\n").contains("dest"));
  }

  @Test
  void isRefusedWithTheLineThatIsWrong() {
    assertTrue(refused("[template]\nsrc = \"a\"\ndest = b\n").contains("nginx.toml:3"));
  }

  @Test
  void isRefusedWithTheNameThatWasMeant() {
    assertTrue(refused("[template]\nreload_cmb = \"a\"\n").contains("did you mean 'reload_cmd'?"));
  }
}
