import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { identifierOf } from "../../src/hooks/mqtt/topics.ts";
import {
  type BoardSettings,
  MqttBoard,
  type ShownSource,
} from "../../src/hooks/mqtt/mqtt-board.ts";
import type { DetectionEvent } from "../../src/hooks/event/hook-event.ts";
import { hasNoMosquitto, Mosquitto } from "../support/mqtt/mosquitto.ts";
import { sampleEvent } from "./sample-hook.ts";

describe.skipIf(hasNoMosquitto)("a board at an MQTT broker", () => {
  let broker: Mosquitto;
  let warnings: string[];
  let shown: readonly string[];
  beforeEach(async () => {
    warnings = [];
    broker = await Mosquitto.start();
    await broker.read();
  });
  afterEach(async () => await broker[Symbol.asyncDispose]());

  const open = (settings: Partial<BoardSettings> = {}) =>
    new MqttBoard({
      ...{
        mqtt: broker.address,
        mqttTopic: "ferry",
        mqttDiscovery: "homeassistant",
        version: "9.9",
      },
      ...{ mqttUser: null, mqttPassword: null, clientId: "ferry" },
      ...{ before: null, onShown: (names: Iterable<string>) => (shown = [...names]) },
      openCredentials: () => expect.fail("there is no TLS here"),
      ...{ warn: (message: string) => warnings.push(message), ...settings },
    });
  const source = (name: string, delivered = 1): ShownSource => ({
    ...{ name, areFramesArriving: true, state: { state: "running", delivered } },
  });

  test("shows sources, what changes, what is found, and their end", async () => {
    const board = open();
    board.show([source("gate"), source("yard/plates")]);
    await expect.poll(() => broker.last("ferry/yard/plates/frames")).toBe("ON");
    expect(broker.last("ferry/status")).toBe("online");
    const topic = "homeassistant/binary_sensor/ferry_gate/frames/config";
    const config = JSON.parse(broker.last(topic) ?? "");
    expect(config).toMatchObject({
      ...{ unique_id: "ferry_gate_frames", state_topic: "ferry/gate/frames" },
      ...{ availability_topic: "ferry/status", device_class: "connectivity" },
      device: { identifiers: ["ferry_gate"], name: "gate", sw_version: "9.9" },
    });
    const delivered = JSON.parse(
      broker.last("homeassistant/sensor/ferry_gate/delivered/config") ?? "",
    );
    expect(delivered.value_template).toBe("{{ value_json.delivered }}");
    expect(JSON.parse(broker.last(delivered.state_topic) ?? "")).toMatchObject({ delivered: 1 });

    const before = broker.messages.length;
    board.show([source("gate", 2), source("yard/plates")]);
    board.tell(sampleEvent() as DetectionEvent);
    await expect.poll(() => broker.messages.length).toBe(before + 2);
    expect(JSON.parse(broker.last("ferry/gate/state") ?? "")).toMatchObject({ delivered: 2 });
    expect(JSON.parse(broker.last("ferry/gate/detection") ?? "")).toEqual(sampleEvent());

    board.show([source("gate", 2)]);
    await board.close(false);
    await expect.poll(() => broker.last("ferry/status")).toBe("offline");
    expect(broker.last("ferry/gate/frames")).toBe("OFF");
    // What was retained of a source that is gone is gone with it.
    broker.messages.length = 0;
    await broker.read();
    await expect.poll(() => broker.last("ferry/gate/frames")).toBe("OFF");
    expect(broker.messages.filter((message) => message.includes("yard"))).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("takes away what an earlier run has left of sources that are gone, and by other topics", async () => {
    const earlier = open();
    earlier.show([source("gate"), source("gone")]);
    await expect.poll(() => broker.last("ferry/gone/frames")).toBe("ON");
    await earlier.close(false);
    expect(shown).toEqual(["gate", "gone"]);
    const before = { topic: "ferry", discovery: "homeassistant", sources: shown };
    const board = open({ before });
    board.show([{ ...source("gate"), areFramesArriving: false }]);
    await expect.poll(() => shown).toEqual(["gate"]);
    await expect.poll(() => broker.last("ferry/gone/frames")).toBe("(null)");
    expect(broker.last("ferry/gate/frames")).toBe("OFF");
    await expect.poll(() => broker.last("ferry/status")).toBe("online");
    await board.close(false);

    const moved = open({ before: { ...before, sources: ["gate"] }, mqttTopic: "elsewhere" });
    moved.show([source("gate")]);
    await expect.poll(() => broker.last("elsewhere/gate/frames")).toBe("ON");
    await moved.close(true);
    await expect.poll(() => broker.last("elsewhere/status")).toBe("offline");
    broker.messages.length = 0;
    await broker.read();
    await expect.poll(() => broker.last("elsewhere/status")).toBe("offline");
    expect(broker.messages).toEqual(["elsewhere/status offline"]);
  });

  test("without discovery only has the topics of the site", async () => {
    const board = open({ mqttDiscovery: false });
    board.show([source("gate")]);
    await expect.poll(() => broker.last("ferry/gate/frames")).toBe("ON");
    expect(broker.messages.filter((message) => message.startsWith("homeassistant"))).toEqual([]);
    await board.close(false);
  });

  test("tells the broker all anew after an outage, of which it warns once", async () => {
    const board = open();
    board.show([source("gate")]);
    await expect.poll(() => broker.last("ferry/gate/frames")).toBe("ON");
    await broker.stop();
    await expect.poll(() => warnings.length, { timeout: 60_000 }).toBe(1);
    expect(warnings[0]).toMatch(
      /^the MQTT broker mqtt:\/\/127\.0\.0\.1:\d+ is tried again and again: /u,
    );
    board.show([source("gate", 5)]);
    broker.messages.length = 0;
    await broker.start();
    await broker.read();
    await expect
      .poll(() => broker.last("ferry/gate/state"), { timeout: 60_000 })
      .toBe('{"state":"running","delivered":5}');
    expect(broker.last("homeassistant/sensor/ferry_gate/state/config")).not.toBeNull();
    expect(warnings).toHaveLength(1);
    await board.close(false);
  });

  test("is no trouble for a site where the login is refused, and says so", async () => {
    const board = open({ mqtt: `mqtt://anna:wrong-word@127.0.0.1:${broker.port}` });
    board.show([source("gate")]);
    await expect.poll(() => warnings.join("\n")).toMatch(/[Nn]ot authorized/u);
    expect(warnings.join("\n")).not.toContain("wrong-word");
    await board.close(false);
    expect(broker.messages).toEqual([]);
  });
});

test("sources whose names differ have different identifiers, of what Home Assistant takes", () => {
  const names = [
    "gate",
    "gate/plates",
    "gate_plates",
    "gate-plates",
    "gate.plates",
    "Größe",
    "Größ_e",
  ];
  const all = names.map((name) => identifierOf("ferry", name));
  expect(new Set(all).size).toBe(names.length);
  for (const each of all) expect(each).toMatch(/^[A-Za-z0-9_]+$/u);
});
