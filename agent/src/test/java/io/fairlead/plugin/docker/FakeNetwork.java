package io.fairlead.plugin.docker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network in the engine that is played. */
final class FakeNetwork {
  final String id;
  final String name;
  final String ipam;
  final Map<String, String> options;
  final Map<String, Object> body;

  /** Pool, gateway; filled in by the one who gives addresses. */
  String pool = "";

  String gateway = "";

  /** Endpoints by id. */
  final Map<String, FakeEndpoint> endpoints = new LinkedHashMap<>();

  FakeNetwork(
      String id, String name, String ipam, Map<String, String> options, Map<String, Object> body) {
    this.id = id;
    this.name = name;
    this.ipam = ipam;
    this.options = options;
    this.body = body;
  }

  /** One endpoint; its container runs. */
  record FakeEndpoint(String id, String container, String name, String address, String mac) {}

  Map<String, Object> json() {
    Map<String, Object> containers = new LinkedHashMap<>();
    endpoints
        .values()
        .forEach(
            one ->
                containers.put(
                    one.container(),
                    Map.of(
                        "Name", one.name(),
                        "EndpointID", one.id(),
                        "MacAddress", one.mac(),
                        "IPv4Address", one.address(),
                        "IPv6Address", "")));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("Subnet", pool);
    config.put("Gateway", gateway);
    return Map.of(
        "Id",
        id,
        "Name",
        name,
        "Scope",
        "local",
        "Driver",
        "fairlead",
        "EnableIPv6",
        false,
        "Internal",
        false,
        "IPAM",
        Map.of("Driver", ipam, "Options", Map.of(), "Config", List.of(config)),
        "Containers",
        containers,
        "Options",
        options,
        "Labels",
        Map.of());
  }
}
