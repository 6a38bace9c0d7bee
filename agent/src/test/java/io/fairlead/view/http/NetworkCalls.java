package io.fairlead.view.http;

import io.fairlead.catalog.Change;
import io.fairlead.testkit.catalog.NetworkSamples;

/** All that can be answered to those who make, read and remove networks. */
final class NetworkCalls {
  private NetworkCalls() {}

  static void all(TestAgent agent, AttachmentCalls.Calling calling) throws Exception {
    agent.publish(
        new Change.PutNetwork(NetworkSamples.network("backend", "10.9.0.0/24")),
        new Change.PutEndpoint(NetworkSamples.endpoint("host1", "web", "backend", "10.9.0.2/24")),
        new Change.PutBlock(NetworkSamples.block("backend", "10.9.0.0/26", "host1")));
    String one = "/networks/{network}";
    calling.call("GET", "/networks", "/networks?consistent", "");
    calling.call("GET", "/networks", "/networks?dc=dc2", "");
    calling.call("GET", "/networks", "/networks?color=red", "");
    calling.call("GET", one, "/networks/backend", "");
    calling.call("GET", one, "/networks/nowhere?dc=dc2", "");
    calling.call("GET", one, "/networks/backend?consistent", "");
    calling.call("GET", one, "/networks/backend?color=red", "");
    calling.call("POST", "/networks", "/networks", "{\"name\":\"shop\",\"ipv6\":true}");
    calling.call(
        "POST",
        "/networks",
        "/networks",
        "{\"name\":\"vault\",\"pools\":[{\"subnet\":\"10.8.0.0/24\"}],\"mtu\":1400}");
    calling.call("POST", "/networks", "/networks", "{\"name\":\"shop\"}");
    calling.call("POST", "/networks", "/networks", "{\"name\":\"-\"}");
    calling.call("DELETE", one, "/networks/shop", "");
    calling.call("DELETE", one, "/networks/shop", "");
    agent.attached.add(NetworkSamples.endpoint("host1", "safe", "vault", "10.8.0.2/24"));
    calling.call("DELETE", one, "/networks/vault", "");
    agent.storeAway = true;
    calling.call("GET", "/networks", "/networks?consistent", "");
    calling.call("GET", one, "/networks/backend?consistent", "");
    agent.storeAway = false;
  }
}
