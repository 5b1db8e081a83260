import { describe, expect, test } from "vitest";
import { checkBroker } from "../../../src/cli/doctor/check-broker.ts";
import type { BrokerOptions } from "../../../src/options/broker-options.ts";
import { hasNoNats, NatsServer } from "../../support/brokers/nats-server.ts";
import { openReadyNats } from "../../support/brokers/open-broker.ts";
import { forCommandLine } from "../../support/program/command-line-reader.ts";

const NO_LOGIN: BrokerOptions = {
  brokerUser: null,
  brokerPassword: null,
  brokerPasswordFile: null,
  brokerCredentialsFile: null,
  brokerNkeyFile: null,
  brokerCaFile: null,
  brokerCert: null,
  brokerKey: null,
};

async function saidOf(url: string): Promise<readonly string[]> {
  const findings = await forCommandLine(async () => await checkBroker(url, NO_LOGIN));
  return findings.map(({ state, subject, detail }) => `${state} ${subject}: ${detail}`);
}

describe.skipIf(hasNoNats)("the doctor says of a NATS broker", () => {
  test("its version and what that loses, its limits, its clock and its queue", async () => {
    await using server = await NatsServer.start({ lines: ["max_payload: 8MB"] });
    const said = await saidOf(server.url);
    expect(said).toEqual([
      expect.stringMatching(
        /^ok broker: nats:.* is NATS [\d.]+, one server; there and back takes [\d.]+ ms$/u,
      ),
      expect.stringMatching(/^(?:ok|warning) version: NATS /u),
      expect.stringMatching(/^warning flushing: .*every two minutes by default/u),
      "ok max payload: a frame may have 8 MiB at most",
      expect.stringMatching(/^ok JetStream: JetStream is on; /u),
      expect.stringMatching(/^ok clock: the clock of the broker is 0\.\d s /u),
      "warning queue: there is no stream FRAMES yet",
    ]);
    await using broker = await openReadyNats(server.url);
    expect(broker.isConnected).toBe(true);
    expect((await saidOf(server.url)).at(-1)).toBe(
      "ok queue: the stream FRAMES holds 0 frames, 0 B",
    );
  });

  test("that large frames fail, that JetStream is off, and that nothing answers", async () => {
    await using server = await NatsServer.start({ hasJetStream: false });
    const said = await saidOf(server.url);
    expect(said).toContain("warning max payload: a frame may have 1 MiB at most; larger ones fail");
    expect(said.at(-1)).toBe("problem broker: JetStream is off, so that nothing can be stored");
    await server.kill();
    expect(await saidOf(server.url)).toEqual([
      expect.stringMatching(/^problem broker: nats:.* cannot be reached: connect ECONNREFUSED/u),
    ]);
  });
});
