package io.fairlead.agent;

import io.fairlead.agent.config.AgentConfig;
import io.fairlead.model.IpAddress;
import io.fairlead.source.docker.DockerContainers;
import io.fairlead.source.docker.DockerOptions;
import io.fairlead.source.docker.DockerSource;
import io.fairlead.spi.Time;
import io.fairlead.transport.Address;
import java.util.List;
import java.util.Random;

/** The Docker engine that an agent is told of, as the parts see it. */
record Engine(Address address, DockerSource source, DockerContainers containers) {
  static Engine at(String docker, AgentConfig config, List<IpAddress> nodeAddresses, Time time) {
    Address address = Address.parse(docker);
    DockerOptions.Rules rules =
        new DockerOptions.Rules(
            config.node(),
            nodeAddresses,
            switch (config.address()) {
              case CONTAINER -> DockerOptions.AddressChoice.CONTAINER;
              case HOST -> DockerOptions.AddressChoice.HOST;
            },
            switch (config.namespaces()) {
              case PROJECT -> DockerOptions.Namespaces.PROJECT;
              case FLAT -> DockerOptions.Namespaces.FLAT;
            });
    DockerOptions options = new DockerOptions(address, rules, time, new Random());
    return new Engine(address, new DockerSource(options), new DockerContainers(address, time));
  }
}
