package io.fairlead.view.http;

import io.fairlead.spi.AttachRefused;

/** All that can be answered to those who attach and detach. */
final class AttachmentCalls {
  private static final String PATH = "/attachments";
  private static final String BODY = "{\"what\":\"netns:a\",\"network\":\"backend\"}";

  private AttachmentCalls() {}

  static void all(TestAgent agent, OpenApiCalls calls) throws Exception {
    calls.send("POST", PATH, PATH, BODY);
    calls.send("POST", PATH, PATH, "{}");
    calls.send("POST", PATH, PATH, "{\"what\":\"nobody\",\"network\":\"backend\"}");
    calls.get(PATH, "");
    calls.get(PATH, "?color=red");
    agent.connecting.refuse(new AttachRefused("try again", true));
    calls.send("POST", PATH, PATH, BODY);
    agent.connecting.refuse(new AttachRefused("it is taken", false));
    calls.send("POST", PATH, PATH, BODY);
    calls.send("DELETE", PATH, PATH, "");
    calls.send("DELETE", PATH, PATH + "?what=netns:a&network=backend", "");
    calls.used.add("DELETE " + OpenApiCalls.BASE + PATH + " ?what");
    calls.used.add("DELETE " + OpenApiCalls.BASE + PATH + " ?network");
  }
}
