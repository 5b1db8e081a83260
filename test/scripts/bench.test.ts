import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { benchArguments } from "../../scripts/bench/arguments.ts";
import { baseBenchmark } from "../../scripts/bench/base.ts";
import { steadyRate } from "../../scripts/bench/broker/broker-workers.ts";
import { capturesOf } from "../../scripts/bench/cameras/captures.ts";
import { withEncoding } from "../../scripts/bench/encoding-variants.ts";
import { resultsOf, runInTurns } from "../../scripts/bench/harness/paired-runs.ts";
import {
  median,
  pairedRatios,
  percentile,
  spread,
} from "../../scripts/bench/harness/statistics.ts";
import { tableLines } from "../../scripts/bench/harness/table.ts";
import { checkCounts } from "../../scripts/bench/service/counts.ts";
import { BodyEnds, imageByteLength } from "../../scripts/bench/service/image-byte-length.ts";
import { slicingCommand } from "../../scripts/bench/slicing-command.ts";

test("the median of a benchmark is the middle figure, or lies between the two middle ones", () => {
  expect(median([10, 9, 100])).toBe(10);
  expect(median([4, 1, 2, 30])).toBe(3);
  expect(spread([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
});

test("the median of nothing does not exist", () => {
  expect(() => median([])).toThrow(RangeError);
});

test("the rate of a benchmark of workers leaves out their start and their end", () => {
  const steadily = Array.from({ length: 100 }, (_, at) => 1000 + at * 50);
  expect(steadyRate([0, ...steadily, 60_000])).toBeCloseTo(20);
});

test("the percentile of a benchmark is a figure that so many percent of all do not exceed", () => {
  const figures = Array.from({ length: 20 }, (_, at) => 20 - at);
  expect([50, 95, 99].map((percent) => percentile(figures, percent))).toEqual([10, 19, 20]);
  expect(() => percentile([], 50)).toThrow(RangeError);
});

test("requests of a camera's frames are joined with their packets by an index in the pixels", () => {
  const sentAtMs = Array.from({ length: 1100 }, (_, at) => at * 40);
  // The clip has 500 frames; the run began with frame 503 of the camera.
  const arrivals = [0, 1, 2].map((number) => ({ number, arrivedAtMs: (503 + number) * 40 + 30 }));
  const captures = capturesOf(arrivals, new Map([[1, 4]]), { relay: { sentAtMs }, every: 1 });
  expect(captures.map(({ tookMs }) => tookMs)).toEqual([30, 30, 30]);
  const indexes = new Map([
    [0, 3],
    [2, 7],
  ]);
  expect(() => capturesOf(arrivals, indexes, { relay: { sentAtMs }, every: 1 })).toThrow(/lost/u);
});

test("the ratios of a benchmark pair the figures of one round, so that a slow machine does not matter", () => {
  expect(pairedRatios([2, 20, 4], [1, 10, 2])).toEqual([2, 2, 2]);
  expect(() => pairedRatios([1, 2], [1])).toThrow("2 figures cannot pair with 1");
});

test("the contenders of a benchmark run in turns, and their results are kept apart", async () => {
  const order: string[] = [];
  const contender = (name: string) => ({
    name,
    run: async (round: number) => {
      order.push(name);
      return `${name}${round}`;
    },
  });
  const results = await runInTurns([contender("a"), contender("b")], 2, () => {});
  expect(order).toEqual(["a", "b", "a", "b"]);
  expect(resultsOf(results, "b")).toEqual(["b0", "b1"]);
  expect(() => resultsOf(results, "c")).toThrow("c did not run");
});

test("the table of a benchmark aligns its figures", () => {
  const rows = [
    ["us", "5"],
    ["others", "1234"],
  ];
  expect(tableLines({ title: "frames", columns: ["", "n"], rows })).toEqual([
    "frames",
    "",
    "            n",
    "-------------",
    "us          5",
    "others   1234",
  ]);
});

test("a benchmark's run in which a frame is missing is not compared", () => {
  const counts = { frames: 9, imageBytes: 900, malformed: 0, cpuMs: 1 };
  expect(() => checkCounts(counts, { frames: 9, imageBytes: 900 })).not.toThrow();
  expect(() => checkCounts(counts, { frames: 10, imageBytes: 1000 })).toThrow("counted 9 frames");
});

test("the command line of the benchmarks names them, the effort, the file and the base", () => {
  expect(
    benchArguments([
      ...["submit", "--quick", "--json", "out.json", "--frames", "60", "--base", "../before"],
    ]),
  ).toEqual({
    names: ["submit"],
    base: "../before",
    effort: "quick",
    jsonFile: "out.json",
    frameCount: 60,
    wantsHelp: false,
  });
  expect(() => benchArguments(["--frames", "few"])).toThrow("--frames must be a whole number");
  expect(() => benchArguments(["--quick", "--full"])).toThrow("exclude each other");
});

test("a benchmark beside another checkout needs one that has a build", async () => {
  const settings = { effort: "quick", frameCount: null, base: null, say: () => {} } as const;
  expect((await baseBenchmark.run(settings)).missing).toEqual([
    "no other checkout is named (--base DIR)",
  ]);
  const elsewhere = { ...settings, base: tmpdir() };
  await expect(baseBenchmark.run(elsewhere)).rejects.toThrow("there is no build in");
});

test("the encoder of the slicer's own command can be exchanged, and nothing else of it changes", async () => {
  const video = join(import.meta.dirname, "../../fixtures/videos/cfr.mp4");
  const command = await slicingCommand({ video, format: "jpg", durationSeconds: null });
  const variant = { name: "x", format: "jpg", encoder: ["-c:v", "new"] } as const;
  const changed = withEncoding(command, variant);
  const [encoderAt, muxerAt] = [command.indexOf("-c:v"), command.lastIndexOf("-f")];
  expect(changed.slice(0, encoderAt)).toEqual(command.slice(0, encoderAt));
  expect(changed.slice(encoderAt)).toEqual(["-c:v", "new", ...command.slice(muxerAt)]);
  expect(withEncoding(command, { ...variant, encoder: null })).toEqual(command);
});

test("`npm run bench -- submit` races the clients that are there, and the service counts right", async () => {
  const folder = await mkdtemp(join(tmpdir(), "frameferry-bench-test-"));
  try {
    const json = join(folder, "figures.json");
    const script = join(import.meta.dirname, "../../scripts/bench/main.ts");
    const words = ["submit", "--quick", "--frames", "40", "--json", json];
    const { stdout } = await promisify(execFile)(process.execPath, [script, ...words]);
    expect(stdout).toContain("frameferry, 16 at once");
    const { figures, missing } = JSON.parse(await readFile(json, "utf8")).benchmarks.submit;
    const clients = Object.keys(figures.rounds);
    expect(clients.length + missing.filter(namesClient).length).toBe(4);
    for (const client of clients) {
      expect(figures.rounds[client]).toEqual([
        expect.objectContaining({ seconds: expect.any(Number), wallMs: expect.any(Number) }),
      ]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("`npm run bench -- bodies` has a row for each kind of body, and the service counts each right", async () => {
  const folder = await mkdtemp(join(tmpdir(), "frameferry-bench-test-"));
  try {
    const json = join(folder, "figures.json");
    const script = join(import.meta.dirname, "../../scripts/bench/main.ts");
    const words = ["bodies", "--quick", "--frames", "40", "--json", json];
    await promisify(execFile)(process.execPath, [script, ...words]);
    const { rounds } = JSON.parse(await readFile(json, "utf8")).benchmarks.bodies.figures;
    expect(Object.keys(rounds)).toEqual(["raw", "multipart", "base64 JSON", "v2 binary"]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("the counting service knows the image's length by both ends of a body, whatever its pieces", () => {
  const image = Buffer.alloc(5000, 7);
  const bodies: readonly [Record<string, string>, string][] = [
    [{ "content-type": "image/jpeg" }, image.toString("latin1")],
    [{ "content-type": "application/json" }, `{"image":"${image.toString("base64")}"}`],
    [{ "inference-header-content-length": "2" }, `{}1234${image.toString("latin1")}`],
    [
      { "content-type": "multipart/form-data; boundary=b" },
      `--b\r\nx: y\r\n\r\n${image.toString("latin1")}\r\n--b--\r\n`,
    ],
  ];
  for (const [headers, text] of bodies)
    for (const pieceLength of [3, 1000, 65_536]) {
      const body = new BodyEnds();
      const bytes = Buffer.from(text, "latin1");
      for (let at = 0; at < bytes.length; at += pieceLength)
        body.add(bytes.subarray(at, at + pieceLength));
      expect(imageByteLength(headers, body)).toBe(image.length);
    }
  expect(imageByteLength({ "content-type": "text/plain" }, new BodyEnds())).toBe(0);
});

/** Other sentences say that nothing could be pinned to a core. */
function namesClient(sentence: string): boolean {
  return /^(?:thread pool|asyncio|curl)/u.test(sentence);
}
