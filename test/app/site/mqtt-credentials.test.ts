import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { MqttCredentials } from "../../../src/app/site/mqtt-credentials.ts";
import { type MqttLink, openMqtt } from "../../../src/hooks/mqtt/mqtt-client.ts";
import { mqttSchema } from "../../../src/options/mqtt-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { freePort } from "../../../scripts/bench/service/free-port.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { hasNoMosquitto, Mosquitto, type SecureListener } from "../../support/mqtt/mosquitto.ts";
import { Authority, type CertificateFiles } from "../../support/services/certificates.ts";

const WAIT = { timeout: 60_000 };

describe.skipIf(hasNoMosquitto)("an MQTT broker with TLS", () => {
  let folder: TemporaryFolder;
  let authority: Authority;
  let good: CertificateFiles;
  beforeAll(async () => {
    folder = await temporaryFolder();
    authority = await Authority.make(folder.path);
    good = await authority.issue({ name: "good" });
  });
  afterAll(async () => await folder[Symbol.asyncDispose]());

  let links: MqttLink[] = [];
  afterEach(async () => {
    for (const link of links) await link.close();
    links = [];
  });

  /** A link with what it is told of: `"connected"`, or why it is not. */
  async function open(mqtt: string, given: object = {}): Promise<string[]> {
    const options = { ...checkOptions(mqttSchema, { mqtt, ...given }), mqtt };
    const told: string[] = [];
    const openCredentials = () => new MqttCredentials(options, (message) => told.push(message));
    const link = await openMqtt(
      { ...options, clientId: "ferry", openCredentials },
      { topic: "status", text: "offline" },
      { onConnect: () => told.push("connected"), onTrouble: (reason) => told.push(reason) },
    );
    links.push(link);
    return told;
  }

  /** What is told first of a broker that is wanted with a certificate. */
  async function first(listener: SecureListener, given: object = {}): Promise<string | undefined> {
    await using broker = await Mosquitto.start(listener);
    const told = await open(broker.secureAddress(), given);
    await expect.poll(() => told[0], WAIT).toBeDefined();
    return told[0];
  }

  test("is trusted by the file of its authority, and given user and password as they are", async () => {
    await using broker = await Mosquitto.start({ certificate: good });
    const address = `mqtts://localhost:${broker.securePort}`;
    const login = { mqttUser: "anna", mqttPassword: "geheim:wort/1" };
    const told = await open(address, { mqttCaFile: authority.cert, ...login });
    await expect.poll(() => told, WAIT).toEqual(["connected"]);
    const wrong = await open(address, { mqttCaFile: authority.cert, mqttUser: "anna" });
    await expect
      .poll(() => wrong[0], WAIT)
      .toBe(
        "it refuses the login (Not authorized): check `mqttUser` and `mqttPassword`, or the login in its address",
      );
  });

  test("whose authority is not known is refused, which says how it can be trusted", async () => {
    expect(await first({ certificate: good })).toBe(
      "its certificate comes from an authority that is not known here: name a file with that one's certificate with `mqttCaFile`",
    );
  });

  test("whose certificate has expired, or is for another host, is refused and says so", async () => {
    const trust = { mqttCaFile: authority.cert };
    const period = ["20200101000000Z", "20210101000000Z"] as const;
    const expired = await authority.issue({ name: "expired", period });
    expect(await first({ certificate: expired }, trust)).toMatch(
      /^its certificate has expired: renew it there/u,
    );
    const other = await authority.issue({ name: "other", host: "broker.example" });
    expect(await first({ certificate: other }, trust)).toBe(
      "its certificate is for DNS:broker.example, and not for localhost: write the address with a name of the certificate, or have this one added",
    );
  });

  test("that asks for a client certificate gets it, and says what is wrong with none or another", async () => {
    const client = await authority.issue({ name: "client" });
    const trust = { mqttCaFile: authority.cert };
    const listener = { certificate: good, clientAuthority: authority.cert };
    expect(await first(listener, { ...trust, mqttCert: client.cert, mqttKey: client.key })).toBe(
      "connected",
    );
    expect(await first(listener, trust)).toMatch(
      /^it requires a client certificate: name its files with `mqttCert` and `mqttKey`$/u,
    );
    await using elsewhere = await temporaryFolder();
    const stranger = await Authority.make(elsewhere.path);
    const { cert, key } = await stranger.issue({ name: "stranger" });
    expect(await first(listener, { ...trust, mqttCert: cert, mqttKey: key })).toMatch(
      /^it rejects our certificate \(.*\): check, and renew, that of `mqttCert`$/u,
    );
  });

  test("is reached by WebSockets, too", async () => {
    const certificate = good;
    await using broker = await Mosquitto.start({ certificate, isWebSocket: true });
    const told = await open(broker.secureAddress("localhost", "wss"), {
      mqttCaFile: authority.cert,
    });
    await expect.poll(() => told, WAIT).toEqual(["connected"]);
    const untrusted = await open(broker.secureAddress("localhost", "wss"));
    await expect.poll(() => untrusted[0], WAIT).toMatch(/^its certificate comes from/u);
  });

  test("at the wrong port says so, in either direction", async () => {
    await using broker = await Mosquitto.start({ certificate: good });
    const swapped = await open(`mqtts://localhost:${broker.port}`);
    await expect
      .poll(() => swapped[0], WAIT)
      .toMatch(/^it closes the connection without an answer: .* write mqtt:\/\/$/u);
    const plain = await open(`mqtt://localhost:${broker.securePort}`);
    await expect
      .poll(() => plain[0], WAIT)
      .toMatch(/^it closes the connection without an answer: .* write mqtts:\/\/$/u);
    const nobody = await open(`mqtts://localhost:${await freePort()}`);
    await expect.poll(() => nobody[0], WAIT).toBe("nothing listens there (connection refused)");
  });

  test("is connected to once a file that was missing is there", async () => {
    await using broker = await Mosquitto.start({ certificate: good });
    const later = join(folder.path, "later.pem");
    const told = await open(broker.secureAddress(), { mqttCaFile: later });
    await expect
      .poll(() => told, WAIT)
      .toEqual([
        `\`mqttCaFile\` ${later} cannot be read: no such file or directory; check its path and its permissions`,
      ]);
    await copyFile(authority.cert, later);
    await expect.poll(() => told.at(-1), WAIT).toBe("connected");
  });
});
