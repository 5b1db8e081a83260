import { describe, expect, test } from "vitest";
import { coco } from "../../src/export/coco.ts";
import { csv } from "../../src/export/csv.ts";
import type { NamedFrame } from "../../src/export/export-frame.ts";
import { survey } from "../../src/export/survey.ts";
import { yolo } from "../../src/export/yolo.ts";
import { frameAt, found } from "./sample-frame.ts";

const csvOf = (frames: readonly NamedFrame[]) =>
  [...csv(frames)].join("").split("\r\n").slice(1, -1);
const yoloOf = (frames: readonly NamedFrame[]) =>
  Object.fromEntries([...yolo(frames, survey(frames))].map(({ path, text }) => [path, text]));
const cocoOf = (frames: readonly NamedFrame[]) =>
  JSON.parse([...coco(frames, survey(frames))].join("")) as {
    readonly images: readonly { readonly id: number; readonly file_name: string }[];
    readonly annotations: readonly object[];
    readonly categories: readonly { readonly id: number; readonly name: string }[];
  };

const FAILED = { isDelivered: false, size: null } as const;

describe("CSV", () => {
  test("has a row for each detection, and none for a frame without any", () => {
    const frames = [frameAt(0, { findings: found("cat", "dog") }), frameAt(1), frameAt(2, FAILED)];
    expect(csvOf(frames)).toEqual([
      "clip.mp4,frame_00000000.jpg,0,0,cat,0.9,20,30,40,50,,",
      "clip.mp4,frame_00000000.jpg,0,0,dog,0.9,20,30,40,50,,",
    ]);
  });

  test("quotes what would break a row, and leaves empty what is unknown", () => {
    const findings = [{ label: 'a "big", red\ncat', confidence: null, box: null }];
    expect([...csv([frameAt(0, { index: null, ptsSeconds: null, findings })])].at(-1)).toBe(
      'clip.mp4,frame_00000000.jpg,,,"a ""big"", red\ncat",,,,,,,\r\n',
    );
  });
});

test("CSV has the place of a frame in the recording of its camera", () => {
  const recording = { file: "/yard/2026-12-01T18-10-00.040Z.mkv", offsetSeconds: 12.4 };
  expect(csvOf([frameAt(0, { findings: found("cat"), recording })])).toEqual([
    "clip.mp4,frame_00000000.jpg,0,0,cat,0.9,20,30,40,50,/yard/2026-12-01T18-10-00.040Z.mkv,12.4",
  ]);
});

describe("YOLO", () => {
  test("has the middle and the sides as fractions, classes by their names, and an empty file for nothing", () => {
    const frames = [frameAt(0, { findings: found("dog", "cat") }), frameAt(1), frameAt(2, FAILED)];
    expect(yoloOf(frames)).toEqual({
      "classes.txt": "cat\ndog\n",
      "frame_00000000.txt":
        "1 0.200000 0.550000 0.200000 0.500000\n0 0.200000 0.550000 0.200000 0.500000\n",
      "frame_00000001.txt": "",
    });
  });

  test("cuts off what leaves the image, and leaves out what lies outside of it", () => {
    const boxes = [
      { x: -20, y: 50, width: 40, height: 100 },
      { x: 300, y: 0, width: 10, height: 10 },
      null,
    ];
    const findings = boxes.map((box) => ({ label: "cat", confidence: 1, box }));
    expect(yoloOf([frameAt(0, { findings })])["frame_00000000.txt"]).toBe(
      "0 0.050000 0.750000 0.100000 0.500000\n",
    );
  });

  test("has a name in each line of classes.txt, without characters that forge or hide", () => {
    const findings = found("", "a\nb", "\u001B[31mred\u202Edlo");
    expect(yoloOf([frameAt(0, { findings })])["classes.txt"]).toBe(
      "(no name)\n\\u001b[31mred\\u202edlo\na b\n",
    );
  });

  test("keeps every file in its folder, and sources apart", () => {
    const outside = frameAt(0, { source: ".", frame: "/abs/../../etc/a.b.jpg" });
    expect(Object.keys(yoloOf([outside]))).toEqual(["classes.txt", "abs/etc/a.b.txt"]);
    const sources = ["one/cam", "other/cam", "cam2", ".."];
    const frames = sources.map((source, sourceNumber) =>
      frameAt(0, { source, sourceNumber, frame: "0.jpg" }),
    );
    expect(Object.keys(yoloOf(frames)).slice(1)).toEqual([
      "cam-1/0.txt",
      "cam-2/0.txt",
      "cam2/0.txt",
      "files/0.txt",
    ]);
  });
});

describe("COCO", () => {
  test("numbers images, annotations and categories, and leaves out what failed or has no box", () => {
    const classes = [{ label: "indoors", confidence: 1, box: null }];
    const frames = [
      frameAt(0, FAILED),
      frameAt(1, { findings: found("dog") }),
      frameAt(2),
      frameAt(3, { findings: [...classes, ...found("cat")] }),
    ];
    const { images, annotations, categories } = cocoOf(frames);
    expect(images.map(({ id, file_name: name }) => [id, name])).toEqual([
      [1, "frame_00000001.jpg"],
      [2, "frame_00000002.jpg"],
      [3, "frame_00000003.jpg"],
    ]);
    expect(categories.map(({ id, name }) => [id, name])).toEqual([
      [1, "cat"],
      [2, "dog"],
      [3, "indoors"],
    ]);
    const bbox = [20, 30, 40, 50];
    const shared = { bbox, area: 2000, iscrowd: 0, segmentation: [], score: 0.9 };
    expect(annotations).toEqual([
      { id: 1, image_id: 1, category_id: 2, ...shared },
      { id: 2, image_id: 3, category_id: 1, ...shared },
    ]);
  });

  test("is a document where there is nothing", () => {
    expect(cocoOf([])).toMatchObject({ images: [], annotations: [], categories: [] });
  });
});
