import { describe, expect, test } from "vitest";
import { discoveryOf } from "../../src/hooks/mqtt/discovery.ts";

const messages = discoveryOf("gate/plates", {
  ...{ prefix: "homeassistant", base: "ferry", version: "9.9" },
});

/** Keys that Home Assistant takes (https://www.home-assistant.io/integrations/sensor.mqtt/, binary_sensor.mqtt). */
const COMMON = [
  ...["name", "unique_id", "state_topic", "availability_topic", "device", "origin"],
  ...["icon", "device_class", "value_template", "json_attributes_topic"],
];
const KEYS: Readonly<Record<string, readonly string[]>> = {
  binary_sensor: COMMON,
  sensor: [...COMMON, "state_class", "unit_of_measurement"],
};
const DEVICE_CLASSES: Readonly<Record<string, readonly unknown[]>> = {
  binary_sensor: [undefined, "connectivity"],
  // None of its device classes has frames for a unit.
  sensor: [undefined],
};
const STATE_CLASSES = [undefined, "measurement", "total", "total_increasing"];

describe.each(messages.map(({ topic, config }) => ({ topic, config })))(
  "what Home Assistant is told at $topic",
  ({ topic, config }) => {
    const [prefix, kind = "", node, object, last] = topic.split("/");

    test("stands at a topic of its form", () => {
      expect([prefix, last]).toEqual(["homeassistant", "config"]);
      for (const part of [node, object]) expect(part).toMatch(/^[a-zA-Z0-9_-]+$/u);
    });

    test("has only keys that are known there, and those that are required", () => {
      expect(KEYS[kind]).toEqual(expect.arrayContaining(Object.keys(config)));
      expect(config).toMatchObject({
        ...{ name: expect.any(String), unique_id: `${node}_${object}` },
        ...{ state_topic: expect.stringMatching(/^ferry\//u), origin: { name: "frameferry" } },
        ...{ availability_topic: "ferry/status", device: { identifiers: [node] } },
      });
    });

    test("has classes and units that go together", () => {
      const { device_class: device, state_class: state, unit_of_measurement: unit } = config;
      expect(DEVICE_CLASSES[kind]).toContain(device);
      expect(STATE_CLASSES).toContain(state);
      // Statistics are made of numbers; a unit makes a number of a sensor.
      expect(state === undefined).toBe(unit === undefined);
    });
  },
);

test("each entity has an identity of its own", () => {
  const ids = messages.map(({ config }) => config["unique_id"]);
  expect(new Set(ids).size).toBe(messages.length);
});
