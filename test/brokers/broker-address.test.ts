import { describe, expect, test } from "vitest";
import { readBrokerAddress } from "../../src/brokers/broker-address.ts";
import { frameSubject, resultSubject } from "../../src/brokers/queue-names.ts";

const NATS = { schemes: { nats: 4222, tls: 4222 }, hasVirtualHosts: false };
const read = (text: string) => readBrokerAddress(text, NATS);

describe("the address of a broker", () => {
  test("names servers, with the usual port where it names none, and a queue", () => {
    expect(read("nats://broker")).toEqual({
      scheme: "nats",
      servers: ["broker:4222"],
      queue: "frames",
      virtualHost: null,
      user: null,
      password: null,
      name: "nats://broker/frames",
    });
    const several = read("TLS://a:1,b.example,[::1]:3/site-2");
    expect(several.servers).toEqual(["a:1", "b.example:4222", "[::1]:3"]);
    expect([several.scheme, several.queue]).toEqual(["tls", "site-2"]);
  });

  test.each([
    ["nats://user:pass@broker:4222/frames", "user", "pass"],
    ["nats://user@broker/frames", "user", null],
    ["nats://u%3Aser:p%40ss/%25@broker/frames", "u:ser", "p@ss/%"],
    ["nats://user:p@ss/w:rd?#@broker/frames", "user", "p@ss/w:rd?#"],
  ])("keeps the login apart: %s", (text, user, password) => {
    expect(read(text)).toMatchObject({ user, password, servers: ["broker:4222"] });
    expect(read(text).name).toMatch(/^nats:\/\/broker(?::4222)?\/frames$/u);
  });

  test.each([
    "nats://",
    "nats:///frames",
    "http://broker/frames",
    "nats://user:s3cret@bro ker/frames",
    "nats://s3cret:x@broker:99999",
    "nats://s3cret:x@broker/Frames",
    "nats://s3cret:x@broker/results",
    "nats://s3cret:x@broker/a-results",
    "nats://s3cret:x@broker/a/b",
    "nats://s3cret:x@broker,/frames",
  ])("is refused without a word of its login: %s", (text) => {
    let said = "";
    try {
      read(text);
    } catch (error) {
      said = String(error);
    }
    expect(said).toMatch(/^FrameferryError: the address of the broker/u);
    expect(said).not.toContain("s3cret");
  });
});

test("the address of a broker with virtual hosts may name one before the queue, and no other may", () => {
  const kind = { schemes: { amqp: 5672, amqps: 5671 }, hasVirtualHosts: true };
  const at = (text: string) => readBrokerAddress(text, kind);
  expect(at("amqp://user:p/w@r1,r2:5673/halle%203/lab")).toMatchObject({
    ...{ servers: ["r1:5672", "r2:5673"], virtualHost: "halle 3", queue: "lab", password: "p/w" },
    name: "amqp://r1,r2:5673/halle%203/lab",
  });
  expect(at("AMQPS://broker")).toMatchObject({
    ...{ servers: ["broker:5671"], virtualHost: null, queue: "frames" },
  });
  for (const text of ["amqp://broker/a/b/c", "amqp://broker//frames", "amqp://broker/a/"])
    expect(() => at(text)).toThrow("the address of the broker names a queue that cannot be");
});

test("subjects have one part for each name, whatever it is made of", () => {
  const frame = { site: "Halle 3.OG", source: "clips/*.mp4 >" };
  expect(frameSubject("frames", frame)).toBe("frames.Halle_3_OG.clips_mp4_");
  expect(frameSubject("lab", { site: "", source: "日本" })).toBe("lab._.日本");
  expect(resultSubject("frames", "edge-1")).toBe("results.edge-1");
  expect(resultSubject("lab", "edge-1")).toBe("lab-results.edge-1");
});
