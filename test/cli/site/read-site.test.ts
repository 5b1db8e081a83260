import { describe, expect, test } from "vitest";
import { faultsOf, siteOf } from "./site-of.ts";

const SITE = `
defaults: { when_full: drop-oldest, results_max_size: 10GB, service: detector }
services:
  detector: { to: ["http://gpu1:8000", "http://gpu2:8000 weight=2"], protocol: kserve-v2, model: yolo, batch: 8 }
  plates: { to: "http://gpu1:9000/read", field: no, header: { Authorization: "Bearer \${PLATES_TOKEN}" } }
sources:
  gate: { run: "rtsp://\${CAM_USER}:\${CAM_PASSWORD}@gate-camera/s1", fps: 2, motion: 0.5% }
  dump: { watch: /srv/ftp, service: plates, move_to: /srv/done, when_full: null }
  files: { send: [one.jpg, two.jpg], to: "http://gpu3/read" }
  rest: { work: "nats://broker:4222/frames", to: "http://gpu3/read" }
dashboard: 127.0.0.1:8787
`;
const env = { CAM_USER: "admin", CAM_PASSWORD: "pass-word", PLATES_TOKEN: "token-token" };

describe("limits of a service over all its sources", () => {
  const withLimit = (limit: string, to = "http://gpu1"): string =>
    `services: { detector: { to: "${to}", ${limit} } }\nsources: { a: { watch: a, service: detector } }`;

  test("stand with the service, and are no option of a source", async () => {
    const { site } = await siteOf(withLimit("max_in_flight: 4"));
    expect(site?.serviceLimits).toEqual(new Map([["detector", { maxInFlight: 4 }]]));
    expect(await faultsOf("sources: { a: { watch: a, to: http://x, max_in_flight: 4 } }")).toEqual([
      "site.yaml:1:41 sources.a.max_in_flight: is an option of a service, over all its sources: write it below services",
    ]);
  });

  test("are numbers, and not for a broker", async () => {
    expect(await faultsOf(withLimit("max_in_flight: 0"))).toEqual([
      "site.yaml:1:59 services.detector.max_in_flight: must be at least 1",
    ]);
    expect(await faultsOf(withLimit("max_in_flight: 4", "nats://broker:4222/frames"))).toEqual([
      "site.yaml:1:58 services.detector.max_in_flight: limits requests over HTTP, and a broker takes frames in its own way",
    ]);
  });
});

describe("a site", () => {
  test("has each source with what it, its service and the defaults say", async () => {
    const { site, faults } = await siteOf(SITE, { env });
    expect(faults).toEqual([]);
    const [gate, dump, files, rest] = site?.sources ?? [];
    expect(gate).toMatchObject({
      ...{ name: "gate", service: "detector", command: "run" },
      options: {
        ...{ video: "rtsp://admin:pass-word@gate-camera/s1", fps: 2, motion: 0.005 },
        ...{ whenFull: "drop-oldest", resultsMaxSizeBytes: 10e9, protocol: "kserve-v2", batch: 8 },
        to: [
          { address: "http://gpu1:8000", weight: 1 },
          { address: "http://gpu2:8000", weight: 2 },
        ],
      },
    });
    expect(dump).toMatchObject({
      ...{ command: "watch", service: "plates" },
      options: {
        ...{ folders: ["/srv/ftp"], moveTo: "/srv/done", field: "no", whenFull: "block" },
        headers: { authorization: "Bearer token-token" },
      },
    });
    expect(files).toMatchObject({
      command: "send",
      service: null,
      options: { paths: ["one.jpg", "two.jpg"] },
    });
    expect(rest).toMatchObject({
      command: "work",
      options: { broker: "nats://broker:4222/frames" },
    });
    expect(site?.monitoring.dashboard).toEqual({ host: "127.0.0.1", port: 8787 });
  });

  test("takes a flag before the environment, that before the file, and that before the default", async () => {
    const text = "defaults: { state: of-file }\nsources: { a: { watch: in, to: http://h/p } }";
    const stateOf = async (flags: object, variables: Record<string, string>): Promise<unknown> =>
      (await siteOf(text, { flags: { ...flags }, env: variables })).site?.sources[0]?.options.state;
    expect(await stateOf({}, {})).toBe("of-file");
    expect(await stateOf({}, { FRAMEFERRY_STATE: "of-env" })).toBe("of-env");
    expect(await stateOf({ state: "of-flag" }, { FRAMEFERRY_STATE: "of-env" })).toBe("of-flag");
  });

  test("says which variables hold in place of the file, and for how many sources", async () => {
    const { site } = await siteOf(SITE, {
      env: { ...env, FRAMEFERRY_FPS: "5", FRAMEFERRY_RETRIES: "2" },
    });
    expect(site?.sources[0]?.options).toMatchObject({ fps: 5, retries: 2 });
    expect(site?.warnings).toEqual([
      "the environment variable FRAMEFERRY_RETRIES holds for every source, in place of what the file says",
      "the environment variable FRAMEFERRY_FPS holds for 1 of 4 sources, in place of what the file says",
    ]);
  });

  test("sends a source to each of several services, in a run of its own", async () => {
    const { site } = await siteOf(SITE.replace("0.5% }", "0.5%, service: [detector, plates] }"), {
      env,
    });
    expect(site?.sources.slice(0, 2).map(({ name }) => name)).toEqual([
      "gate/detector",
      "gate/plates",
    ]);
  });

  test("reads each value as the command line would, whatever YAML takes it for", async () => {
    const text = `sources:
  a: { run: /dev/video0, to: http://h/p, protocol: auto, model: 1.10, camera_password: 0123, camera_user: no, start: null,
       field: 12:30:45, param: { confidence: 0.40, verbose: yes }, prompt: 010, discard_corrupt: false, every: 10s }`;
    const { site, faults } = await siteOf(text);
    expect(faults).toEqual([]);
    expect(site?.sources[0]?.options).toMatchObject({
      ...{
        model: "1.10",
        cameraPassword: "0123",
        cameraUser: "no",
        startSeconds: 0,
        field: "12:30:45",
      },
      ...{
        params: { confidence: "0.40", verbose: "yes" },
        prompt: "010",
        discardCorrupt: false,
        every: "10s",
      },
    });
  });
});

describe("faults of a site", () => {
  test("are all told at once, each with its place", async () => {
    const text = `defaults: { when_full: drop-oldst, dashboard: 1, fps: 0 }
services:
  detector: { url: gpu1, timeout: 30 }
sources:
  gate: { run: "rtsp://x/1", fps: 2000x, to: http://h/p, restart: true, delete: true }
  b: { watch: in, send: in, to: http://h/p }
  c: { watch: in, to: http://h/p, delete: yes, retries: }
  d: { watch: in, service: detektor }
  e: { watch: in }
  f: { run: [a.mp4, b.mp4], to: http://h/p }
dash: 1
`;
    expect(await faultsOf(text)).toEqual([
      "site.yaml:1:24 defaults.when_full: must be one of block, drop-oldest, drop-newest; did you mean drop-oldest?",
      "site.yaml:1:36 defaults.dashboard: belongs to the whole site: write it at the left margin",
      "site.yaml:1:55 defaults.fps: must be above 0",
      "site.yaml:3:3 services.detector: has no address: add `to: ADDRESS`",
      "site.yaml:3:15 services.detector.url: there is no such option; did you mean to?",
      "site.yaml:3:35 services.detector.timeout: must be a length of time with its unit, such as 500ms, 30s or 10m; did you mean 30s?",
      "site.yaml:5:35 sources.gate.fps: must be a number",
      "site.yaml:5:58 sources.gate.restart: would forget what was delivered at each start of the site; the command forget does it once",
      "site.yaml:5:73 sources.gate.delete: is an option of watch, send, and cannot stand here",
      "site.yaml:6:3 sources.b: is watch and send at once; make a source of each",
      "site.yaml:7:43 sources.c.delete: must be true or false; did you mean true?",
      "site.yaml:7:57 sources.c.retries: has no value; null stands for the default",
      "site.yaml:8:28 sources.d.service: there is no service of this name; did you mean detector?",
      "site.yaml:9:3 sources.e: names no service: add `service: NAME`, or `to: ADDRESS`",
      "site.yaml:10:13 sources.f.run: must be a single value; make a source of each",
      "site.yaml:11:1 dash: there is no such part of a site; did you mean dashboard?",
    ]);
  });

  test("name options as the file does, also where they contradict each other", async () => {
    const text = `sources:
  a: { watch: in, to: http://h/p, delete: true, move_to: done }
  b: { run: clip.mp4, to: http://h/p, stall: 30s }
  c: { watch: in2, to: http://h/p, fire_and_forget: true }`;
    const faults = await faultsOf(text);
    expect(faults).toHaveLength(3);
    expect(faults[0]).toContain("choose delete: true or move_to: ANOTHER_FOLDER");
    expect(faults[1]).toContain("stall is for cameras and streams, and clip.mp4 is a file");
    expect(faults[2]).toContain("fire_and_forget has no effect without a broker");
  });

  test.each([
    [
      "a name that stands twice",
      "sources: {}\nsources: {}\n",
      "2:1 this name stands here for the second time",
    ],
    ["a tab", "sources:\n\ta: {}\n", "2:1 a tab cannot indent; use spaces"],
    [
      "an alias without an anchor",
      "sources: *all\n",
      "1:10 sources: the alias *all names no anchor",
    ],
    ["a tag", "sources: !env X\n", "1:10 tags such as !name have no meaning here"],
    ["a second document", "sources: {}\n---\nsources: {}\n", "2:1 a second document begins here"],
    ["no map", "- a\n", "the file has no names with values"],
    ["nothing", "", "the file has no names with values"],
    [
      "a merge",
      "sources: { a: { <<: { fps: 1 }, watch: in, to: http://h/p } }",
      "1:17 sources.a.<<: merges nothing",
    ],
    ["an unquoted IPv6 address", "dashboard: [::1]:80\n", "1:17 "],
  ])("tell of %s", async (_, text, wanted) => {
    expect((await faultsOf(text)).join("\n")).toContain(wanted);
  });

  test("an alias repeats what its anchor names", async () => {
    const text =
      "services: { s: { to: &address http://h/p } }\nsources: { a: { watch: in, to: *address } }";
    const { site } = await siteOf(text);
    expect(site?.sources[0]?.options.to).toEqual([{ address: "http://h/p", weight: 1 }]);
  });

  test("a bomb of aliases, and one that leads to itself, end at once", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, at) => `  l${at + 1}: &l${at + 1} [${Array(9).fill(`*l${at}`).join(", ")}]`,
    );
    const bomb = `defaults:\n  l0: &l0 [x, x]\n${levels.join("\n")}\nsources: {}\n`;
    expect(await faultsOf(bomb)).toEqual([
      "holds more than 50000 values, with those that aliases repeat",
    ]);
    expect(await faultsOf("sources: &s { a: *s }\n")).toEqual([
      "is nested more than 20 levels deep, or an alias leads to itself",
    ]);
  });

  test("never show what came from a variable or a file", async () => {
    const text = `services: { s: { to: "\${SECRET}" } }
sources:
  a: { watch: in, to: "\${file:/s}", retries: "\${SECRET}", concurrency: "\${SECRET}", max_rate: "\${NUMBER}" }
  b: { run: "rtsp://u:\${SECRET}@c/1", service: "\${SECRET}" }
  c: { watch: "\${SECRET}", to: http://h/p, timeout: "\${NUMBER}", delete: true, move_to: "\${SECRET}" }`;
    const secrets = { SECRET: "hunter2hunter2", NUMBER: "77345" };
    const faults = (await faultsOf(text, { env: secrets, files: { "/s": "filesecret" } })).join(
      "\n",
    );
    expect(faults.split("\n").length).toBeGreaterThan(5);
    expect(faults).not.toMatch(/hunter2|filesecret|77345/u);
  });

  test("a variable that is missing is told with its place", async () => {
    expect(await faultsOf('sources: { a: { watch: in, to: "http://${HOST}/p" } }')).toEqual([
      "site.yaml:1:32 sources.a.to: the environment variable HOST is not set; ${HOST:-text} would say what holds without it",
    ]);
  });

  test("two sources cannot be one job, nor write to one place", async () => {
    const text = `sources:
  a: { watch: in, to: http://h/p, results: r.jsonl }
  b: { watch: ./in, to: http://h/p }
  c: { send: other, to: http://h/p, results: ./r.jsonl }`;
    expect(await faultsOf(text)).toEqual([
      "site.yaml:3:3 sources.b: its job, which is its source with its service, is also that of a",
      "site.yaml:4:3 sources.c: the place that results names is also that of a",
    ]);
  });

  test("a source with several services cannot lose its image to one of them", async () => {
    const text = `services: { s: { to: http://a/p }, t: { to: http://b/p } }
sources: { a: { watch: in, service: [s, t], delete: true } }`;
    const [fault = ""] = await faultsOf(text);
    expect(fault).toContain("sources.a: delete is for a source with one service");
  });

  test("what other machines could read needs a token", async () => {
    const [fault = ""] = await faultsOf(
      "sources: { a: { watch: in, to: http://h/p } }\nmetrics: 0.0.0.0:9464",
    );
    expect(fault).toContain(
      "site.yaml:2:1 metrics 0.0.0.0:9464 can be reached from other machines, which needs a token",
    );
  });
});
