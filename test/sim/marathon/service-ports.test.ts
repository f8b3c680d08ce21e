/** Port mappings without a bridge: Marathon fills their host ports, and takes its service ports from the definitions. */

import { expect, test } from "vitest";
import type { AppDefinition } from "../../../src/model/app/definition.ts";
import { ServicePorts } from "../../../src/sim/marathon/service-ports.ts";
import { appOf } from "../../support/apps.ts";
import { basicApp, Rig } from "./rig.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";

const docker = (network: string | null, ...servicePorts: readonly number[]) => ({
  type: "DOCKER",
  docker: {
    image: "web",
    ...(network === null ? {} : { network }),
    portMappings: servicePorts.map((servicePort) => ({ containerPort: 80, hostPort: 0, servicePort })),
  },
});

const assigned = (app: AppDefinition) => {
  const { portDefinitions, portMappings } = new ServicePorts(10_000, 10_010).assign(app, null) ?? app;
  return [portDefinitions.map(({ port }) => port), portMappings?.map(({ servicePort }) => servicePort)];
};

test.each([null, "HOST"])(
  "AppDefinition.scala:263-277 network %s: the definitions are what counts",
  (network) => {
    // The one definition that an app has by default (GroupManager.scala:227-264).
    expect(assigned(appOf({ container: docker(network, 9000) }))).toEqual([[10_000], [10_000]]);
    // Each mapping is put beside a service port, and those beyond are lost.
    expect(assigned(appOf({ container: docker(network, 9000, 9001) }))).toEqual([[10_000], [10_000]]);
    expect(assigned(appOf({ container: docker(network, 9000, 9001), ports: [0, 8080] }))).toEqual([
      [10_000, 8080],
      [10_000, 8080],
    ]);
    // Where there is nothing to assign, the mappings stay as they are (lines 269-273).
    expect(assigned(appOf({ container: docker(network, 9000, 0), ports: [] }))).toEqual([[], [9000, 0]]);
    expect(assigned(appOf({ container: docker(network, 9000, 0), ports: [8080] }))).toEqual([
      [8080],
      [9000, 0],
    ]);
  },
);

test("AppDefinition.scala:263-277 with a bridge the mappings are", () => {
  expect(assigned(appOf({ container: docker("BRIDGE", 9000, 0) }))).toEqual([
    [9000, 10_000],
    [9000, 10_000],
  ]);
});

test("PortsMatcher.scala:41-64 an app has as many host ports as mappings are left", () => {
  const hostPorts = (container: ReturnType<typeof docker>, more = {}) => {
    const rig = Rig.joined();
    rig.agent("a", large);
    const { ports: _, ...app } = basicApp();
    rig.create({ ...app, container, ...more });
    const [launch] = rig.operations("a");
    return launch?.type === "LAUNCH" ? launch.tasks[0]?.resources.count("ports") : null;
  };
  expect(hostPorts(docker("BRIDGE", 0, 0))).toBe(2);
  expect(hostPorts(docker("HOST", 0, 0))).toBe(1);
  expect(hostPorts(docker("HOST", 0, 0), { ports: [] })).toBe(2);
});

test("Group.scala:253-276 without a bridge a mapping's service port is in nobody's way", () => {
  const statusOf = (network: string) => {
    const rig = Rig.joined();
    rig.create(basicApp({ id: "/one", container: docker(network, 9000) }));
    return rig.create(basicApp({ id: "/two", container: docker(network, 9000) }))?.status;
  };
  expect(statusOf("BRIDGE")).toBe(422);
  expect(statusOf("HOST")).toBe(201);
});
