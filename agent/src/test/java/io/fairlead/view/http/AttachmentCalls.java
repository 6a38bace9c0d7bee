package io.fairlead.view.http;

import io.fairlead.spi.AttachRefused;
import java.util.Set;

/** All that can be answered to those who attach and detach. */
final class AttachmentCalls {
  /** The parameters that these calls use. */
  static final Set<String> PARAMETERS =
      Set.of("DELETE /api/v1/attachments ?what", "DELETE /api/v1/attachments ?network");

  private static final String PATH = "/attachments";
  private static final String BODY = "{\"what\":\"netns:a\",\"network\":\"backend\"}";

  private AttachmentCalls() {}

  /** Who calls. */
  interface Calling {
    void call(String method, String pattern, String path, String body) throws Exception;
  }

  static void all(TestAgent agent, Calling calling) throws Exception {
    calling.call("POST", PATH, PATH, BODY);
    calling.call("POST", PATH, PATH, "{}");
    calling.call("POST", PATH, PATH, "{\"what\":\"nobody\",\"network\":\"backend\"}");
    calling.call("GET", PATH, PATH, "");
    calling.call("GET", PATH, PATH + "?color=red", "");
    agent.connecting.refuse(new AttachRefused("try again", true));
    calling.call("POST", PATH, PATH, BODY);
    agent.connecting.refuse(new AttachRefused("it is taken", false));
    calling.call("POST", PATH, PATH, BODY);
    calling.call("DELETE", PATH, PATH, "");
    calling.call("DELETE", PATH, PATH + "?what=netns:a&network=backend", "");
  }
}
