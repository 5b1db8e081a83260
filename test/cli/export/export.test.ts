import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CommandExit } from "../../support/program/command-run.ts";
import { DeliveryCommand, imageOf } from "../../support/program/delivery-command.ts";
import { runMainIn } from "../../support/program/run-main.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";
import type { Answer, ReceivedRequest } from "../../support/services/collector.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { readCoco } from "./coco-schema.ts";

/** Answers of the service, by the name of the image. */
let answer: (name: string) => Answer;
let delivery: DeliveryCommand;
beforeEach(async () => {
  answer = () => ({ body: { success: true, predictions: [personAt(1)] } });
  delivery = await DeliveryCommand.open({
    answer: ({ parts }: ReceivedRequest) => answer(parts[0]?.fileName ?? ""),
  });
});
afterEach(async () => await delivery[Symbol.asyncDispose]());

/** A detection as DeepStack has it. */
function personAt(x: number, label = "person", confidence = 0.8) {
  return { label, confidence, x_min: x, y_min: 2, x_max: x + 4, y_max: 6 };
}

const at = (...parts: readonly string[]): string => delivery.path(...parts);
const textOf = (path: string): string => readFileSync(at(path), "utf8");

async function exported(...words: readonly string[]): Promise<CommandExit> {
  return await delivery.plain(["export", ...words, "--state", at("state", "frameferry")]);
}

/** Slices 10 frames at 0, 0.4, 0.8 s and so on. */
async function runVideo(...words: readonly string[]): Promise<void> {
  await copyFile(fixtureVideoPath("cfr.mp4"), at("clip.mp4"));
  const options = ["--every", "10", "--protocol", "deepstack", "--retries", "0"];
  await delivery.run(["run", "clip.mp4", ...options, ...words]);
}

/** The index of a frame, by its name. */
const indexOf = (name: string): number => Number(/\d+/u.exec(name)?.[0]);

describe("what was found in a video", () => {
  test("is subtitles, with the times of the frames", async () => {
    answer = (name) => {
      const index = indexOf(name);
      if (index === 3) return { status: 422, body: "no" };
      const isThere = (index >= 2 && index <= 4) || index === 9;
      return { body: { success: true, predictions: isThere ? [personAt(1)] : [] } };
    };
    await runVideo();
    const { exitCode, stdout, stderr } = await exported("clip.mp4", "--format", "srt");
    expect(stdout).toBe(
      "1\n00:00:00,800 --> 00:00:02,000\nperson\n\n2\n00:00:03,600 --> 00:00:04,000\nperson\n\n",
    );
    expect(stderr).toBe("✔ 3 detections of 9 frames exported\n  1 failed frame is left out\n");
    expect(exitCode).toBe(0);
    const vtt = await exported("clip.mp4", "--format", "vtt", "-o", "deep/clip.vtt");
    expect(vtt).toMatchObject({ exitCode: 0, stdout: "" });
    expect(textOf("deep/clip.vtt")).toMatch(
      /^WEBVTT\n\n00:00:00\.800 --> 00:00:02\.000\nperson\n/u,
    );
  });

  test("counts once where frames were sent again, also under another name of the video", async () => {
    let isAway = true;
    answer = (name) =>
      isAway && indexOf(name) < 5
        ? { status: 422, body: "no" }
        : { body: { success: true, predictions: [personAt(indexOf(name))] } };
    await runVideo("--results", "all.jsonl");
    isAway = false;
    await delivery.run([
      "resubmit",
      "clip.mp4",
      "--protocol",
      "deepstack",
      "--results",
      "all.jsonl",
    ]);
    const { stdout, stderr } = await exported("all.jsonl", "--format", "csv");
    const rows = stdout
      .trimEnd()
      .split("\r\n")
      .slice(1)
      .map((row) => row.split(","));
    expect(rows.map(([, , index, time, , , x]) => [index, time, x])).toEqual(
      Array.from({ length: 10 }, (_, index) => [
        String(index),
        String((index * 4) / 10),
        String(index),
      ]),
    );
    expect(stderr).toContain("5 results were replaced by later ones of the same frame");
    expect((await exported("all.jsonl", "--format", "srt")).stdout).toContain(
      "00:00:00,000 --> 00:00:04,000",
    );
  });

  test("needs the size of its images, which are gone, or were kept", async () => {
    await runVideo();
    const words = ["clip.mp4", "--format", "coco"];
    const { exitCode, stdout, stderr } = await exported(...words);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/size of each image, and 10 images cannot be found, such as frame_/u);
    expect(stderr).toContain("--image-size");
    const { images } = readCoco((await exported(...words, "--image-size", "320x180")).stdout);
    expect(images.map(({ width, height }) => `${width}x${height}`)).toEqual(
      Array(10).fill("320x180"),
    );
    await runVideo("--restart", "--frames", "kept", "--width", "160");
    const kept = readCoco((await exported(...words)).stdout);
    expect(kept.images.map(({ width, height }) => `${width}x${height}`)).toEqual(
      Array(10).fill("160x90"),
    );
  });
});

describe("what was found in images", () => {
  const send = async (...paths: readonly string[]): Promise<void> => {
    delivery.land(...paths);
    await delivery.run(["send", "in", "--protocol", "deepstack", "--retries", "0"]);
  };

  test("is COCO, with sizes from the images and nothing of what failed", async () => {
    answer = (name) => {
      if (name === "bad.jpg") return { status: 422, body: "no" };
      const predictions = name === "b.jpg" ? [] : [personAt(1), personAt(2, "cat")];
      return { body: { success: true, predictions } };
    };
    await send("in/a.jpg", "in/b.jpg", "in/bad.jpg", "in/deep/c.jpg");
    const { stdout, exitCode } = await exported("in", "--format", "coco");
    const { images, annotations, categories } = readCoco(stdout);
    expect(exitCode).toBe(0);
    expect(images.map(({ file_name: name, width, height }) => [name, width, height])).toEqual([
      ["a.jpg", 8, 8],
      ["b.jpg", 8, 8],
      ["deep/c.jpg", 8, 8],
    ]);
    expect(categories.map(({ name }) => name)).toEqual(["cat", "person"]);
    expect(
      annotations.map(({ image_id: image, category_id: category, bbox }) => [
        image,
        category,
        bbox,
      ]),
    ).toEqual([
      [1, 2, [1, 2, 4, 4]],
      [1, 1, [2, 2, 4, 4]],
      [3, 2, [1, 2, 4, 4]],
      [3, 1, [2, 2, 4, 4]],
    ]);
  });

  test("is YOLO, also where the images have moved", async () => {
    await send("in/a.jpg", "in/deep/b.png");
    renameSync(at("in"), at("moved"));
    const words = ["in", "--format", "yolo", "-o", "labels"];
    expect(await exported(...words)).toMatchObject({ exitCode: 2 });
    expect(readdirSync(at())).not.toContain("labels");
    const { exitCode, stdout, stderr } = await exported(...words, "--images", "moved");
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(stderr).toBe("✔ 2 detections of 2 frames exported in labels\n");
    expect(readdirSync(at("labels"), { recursive: true, encoding: "utf8" }).toSorted()).toEqual([
      "a.txt",
      "classes.txt",
      "deep",
      "deep/b.txt",
    ]);
    expect(textOf("labels/a.txt")).toBe("0 0.375000 0.500000 0.500000 0.500000\n");
    expect(textOf("labels/classes.txt")).toBe("person\n");
  });

  test("may be chosen by label and confidence", async () => {
    const predictions = [personAt(1), personAt(2, "cat", 0.4), personAt(3, "dog, big", 0.9)];
    answer = () => ({ body: { success: true, predictions } });
    await send("in/a.jpg");
    const labels = async (...words: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await exported("in", "--format", "csv", ...words);
      return stdout.match(/person|cat|dog/gu) ?? [];
    };
    expect(await labels()).toEqual(["person", "cat", "dog"]);
    expect(await labels("--min-confidence", "80%")).toEqual(["person", "dog"]);
    expect(await labels("--label", "cat", "--label", "dog, big")).toEqual(["cat", "dog"]);
    expect(await labels("--label", "cat", "--min-confidence", "0.5")).toEqual([]);
  });

  test("is read from the answer of a service without a protocol, in fractions of the image", async () => {
    const box = [0.25, 0.5, 0.75, 1];
    answer = () => ({ body: [{ label: "cat", confidence: 0.5, box }] });
    delivery.land("in/a.jpg");
    await delivery.run(["send", "in"]);
    expect((await exported("in", "--format", "csv")).stdout).toMatch(
      /a\.jpg,,,cat,0\.5,2,4,4,4,,\r\n$/u,
    );
    renameSync(at("in"), at("moved"));
    const { stdout, stderr } = await exported("in", "--format", "csv");
    expect(stdout).toMatch(/a\.jpg,,,cat,0\.5,,,,,,\r\n$/u);
    expect(stderr).toContain("1 detection has no box in pixels");
  });

  test("is read from all files that were set aside beside the results", async () => {
    delivery.land(...Array.from({ length: 40 }, (_, index) => `in/${index}.jpg`));
    answer = () => ({ body: { predictions: [personAt(1)], pad: "x".repeat(20_000) } });
    const limits = ["--results", "out.jsonl", "--results-max-size", "1MB"];
    await delivery.run(["send", "in", "--protocol", "deepstack", ...limits]);
    expect(readdirSync(at()).filter((name) => name.endsWith(".jsonl")).length).toBeGreaterThan(1);
    const { stdout } = await exported("out.jsonl", "--format", "csv");
    expect(stdout.trimEnd().split("\r\n")).toHaveLength(41);
  });
});

/** Puts a results file of one image where `name` says. */
function writeResults(name: string, fields = {}): void {
  writeFileSync(at(name), `${JSON.stringify(sampleResult(fields))}\n`);
}

describe("an export ends", () => {
  const IMAGE = { source: "in", index: null, ptsSeconds: null };
  beforeEach(() => {
    writeResults("a.jsonl");
    writeResults("image.jsonl", IMAGE);
    writeResults("other.jsonl", { source: "other.mp4" });
    writeFileSync(at("notes.txt"), "notes");
    writeFileSync(at("broken.jsonl"), "{}\n");
    writeFileSync(at("0.jpg"), imageOf("0.jpg"));
    mkdirSync(at("filled"));
    writeFileSync(at("filled", "0.txt"), "");
  });

  test.each<[string, number, RegExp, readonly string[]]>([
    ["without a format", 2, /--format: must be given/u, ["a.jsonl"]],
    [
      "with a format that is unknown",
      2,
      /--format: must be one of csv, .*vtt/u,
      ["a.jsonl", "--format", "cvs"],
    ],
    [
      "with subtitles of an image",
      2,
      /have no time in one, such as frame_/u,
      ["image.jsonl", "--format", "srt"],
    ],
    [
      "with subtitles of two videos",
      2,
      /one video.*of 2: clip\.mp4, other\.mp4/u,
      ["a.jsonl", "other.jsonl", "--format", "vtt"],
    ],
    [
      "with YOLO on standard output",
      2,
      /yolo is a folder of files.*\n.*--output/u,
      ["a.jsonl", "--format", "yolo"],
    ],
    [
      "with YOLO in a folder that holds something",
      2,
      /filled is not empty/u,
      ["a.jsonl", "--format", "yolo", "--image-size", "8x8", "-o", "filled"],
    ],
    [
      "with an output that is something else",
      2,
      /--output cannot be notes\.txt, which is not an earlier export/u,
      ["a.jsonl", "--format", "csv", "-o", "notes.txt"],
    ],
    [
      "with an output that is the results",
      2,
      /--output cannot be .*a\.jsonl, which is the source/u,
      ["a.jsonl", "--format", "csv", "-o", "./a.jsonl"],
    ],
    [
      "with an output that is an image",
      2,
      /--output cannot be 0\.jpg, which is an image/u,
      ["a.jsonl", "--format", "csv", "-o", "0.jpg"],
    ],
    [
      "with results that are not there",
      4,
      /there is no results file gone\.jsonl/u,
      ["gone.jsonl", "--format", "csv"],
    ],
    [
      "with a line that is no result",
      4,
      /line 1 of .*broken\.jsonl is no line of results/u,
      ["broken.jsonl", "--format", "csv"],
    ],
    [
      "with a source without a job",
      4,
      /no job of clip\.mp4 is on record/u,
      ["clip.mp4", "--format", "csv"],
    ],
    [
      "with an output where nothing can be made",
      5,
      /cannot be written.*\n.*--output/u,
      ["a.jsonl", "--format", "csv", "-o", "/proc/none/a.csv"],
    ],
  ])("%s, with %d and the way out", async (_, code, message, words) => {
    const before = readdirSync(at(), { recursive: true }).length;
    const all = ["export", ...words, "--state", at("state", "frameferry")];
    const { exitCode, stdout, stderr } = await runMainIn(delivery.path(), ...all);
    expect(stderr).toMatch(message);
    expect([exitCode, stdout]).toEqual([code, ""]);
    expect(stderr).not.toMatch(/^\s+at /mu);
    expect(readdirSync(at(), { recursive: true })).toHaveLength(before);
    expect(textOf("notes.txt")).toBe("notes");
  });

  test("well where it replaces its own earlier output, and only that", async () => {
    const formats = ["csv", "coco", "vtt"] as const;
    for (const format of [...formats, ...formats]) {
      const words = ["a.jsonl", "--format", format, "--image-size", "8x8", "-o", `out.${format}`];
      expect(await exported(...words)).toMatchObject({ exitCode: 0 });
    }
    const { exitCode } = await exported("a.jsonl", "--format", "csv", "-o", "out.vtt");
    expect([exitCode, textOf("out.vtt")]).toEqual([2, "WEBVTT\n\n"]);
  });

  test("with two images that would have one file, and leaves nothing", async () => {
    const [one, other] = ["a.jpg", "a.png"].map((frame) => sampleResult({ frame }));
    writeFileSync(at("a.jsonl"), `${JSON.stringify(one)}\n${JSON.stringify(other)}\n`);
    const words = ["a.jsonl", "--format", "yolo", "--image-size", "8x8", "-o", "labels"];
    const { exitCode, stderr } = await exported(...words);
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining("two images would share the file a.txt"),
    ]);
    expect(readdirSync(at()).filter((name) => /labels|frameferry-/u.test(name))).toEqual([]);
  });

  test("with a source of two jobs, and names them", async () => {
    delivery.land("in/a.jpg");
    await delivery.run(["send", "in", "--service-name", "one"]);
    await delivery.run(["send", "in", "--service-name", "two"]);
    const { exitCode, stderr } = await exported("in", "--format", "csv");
    const jobs = stderr.match(/in-[0-9a-f]{12}/gu) ?? [];
    expect([exitCode, jobs.length]).toEqual([2, 2]);
    expect(await exported(jobs[0] ?? "", "--format", "csv")).toMatchObject({ exitCode: 0 });
  });

  test("without a tick where nothing was found, whatever is selected", async () => {
    await using plain = await DeliveryCommand.open();
    plain.land("in/a.jpg");
    await plain.run(["send", "in"]);
    const nothing = "■ 0 detections of 1 frame exported\n  no answer holds a detection ";
    const words = ["export", "in", "--format", "csv"];
    expect(await plain.plain(words)).toMatchObject({
      exitCode: 0,
      stderr: `${nothing}in a form that is known\n`,
    });
    expect(await plain.plain([...words, "--label", "cat"])).toMatchObject({
      stderr: `${nothing}of these labels and confidence in a form that is known\n`,
    });
  });

  test("with a job whose results are elsewhere, and says so", async () => {
    delivery.land("in/a.jpg");
    await delivery.run(["send", "in", "--results", "mine.jsonl"]);
    const { exitCode, stderr } = await exported("in", "--format", "csv");
    expect([exitCode, stderr]).toEqual([
      4,
      expect.stringMatching(/has no results in the state folder[^]*--results/u),
    ]);
    expect(await exported("mine.jsonl", "--format", "csv")).toMatchObject({ exitCode: 0 });
  });
});
