import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { codeBlocks, REPOSITORY } from "../../support/docs/readme.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { SnapshotCamera } from "../../support/cameras/snapshot-camera.ts";
import { hasNoMosquitto, Mosquitto } from "../../support/mqtt/mosquitto.ts";
import { PROGRAM, startProgram } from "../../support/program/command-run.ts";
import { imageOf } from "../../support/program/delivery-command.ts";
import { runMainIn } from "../../support/program/run-main.ts";
import { Authority } from "../../support/services/certificates.ts";
import { type Answer, startCollector } from "../../support/services/collector.ts";
import { faultsOf, siteOf } from "./site-of.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const path = (...parts: readonly string[]): string => join(folder.path, ...parts);
const SECRET = "a-key-of-thirty-two-characters!!";

describe("hooks of a site", () => {
  test("are told of detections, a silent camera, a service that is away, and failures, and of their ends", async () => {
    let answer: Answer = {
      body: {
        predictions: [{ class: "person", confidence: 0.91, x: 5, y: 5, width: 4, height: 4 }],
      },
    };
    const found = answer;
    const refusals: Answer[] = [{ status: 503 }];
    await using service = await startCollector({ answer: () => answer });
    await using other = await startCollector();
    await using receiver = await startCollector({
      answer: ({ path: at }) => (at === "/person" ? refusals.pop() : undefined) ?? {},
    });
    await using camera = await SnapshotCamera.open();
    const bodies = (at: string) =>
      receiver.requests.filter((request) => request.path === at).map(({ body }) => body.toString());
    let frames = 0;
    const land = (): void => writeFileSync(path("a", `${(frames += 1)}.jpg`), imageOf(`${frames}`));
    mkdirSync(path("a"));
    writeFileSync(
      path("frameferry.yaml"),
      `sources:
  gate: { watch: a, to: "${service.url}" }
  cam: { run: "${camera.url}", every: 200ms, to: "${other.url}", stall: 1s }
on_event:
  - when: detection
    label: person
    min_confidence: 0.8
    source: gate
    post: ${receiver.url}/person
    secret: "\${HOOK_SECRET}"
    template: '{"text":"{{label}} at {{source}}","sure":{{confidence}}}'
    at_most_every: 1h
  - { when: detection, name: file, run: [node, -e, 'fs.appendFileSync("read", fs.readFileSync(0))'], at_most_every: 1h }
  - { when: detection, name: hanging, run: [sleep, "1000"], timeout: 500ms, at_most_every: 0s }
  - { when: service-away, after: 0s, source: gate, post: "${receiver.url}/away", template: "{{recovered}} {{message}}" }
  - { when: camera-silent, after: 0s, post: "${receiver.url}/silent" }
  - { when: failures, over: 20%, min_frames: 3, at_most_every: 0s, post: "${receiver.url}/failures" }
`,
    );
    await using run = startProgram([...PROGRAM, "up", "--json"], path("state"), {
      ...{ cwd: folder.path, environment: { HOOK_SECRET: SECRET } },
    });
    land();
    land();
    await expect.poll(() => bodies("/person")).toHaveLength(2);
    expect(bodies("/person")[1]).toBe('{"text":"person at gate","sure":0.91}');
    const [first, second] = receiver.requests.filter((request) => request.path === "/person");
    expect(second?.headers["x-frameferry-event"]).toBe(first?.headers["x-frameferry-event"]);
    const time = String(second?.headers["x-frameferry-timestamp"]);
    const hmac = createHmac("sha256", SECRET).update(`${time}.${second?.body.toString()}`);
    expect(second?.headers["x-frameferry-signature"]).toBe(`sha256=${hmac.digest("hex")}`);
    await expect.poll(() => textOf(path("read"))).toMatch(/\n$/u);
    expect(JSON.parse(textOf(path("read")))).toMatchObject({
      ...{ when: "detection", source: "gate", label: "person", confidence: 0.91, count: 1 },
      ...{
        service: `${service.url}/`,
        recovered: false,
        frame: expect.stringMatching(/^[12]\.jpg$/u),
      },
    });

    camera.fault = { status: 503 };
    await expect.poll(() => bodies("/silent")).toHaveLength(1);
    expect(JSON.parse(bodies("/silent")[0] ?? "")).toMatchObject({
      ...{ when: "camera-silent", source: "cam", recovered: false, durationSeconds: null },
    });

    answer = { status: 400, body: "no frame for me" };
    land();
    await expect.poll(() => bodies("/failures")).toHaveLength(1);
    expect(JSON.parse(bodies("/failures")[0] ?? "")).toMatchObject({
      ...{ when: "failures", source: "gate", frames: 3, failed: 1, share: 0.3333 },
    });

    answer = { status: 503 };
    land();
    await expect.poll(() => bodies("/away")).toHaveLength(1);
    answer = found;
    await expect.poll(() => bodies("/away")).toHaveLength(2);
    expect(bodies("/away")[0]).toMatch(new RegExp(`^false ${service.url}/ is away: .*503`, "u"));
    expect(bodies("/away")[1]).toMatch(
      new RegExp(`^true ${service.url}/ answers again after `, "u"),
    );

    const { stdout, stderr } = await run.stop("SIGTERM");
    expect(stderr).not.toContain(SECRET);
    expect(stderr.match(/hook hanging could not tell an event: .*/gu)).toEqual([
      "hook hanging could not tell an event: sleep was still at work after 0.5 s, and was killed",
    ]);
    const { delivered, hooks } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
    expect(delivered).toBeGreaterThan(3);
    expect(hooks).toMatchObject([
      { name: "detection", told: 1, failed: 0, untold: 0 },
      { name: "file", told: 1 },
      { name: "hanging", told: 0, failed: expect.any(Number), overflowed: 0 },
      ...[
        { name: "service-away", told: 2 },
        { name: "camera-silent", told: 1 },
      ],
      { name: "failures", told: 1 },
    ]);

    // The next run knows what this one has told: the camera is no news while it is silent, and is when it is back.
    await using next = startProgram([...PROGRAM, "up"], path("state"), {
      ...{ cwd: folder.path, environment: { HOOK_SECRET: SECRET } },
    });
    await expect.poll(() => next.stderr).toContain("no frame");
    camera.fault = null;
    await expect.poll(() => bodies("/silent")).toHaveLength(2);
    expect(JSON.parse(bodies("/silent")[1] ?? "")).toMatchObject({
      ...{ when: "camera-silent", source: "cam", recovered: true },
      since: JSON.parse(bodies("/silent")[0] ?? "").since,
    });
    await next.stop("SIGTERM");
  });

  test("that hang hold up neither 200 frames nor the end, which says what was not told", async () => {
    await using service = await startCollector({
      answer: () => ({
        body: { predictions: [{ class: "a", confidence: 1, x: 1, y: 1, width: 1, height: 1 }] },
      }),
    });
    await using receiver = await startCollector({ answer: () => ({ kind: "hang" }) });
    mkdirSync(path("a"));
    for (let frame = 1; frame <= 200; frame += 1)
      writeFileSync(path("a", `${frame}.jpg`), imageOf(`${frame}`));
    writeFileSync(
      path("frameferry.yaml"),
      `sources: { a: { send: a, to: "${service.url}" } }
on_event: [{ when: detection, post: "${receiver.url}", timeout: 10m, at_most_every: 0s }]`,
    );
    await using run = startProgram([...PROGRAM, "up"], path("state"), { cwd: folder.path });
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(0);
    // The first hangs, a hundred wait for it, and no frame does.
    expect(service.requestCount).toBe(200);
    expect(stderr).toContain("warning: hook detection cannot keep up: 100 events wait");
    expect(stderr).toContain("warning: hook detection has not told 101 events at the end\n");
    expect(stderr).toContain(
      "  hook detection told 0 events · not told 200 (99 left out, for too many waited, 101 at the end)\n",
    );
  });

  test.skipIf(hasNoMosquitto)(
    "and a broker of MQTT are told without one keeping the other",
    async () => {
      const predictions = [{ class: "dog", confidence: 0.5, x: 5, y: 5, width: 4, height: 4 }];
      await using service = await startCollector({ answer: () => ({ body: { predictions } }) });
      mkdirSync(path("authority"));
      const authority = await Authority.make(path("authority"));
      const certificate = await authority.issue({ name: "broker" });
      await using broker = await Mosquitto.start({ certificate });
      await broker.read();
      mkdirSync(path("a"));
      writeFileSync(
        path("frameferry.yaml"),
        `sources: { gate: { watch: a, to: "${service.url}" } }
mqtt: \${MQTT_ADDRESS}
on_event: [{ when: detection, run: [no-such-program] }]`,
      );
      await using run = startProgram([...PROGRAM, "up"], path("state"), {
        cwd: folder.path,
        // OpenSSL's variable for the authorities of the system.
        environment: { MQTT_ADDRESS: broker.secureAddress(), SSL_CERT_FILE: authority.cert },
      });
      await expect.poll(() => broker.last("frameferry/gate/frames")).toBe("OFF");
      writeFileSync(path("a", "1.jpg"), imageOf("1"));
      await expect.poll(() => broker.last("frameferry/gate/frames")).toBe("ON");
      const detection = () => JSON.parse(broker.last("frameferry/gate/detection") ?? "null");
      await expect.poll(detection).toMatchObject({
        when: "detection",
        source: "gate",
        label: "dog",
        frame: "1.jpg",
      });
      const { exitCode, stderr } = await run.stop("SIGTERM");
      expect(exitCode).toBe(0);
      await expect.poll(() => broker.last("frameferry/status")).toBe("offline");
      expect(JSON.parse(broker.last("frameferry/gate/state") ?? "")).toMatchObject({
        ...{ state: "ended", delivered: 1 },
      });
      expect(stderr).toContain(
        "hook detection could not tell an event: there is no program no-such",
      );
      expect(stderr).not.toMatch(/geheim|Deprecation/u);
    },
  );

  test("are shown by validate, config show and --dry-run, without secrets", async () => {
    const site = `sources: { cam: { run: "rtsp://cam/1", to: http://127.0.0.1:1/p } }
on_event:
  - { when: camera-silent, post: "https://u:pass-word@h/T/s3cr3t-path", secret: "\${HOOK_SECRET}", header: { X-Key: k3y-k3y } }
  - { when: failures, over: 5%, source: [cam], run: [notify.sh, "\${HOOK_SECRET}"] }
mqtt: mqtts://anna:m0squit0@broker
mqtt_user: anna
mqtt_password: m0squit0-2
mqtt_ca_file: ca.pem
mqtt_topic: ferry/yard`;
    writeFileSync(path("frameferry.yaml"), site);
    const environment = { HOOK_SECRET: SECRET };
    const run = async (...words: readonly string[]) => {
      Object.assign(process.env, environment);
      try {
        return (await runMainIn(folder.path, ...words)).stdout;
      } finally {
        delete process.env["HOOK_SECRET"];
      }
    };
    const validated = await run("validate");
    expect(validated).toContain("1 source (1 camera) to 1 service, with 2 hooks\n");
    const plan = await run("up", "--dry-run");
    expect(plan).toContain(
      "  camera-silent a camera silent for 10s, at most every 30s: posts to https://h/***, signed\n",
    );
    expect(plan).toContain("of cam, at most every 30s: runs notify.sh ***");
    expect(plan).toContain("mqtts://broker, topics ferry/yard/SOURCE/...; found by Home Assistant");
    const shown = await run("config", "show");
    expect(shown).toContain("- when: camera-silent\n");
    for (const text of [validated, plan, shown])
      expect(text).not.toMatch(/s3cr3t|m0squit0|pass-word|k3y-k3y|thirty/u);
    const { site: again, faults } = await siteOf(shown);
    expect(faults).toEqual([]);
    expect(again?.mqtt).toMatchObject({
      ...{ mqtt: "mqtts://broker", mqttTopic: "ferry/yard", mqttDiscovery: "homeassistant" },
      ...{ mqttUser: "anna", mqttPassword: "***", mqttCaFile: "ca.pem", mqttCert: null },
    });
    expect(again?.hooks.map(({ when, over }) => [when, over])).toEqual([
      ["camera-silent", null],
      ["failures", 0.05],
    ]);
  });
});

test("what does not fit in a hook is told with its place", async () => {
  const text = `sources:
  a: { watch: a, to: http://127.0.0.1:1/p }
on_event:
  - { when: detecton, run: [x] }
  - { when: detection, over: 5%, post: http://h/p, secret: short }
  - { when: camera-silent, run: [x], source: [b] }
  - { when: camera-silent, run: [x], source: [a] }
  - { when: camera-silent, run: [x] }
  - { when: failures, run: [x], template: "{{message}}" }
  - { when: failures, post: http://h/p, over: 5%, template: "{{mesage}}" }
  - { when: detection, post: http://h/p, template: '{"text": {{label}}}' }
  - { run: [x] }
  - { when: service-away, tmeout: 1s, after: 10 }
  - { when: service-away, run: , post: http://h/p }
  - { when: service-away, run: [x], post: http://h/p, name: n }
  - { when: service-away, name: n, source: "\${WORD}", post: http://h/p, template: "{{\${WORD}}}" }
  - { when: service-away, name: n, run: [x] }
  - { when: service-away, name: n, run: [x] }
  - x
`;
  const faults = await faultsOf(text, { env: { WORD: "outside" } });
  expect(faults.join("\n")).not.toContain("outside");
  expect(faults).toEqual([
    "site.yaml:4:13 on_event[0].when: must be one of detection, camera-silent, service-away, failures; did you mean detection?",
    "site.yaml:5:60 on_event[1].secret: must be a text of at least 16 characters, such as openssl rand -hex 32 prints",
    "site.yaml:6:46 on_event[2].source: there is no source b",
    "site.yaml:7:46 on_event[3].source: a is no camera, and cannot be silent",
    "site.yaml:8:5 on_event[4]: no source of this site is a camera, which could be silent",
    "site.yaml:9:5 on_event[5]: does not say of how many failures: add `over: 5%`",
    "site.yaml:9:43 on_event[5].template: is for what is posted, and this hook runs a program",
    "site.yaml:10:61 on_event[6].template: no event of failures has {{mesage}}; did you mean message?",
    'site.yaml:11:52 on_event[7].template: begins as JSON, and is none once it is filled in; texts need quotes, as in {"text": "{{message}}"}',
    "site.yaml:12:5 on_event[8]: does not say of what it is told: add `when`, one of detection, camera-silent, service-away or failures",
    "site.yaml:13:27 on_event[9].tmeout: there is no such option; did you mean timeout?",
    "site.yaml:13:46 on_event[9].after: must be a length of time with its unit, such as 500ms, 30s or 10m; did you mean 10s?",
    "site.yaml:14:32 on_event[10].run: has no value; null stands for the default",
    "site.yaml:15:43 on_event[11].post: stands beside run; make a hook of each",
    "site.yaml:16:44 on_event[12].source: there is no such source",
    "site.yaml:16:83 on_event[12].template: no event of service-away has {{...}}",
    "site.yaml:18:5 on_event[14]: has the name of a hook before it",
    "site.yaml:19:5 on_event[15]: must be options with their values",
  ]);
  expect(
    await faultsOf("sources: { a: { watch: a, to: http://h/p } }\non_event: { when: failures }"),
  ).toEqual([
    "site.yaml:2:11 on_event: must be a list of hooks, each with `when` and one of `run` and `post`",
  ]);
});

test("the hooks on their page fit", async () => {
  const page = readFileSync(join(REPOSITORY, "src/hooks/README.md"), "utf8");
  const [hooks = ""] = codeBlocks(page, "yaml");
  const site = `sources: { gate: { run: "rtsp://cam/1", to: http://h/p } }\n${hooks}`;
  const env = { HOOK_SECRET: SECRET, MQTT_PASSWORD: "word" };
  expect(await faultsOf(site, { env })).toEqual([]);
  expect((await siteOf(site, { env })).site?.hooks).toHaveLength(4);
});

test("what does not fit of MQTT is told with its place", async () => {
  const of = async (lines: string) =>
    await faultsOf(`sources: { a: { watch: a, to: http://h/p } }\n${lines}`);
  expect(await of("mqtt: http://h\nmqtt_topic: a/+/b\nmqtt_discovery: false")).toEqual([
    "site.yaml:2:7 mqtt: must be an address such as mqtt://broker or mqtts://user:password@broker:8883",
    "site.yaml:3:13 mqtt_topic: must be a topic such as frameferry/yard, without +, #, and slashes at its ends",
  ]);
  expect(await of("mqtt_discovery: false")).toEqual([
    "site.yaml:2:1 mqtt_discovery: has no effect without mqtt: ADDRESS",
  ]);
  expect(await of("mqtt: mqtt://h\nmqtt_discovery: /")).toEqual([expect.stringContaining("3:17")]);
  expect(await of("mqtt: mqtt://h\nmqtt_ca_file: ca.pem\nmqtt_password: word")).toEqual([
    "site.yaml:3:1 mqtt_ca_file: has no effect without TLS: write the address with mqtts:// or wss://",
    "site.yaml:4:1 mqtt_password: belongs to no user: add mqtt_user: NAME",
  ]);
  expect(await of("mqtt: wss://:word@h/mqtt\nmqtt_key: client.key")).toEqual([
    "site.yaml:2:1 mqtt: has a password and no user: write it as mqtt://USER:PASSWORD@HOST",
    "site.yaml:3:1 mqtt_key: has no effect without mqtt_cert: FILE",
  ]);
  const { site } = await siteOf(
    "sources: { a: { watch: a, to: http://h/p } }\nmqtt: mqtts://h\nmqtt_discovery: false",
  );
  expect(site?.mqtt).toMatchObject({ mqtt: "mqtts://h", mqttDiscovery: false });
});

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return "";
  }
}
