import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasNoNats, NatsServer } from "./support/brokers/nats-server.ts";
import { temporaryFolder, type TemporaryFolder } from "./support/files/temporary-folder.ts";
import { tfservingStub } from "./services/stubs/tfserving.ts";
import { Stub } from "./services/stubs/stub.ts";
import { RtspCamera } from "./support/cameras/rtsp-camera.ts";
import { SnapshotCamera } from "./support/cameras/snapshot-camera.ts";
import { VideoServer } from "./support/cameras/video-server.ts";
import { Authority } from "./support/services/certificates.ts";
import { type Collector, startCollector } from "./support/services/collector.ts";
import { imageOf } from "./support/program/delivery-command.ts";
import { ffmpeg, testPicture } from "./support/videos/ffmpeg-made.ts";
import { PageShell, pressCtrlC } from "./support/docs/page-shell.ts";
import { codeBlocks, programLines, readPages } from "./support/docs/readme.ts";
import { startSecureService } from "./support/services/secure-service.ts";

const pages = await readPages();
const textOf = (page: string): string => pages.find(({ path }) => path === page)?.text ?? "";
const linesOf = (page: string): readonly string[] => programLines(textOf(page));
const DELIVERS = /frameferry (?:run|watch|send) /u;
/** Each has a test of its own: a service or a camera of the kind that the line names. */
const NEEDS_ITS_SERVICE = /--protocol|--cert |rtsps?:|run https?:|--max-rate|nats:|amqp:|unix:/u;
/** Lines of the pages below src; those of the README have tests of their own. */
const examples = pages
  .filter(({ path }) => path !== "README.md")
  .flatMap(({ path, text }) => programLines(text).map((line) => [path, line] as const))
  .filter(([, line]) => DELIVERS.test(line) && !NEEDS_ITS_SERVICE.test(line));

/** A single image is left out. */
const SHOWS_NO_MOTION = /watch .*--motion/u;

/** A watch ends by itself; what is said in a line goes before the environment. */
const QUICK = { FRAMEFERRY_UNTIL_IDLE: "300ms" };

let videos: TemporaryFolder;
let folder: TemporaryFolder;
let service: Collector;
let shell: PageShell;
beforeAll(async () => {
  videos = await temporaryFolder();
  // Long enough for the part from 1m30s on.
  await ffmpeg(videos.path, ...testPicture("64x48", 105, 1), "clip.mp4");
  await ffmpeg(videos.path, "-i", "clip.mp4", "-c", "copy", "clip.mkv");
  return async () => await videos[Symbol.asyncDispose]();
});
beforeEach(async () => {
  folder = await temporaryFolder();
  service = await startCollector();
  shell = new PageShell(folder.path);
  makeSources();
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** All that the lines of the pages name. */
function makeSources(): void {
  mkdirSync(join(folder.path, "clips"));
  for (const name of ["clip.mp4", "a.mp4", "b.mp4", "clips/c.mp4"])
    copyFileSync(join(videos.path, "clip.mp4"), join(folder.path, name));
  for (const path of ["incoming", "other", "frames", "cameras/cam1", "cameras/cam2"]) {
    mkdirSync(join(folder.path, path), { recursive: true });
    writeFileSync(join(folder.path, path, "0.jpg"), imageOf(path));
  }
  writeFileSync(join(folder.path, "cover.png"), imageOf("cover.png"));
  writeFileSync(join(folder.path, "wanted.txt"), "7\n42 # the cat\n99\n");
  shell.makeProgram("yt-dlp", `cat '${join(videos.path, "clip.mkv")}'`);
  shell.makeProgram("gcloud", `[ "$*" = "auth print-access-token" ] && echo ya29.token`);
  // One that slices, and no camera: the program itself never calls an ffmpeg of this name to watch.
  shell.makeProgram("camera", "cp incoming/0.jpg frames/00000001.jpg");
  shell.makeProgram("python3", "cp incoming/0.jpg frames/1.jpg; echo frames/1.jpg");
}

/** The line with each address of this machine replaced by that of the service. */
function pointed(line: string, url = service.url): string {
  return line
    .replaceAll(
      /http:\/\/127\.0\.0\.1:\d+(?=\/|\s|'|$)/gu,
      (address) => `${url}/${address.slice(-4)}`,
    )
    .replace("-- ffmpeg ", "-- camera ");
}

/** How many frames lines deliver that leave some out; all others deliver all that there is. */
const COUNTS: readonly (readonly [RegExp, number])[] = [
  [/--every 10/u, 11],
  [/--start 1m30s/u, 10],
  [/--at 00:00:30,1m30s/u, 2],
  [/--frames-list wanted/u, 3],
  [/frameferry run a\.mp4/u, 315],
  [/frameferry run /u, 105],
  [/watch incoming other|watch cameras|send frames cover|-- python3|-- ffmpeg/u, 2],
  // Five folders, and what stands beside them has another extension.
  [/find \./u, 5],
  [/./u, 1],
];

test("the pages have examples of all commands that deliver", () => {
  const commands = examples.map(([, line]) => DELIVERS.exec(line)?.[0]);
  expect(new Set(commands).size).toBe(3);
});

describe.each(examples)("the example of %s", (_, line) => {
  test(`delivers all that it names: ${line}`, async () => {
    const { exitCode, stderr } = await shell.run(pointed(line), QUICK);
    const count = COUNTS.find(([pattern]) => pattern.test(line))?.[1] ?? 0;
    expect(stderr).toMatch(new RegExp(`✔ .*\\b${count} frames?\\b.* delivered`, "u"));
    expect(exitCode).toBe(0);
    const asked = new Set(service.requests.map(({ path }) => path.split("/")[1]));
    const named = line.match(/(?<=http:\/\/127\.0\.0\.1:)\d+/gu);
    expect(asked).toEqual(new Set(SHOWS_NO_MOTION.test(line) ? [] : named));
  });
});

test("the example of a Unix socket delivers to it", async () => {
  const line = linesOf("src/submitter/http/README.md").find((one) => one.includes("unix:")) ?? "";
  const socket = join(folder.path, "model.sock");
  const paths: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    request.resume().on("end", () => response.end("{}"));
  });
  await once(server.listen(socket), "listening");
  const { exitCode, stderr } = await shell.run(line.replace("/run/model.sock", socket), QUICK);
  server.closeAllConnections();
  server.close();
  expect(stderr).toMatch(/✔ .*\b1 frame delivered/u);
  expect(exitCode).toBe(0);
  expect(new Set(paths)).toEqual(new Set(["/predict"]));
});

test.skipIf(hasNoNats)("the example of edges and workers delivers by way of a broker", async () => {
  await using server = await NatsServer.start({ maxFileStore: "20GB" });
  const [init = "", edge = "", worker = ""] = linesOf("src/app/edge/README.md").map((line) =>
    pointed(line).replace("nats://broker:4222/frames", server.url),
  );
  expect((await shell.run(init)).exitCode).toBe(0);
  const working = shell.run(worker, { FRAMEFERRY_UNTIL_IDLE: "20s" });
  const { exitCode, stderr } = await shell.run(edge, QUICK);
  expect(stderr).toMatch(/✔ .*\b1 frame delivered/u);
  expect(exitCode).toBe(0);
  expect((await working).exitCode).toBe(0);
  expect(service.requests).toHaveLength(1);
});

test("the results line and the summary that pages show have the fields of real ones, in their order", async () => {
  const options = "--results answers.jsonl --json --every 50";
  const { stdout } = await shell.run(`frameferry run clip.mp4 --to ${service.url} ${options}`);
  const [line = ""] = readFileSync(join(folder.path, "answers.jsonl"), "utf8").split("\n");
  expect(fieldsOf(shownJson("README.md"))).toEqual(fieldsOf(line));
  expect(fieldsOf(shownJson("src/results/README.md"))).toEqual(fieldsOf(stdout));
  const rows = textOf("src/results/README.md").matchAll(/^\| `(\w+)` +\|/gmu);
  const explained = [...rows].map(([, field = ""]) => field);
  expect(explained).toEqual(expect.arrayContaining([...fieldsOf(line)]));
});

/** The first JSON that a page shows. */
function shownJson(page: string): string {
  return codeBlocks(textOf(page), "json")[0] ?? "";
}

function fieldsOf(json: string): readonly string[] {
  return Object.keys(JSON.parse(json) as object);
}

test("the example of cameras delivers what a camera with that password shows, until Ctrl-C", async () => {
  const setting = /^export FRAMEFERRY_CAMERA_PASSWORD='(.+)'$/mu.exec(
    textOf("src/slicer/README.md"),
  );
  const login = { user: "admin", password: setting?.[1] ?? "", scheme: "Digest" } as const;
  await using camera = await RtspCamera.open(login);
  const line = only("src/slicer/README.md", /rtsp:.*--camera-user/u).replace(
    /rtsp:\S+/u,
    `rtsp://${camera.host}/live`,
  );
  await using run = shell.start(`exec ${pointed(line)}`, {
    FRAMEFERRY_CAMERA_PASSWORD: login.password,
  });
  await expect.poll(() => service.requests.length).toBeGreaterThan(2);
  pressCtrlC(run);
  expect(await run.ended).toMatchObject({ exitCode: 0 });
});

test("the example of snapshots delivers what a camera with that user shows, until Ctrl-C", async () => {
  await using camera = await SnapshotCamera.open({
    user: "admin",
    password: "secret",
    scheme: "Digest",
  });
  const line = only("src/slicer/README.md", /snapshot\.jpg/u).replace(/http:\S+jpg/u, camera.url);
  await using run = shell.start(`exec ${pointed(line).replace("1s", "200ms")}`, {
    FRAMEFERRY_CAMERA_PASSWORD: "secret",
  });
  await expect.poll(() => service.requests.length).toBeGreaterThan(2);
  pressCtrlC(run);
  expect(await run.ended).toMatchObject({ exitCode: 0 });
});

test("the example of a video on a server delivers as many frames as it asks for", async () => {
  await using server = await VideoServer.open(videos.path);
  const line = only("src/slicer/README.md", /clip\.mp4 --fps 2/u).replace(
    "https://host",
    server.url,
  );
  const { exitCode, stderr } = await shell.run(
    line.replace(/http:\/\/127\.0\.0\.1:8000/u, service.url),
  );
  expect(stderr).toContain("all 105 frames delivered");
  expect(exitCode).toBe(0);
});

test("the example of batches delivers all frames to TensorFlow Serving", async () => {
  await using stub = await Stub.start(tfservingStub);
  const line = only("src/submitter/README.md", /--batch/u);
  const ended = await shell.run(line.replace(/http:\/\/127\S+/u, stub.url));
  expect(ended).toMatchObject({ exitCode: 0 });
  expect(stub.violations).toEqual([]);
  expect(stub.images).toHaveLength(105);
});

test("the example of certificates delivers all frames to a service that asks for one", async () => {
  await using certificates = await temporaryFolder();
  const authority = await Authority.make(certificates.path);
  const client = await authority.issue({ name: "camera" });
  const ca = readFileSync(authority.cert);
  const options = { ca, requestCert: true, rejectUnauthorized: true };
  await using secure = await startSecureService(
    await authority.issue({ name: "service" }),
    options,
  );
  copyFileSync(authority.cert, join(folder.path, "authority.pem"));
  copyFileSync(client.cert, join(folder.path, "client.pem"));
  copyFileSync(client.key, join(folder.path, "client.key"));
  const line = only("src/submitter/http/README.md", /--cert/u);
  const { exitCode } = await shell.run(line.replace("https://service.example", secure.url));
  expect(exitCode).toBe(0);
  expect(secure.answeredCount).toBe(105);
  expect([...secure.clients]).toEqual(["camera"]);
});

/** A server of KServe v2 whose models take pixels of 16x16. */
async function startPixelServer(): Promise<Collector> {
  const inputs = [{ name: "images", datatype: "FP32", shape: [-1, 3, 16, 16] }];
  const extensions = ["binary_tensor_data"];
  return await startCollector({
    answer: ({ path }) => {
      if (path === "/v2") return { body: { name: "triton", version: "2.50.0", extensions } };
      const outputs = [{ name: "scores", datatype: "FP32", shape: [1, 1], data: [0.5] }];
      if (path.endsWith("/infer")) return { body: { outputs } };
      return {
        body: { name: path.split("/")[3], platform: "onnxruntime_onnx", inputs, outputs: [] },
      };
    },
  });
}

const tensorLines = linesOf("src/protocols/README.md").filter((line) => line.includes("--tensor"));
test.each(tensorLines)("the example of pixels sends a tensor for each frame: %s", async (line) => {
  await using server = await startPixelServer();
  const { exitCode, stderr } = await shell.run(line.replace(/http:\/\/127\S+/u, server.url));
  expect(stderr).toContain("all 105 frames delivered");
  expect(exitCode).toBe(0);
  const bodies = server.requests.filter(({ path }) => path.endsWith("/infer"));
  // The numbers stand behind the JSON, 4 bytes each.
  const lengths = bodies.map(
    ({ body, headers }) => body.length - Number(headers["inference-header-content-length"]),
  );
  expect(new Set(lengths)).toEqual(new Set([3 * 16 * 16 * 4]));
});

test("the examples about jobs do what they say, with frames that failed", async () => {
  let isOutOfMemory = true;
  const failure = { status: 429, body: { error: "out of memory" } };
  await using flaky = await startCollector({ answer: () => (isOutOfMemory ? failure : {}) });
  const fail = async (command: string): Promise<void> => {
    isOutOfMemory = true;
    const line = `frameferry ${command} --to ${flaky.url} --retry-on reset`;
    expect((await shell.run(line, { FRAMEFERRY_EVERY: "50" })).exitCode).toBe(3);
    isOutOfMemory = false;
  };
  await fail("run clip.mp4");
  await fail("send incoming");
  const pagesAboutJobs = ["README.md", "src/ledger/README.md", "src/results/README.md"];
  const lines = pagesAboutJobs
    .flatMap(linesOf)
    .filter((line) => /frameferry (?:failures|resubmit|status|forget)\b/u.test(line));
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) {
    const before = flaky.requestCount;
    const { exitCode, stdout } = await shell.run(pointed(line, flaky.url));
    const sent = flaky.requestCount - before;
    // A job with failed frames is not forgotten without being told.
    expect({ line, exitCode }).toEqual({ line, exitCode: line.includes("forget") ? 2 : 0 });
    expect({ line, sent }).toEqual({ line, sent: line.includes("resubmit") ? 3 : 0 });
    if (line.includes("failures")) expect(stdout).toContain("out of memory");
    if (line.includes("--json")) expect(() => JSON.parse(stdout)).not.toThrow();
    if (sent > 0) await fail("run clip.mp4 --restart");
  }
});

test("the example of the load test recommends a number, and writes its page", async () => {
  const line = pointed(only("src/tune/README.md", /tune/u)).replace("./frames", "./incoming");
  const { exitCode, stdout, stderr } = await shell.run(line, { FRAMEFERRY_MAX_SECONDS: "3" });
  expect(stdout + stderr).toContain("--concurrency");
  expect(exitCode).toBe(0);
  expect(existsSync(join(folder.path, "tune.html"))).toBe(true);
});

test("the example of the demo service takes a frame, and that of doctor finds it ready", async () => {
  const serve = shell.start(only("src/demo/README.md", /serve/u).replace("8000", "0"));
  const addressIn = (): string | undefined =>
    /http:\/\/127\.0\.0\.1:\d+/u.exec(serve.stdout + serve.stderr)?.[0];
  await expect.poll(addressIn).toBeDefined();
  const address = addressIn() ?? "";
  const line = only("src/cli/README.md", /doctor/u).replace("http://127.0.0.1:8000", address);
  const doctor = await shell.run(line);
  expect(doctor.stdout).toContain(address);
  expect(doctor.exitCode).toBe(0);
  pressCtrlC(serve);
  await serve.ended;
});

/** The one line of a page that looks like this. */
function only(page: string, pattern: RegExp): string {
  const lines = linesOf(page).filter((line) => pattern.test(line));
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}
