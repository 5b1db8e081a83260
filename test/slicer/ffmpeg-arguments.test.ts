import fc from "fast-check";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { ffmpegArguments, type SliceSettings } from "../../src/slicer/ffmpeg-arguments.ts";
import { UNKNOWN_HEADER } from "../../src/slicer/video-header.ts";

const WHOLE: SliceSettings = {
  video: "clip.mp4",
  fps: null,
  every: 1,
  startSeconds: 0,
  durationSeconds: null,
  widthPixels: null,
  heightPixels: null,
  squarePixels: false,
  format: "jpg",
  quality: null,
  toneMap: false,
  keyframes: false,
  firstIndex: 0,
};

const NUMBER = /^\d+(?:\.\d{1,6})?$/u;

const MODERN = {
  ...{ hasFpsMode: true, addsMetadata: true, isOneThread: false },
  header: UNKNOWN_HEADER,
};

/** The word that follows another one in a list of arguments. */
function after(words: readonly string[], word: string): string | undefined {
  const at = words.indexOf(word);
  return at < 0 ? undefined : words[at + 1];
}

function outputOf(settings: Partial<SliceSettings>, hasFpsMode = true): readonly string[] {
  return ffmpegArguments({ ...WHOLE, ...settings }, { ...MODERN, hasFpsMode }).outputOptions;
}

function jpegScale(quality: number | null): number {
  return Number(after(outputOf({ quality }), "-q:v"));
}

const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(value, { nil: null });

const anySettings: fc.Arbitrary<SliceSettings> = fc.record({
  video: fc.string({ minLength: 1 }),
  fps: optional(fc.double({ min: 0.001, max: 1000, noNaN: true })),
  every: fc.integer({ min: 1, max: 100_000 }),
  startSeconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
  durationSeconds: optional(fc.double({ min: 0, max: 1e6, noNaN: true })),
  widthPixels: optional(fc.integer({ min: 1, max: 16_384 })),
  heightPixels: optional(fc.integer({ min: 1, max: 16_384 })),
  squarePixels: fc.boolean(),
  format: fc.constantFrom("jpg", "png", "webp"),
  toneMap: fc.boolean(),
  keyframes: fc.boolean(),
  quality: optional(fc.integer({ min: 1, max: 100 })),
  firstIndex: fc.nat(100_000),
});

describe("any arguments for ffmpeg", () => {
  test("let only local files of allowed kinds be opened, and only pictures be taken", () => {
    fc.assert(
      fc.property(anySettings, fc.boolean(), (settings, hasFpsMode) => {
        const { inputOptions, outputOptions } = ffmpegArguments(settings, {
          ...MODERN,
          hasFpsMode,
        });
        expect(after(inputOptions, "-protocol_whitelist")).toBe("file");
        const formats = after(inputOptions, "-format_whitelist")?.split(",") ?? [];
        expect(formats).toContain("matroska");
        for (const playlist of ["hls", "dash", "concat", "sdp", "image2", "lavfi"])
          expect(formats).not.toContain(playlist);
        expect(inputOptions).toContain("-nostdin");
        expect(outputOptions.join(" ")).toContain("-map 0:V:0 -an -sn -dn");
        expect(after(outputOptions, "-atomic_writing")).toBe("1");
      }),
    );
  });

  test("name the video as an absolute file, whatever its name looks like", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (video) => {
        const { input } = ffmpegArguments({ ...WHOLE, video }, MODERN);
        expect(input).toBe(`file:${resolve(video)}`);
        expect(input).toMatch(/^file:\//u);
      }),
    );
  });

  test("have no empty word, and no number written in a way that ffmpeg does not read", () => {
    fc.assert(
      fc.property(anySettings, fc.boolean(), (settings, hasFpsMode) => {
        const { inputOptions, outputOptions } = ffmpegArguments(settings, {
          ...MODERN,
          hasFpsMode,
        });
        expect(after(inputOptions, "-ss") ?? "0").toMatch(NUMBER);
        const trim = /trim=([^,]*)/u.exec(after(outputOptions, "-vf") ?? "")?.[1] ?? "";
        for (const bound of trim.split(":").filter((text) => text !== ""))
          expect(bound.replace(/^(?:start|end)=/u, "")).toMatch(NUMBER);
        for (const word of [...inputOptions, ...outputOptions]) {
          expect(word).not.toBe("");
          expect(word).not.toMatch(/NaN|Infinity|null|undefined/u);
        }
      }),
    );
  });

  test("never give a coarser jpg for a better quality", () => {
    const quality = fc.integer({ min: 1, max: 99 });
    fc.assert(
      fc.property(quality, (lower) => {
        expect(jpegScale(lower + 1)).toBeLessThanOrEqual(jpegScale(lower));
        expect(jpegScale(lower)).toBeGreaterThanOrEqual(2);
        expect(jpegScale(lower)).toBeLessThanOrEqual(31);
      }),
    );
    expect([jpegScale(1), jpegScale(100)]).toEqual([31, 2]);
    expect(jpegScale(null)).toBe(jpegScale(90));
  });
});

describe("the arguments for ffmpeg leave out what is not asked for:", () => {
  test("a whole video is neither sought in, nor cut, selected or scaled", () => {
    const { inputOptions, outputOptions } = ffmpegArguments(WHOLE, MODERN);
    for (const word of ["-ss", "-t", "-copyts"]) expect(inputOptions).not.toContain(word);
    expect(after(outputOptions, "-vf")).not.toMatch(/select|trim|scale=|setsar|colorspace/u);
  });

  test("one side alone leaves the other to the aspect", () => {
    expect(after(outputOf({ widthPixels: 640 }), "-vf")).toContain("scale=640:-1");
    expect(after(outputOf({ heightPixels: 480 }), "-vf")).toContain("scale=-1:480");
    expect(after(outputOf({ widthPixels: 640, heightPixels: 480 }), "-vf")).toContain(
      "scale=640:480",
    );
  });

  test("a png has no quality", () => {
    expect(outputOf({ format: "png" })).not.toContain("-q:v");
    expect(outputOf({ format: "png" })).not.toContain("-quality");
  });
});

test("an ffmpeg before 5.1 is given -vsync, a later one -fps_mode", () => {
  expect(after(outputOf({}, true), "-fps_mode")).toBe("passthrough");
  expect(outputOf({}, true)).not.toContain("-vsync");
  expect(after(outputOf({}, false), "-vsync")).toBe("passthrough");
  expect(outputOf({}, false)).not.toContain("-fps_mode");
});

test("frames are chosen before they are scaled, so that none is scaled in vain", () => {
  const chain = after(outputOf({ fps: 2, every: 3, widthPixels: 64 }), "-vf") ?? "";
  expect(chain.indexOf("select")).toBeLessThan(chain.indexOf("scale"));
  expect(chain.match(/select=/gu)).toHaveLength(2);
});
