import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { ffmpeg, firstFrameAsRgb } from "../support/videos/ffmpeg-made.ts";
import { slice } from "../support/stages/sliced.ts";

let scratch: Awaited<ReturnType<typeof temporaryFolder>>;
let folder: string;
beforeAll(async () => {
  scratch = await temporaryFolder();
  folder = scratch.path;
});
afterAll(async () => {
  await scratch[Symbol.asyncDispose]();
});

/** Colors without edges, so that what is lost is not that of the coarser chroma. */
const BARS = ["-f", "lavfi", "-i", "smptehdbars=s=128x96:r=10:d=0.1"];
const LOSSLESS = ["-c:v", "ffv1"];

function encoded(filters: string, marks: readonly string[], codec = LOSSLESS): readonly string[] {
  return [...BARS, "-vf", `format=gbrp,gblur=sigma=6,${filters}`, ...marks, ...codec];
}

function yuv(matrix: string, range: "tv" | "pc", pixels: string, mark: string): readonly string[] {
  const scale = `scale=out_color_matrix=${matrix}:out_range=${range},format=${pixels}`;
  return encoded(scale, ["-colorspace", mark, "-color_range", range]);
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  "bt.709": yuv("bt709", "tv", "yuv420p", "bt709"),
  "bt.709 of full range": yuv("bt709", "pc", "yuvj420p", "bt709"),
  "bt.709 of ten bits, 4:2:2 and full range": yuv("bt709", "pc", "yuv422p10le", "bt709"),
  "bt.709 of 4:4:4": yuv("bt709", "tv", "yuv444p", "bt709"),
  "bt.601": yuv("bt601", "tv", "yuv420p", "smpte170m"),
  "bt.601 of full range": yuv("bt601", "pc", "yuvj420p", "bt470bg"),
  "bt.2020": yuv("bt2020", "tv", "yuv420p10le", "bt2020nc"),
  "no marks": encoded("scale,format=yuv420p", []),
  gray: encoded("format=gray", []),
  rgb: encoded("format=gbrp", [], ["-c:v", "libx264rgb", "-qp", "0"]),
  png: encoded("format=rgb24", [], ["-c:v", "png"]),
};

/** Peak signal-to-noise ratio in dB; infinite for what is the same. */
function psnr(one: Buffer, other: Buffer): number {
  expect(one).toHaveLength(other.length);
  const squares = one.reduce((sum, value, at) => sum + (value - (other[at] ?? 0)) ** 2, 0);
  return 10 * Math.log10(255 ** 2 / (squares / one.length));
}

async function firstFrame(video: string, format: "jpg" | "png" | "webp"): Promise<Buffer> {
  const { folder: frames, names, report } = await slice(video, folder, { format });
  expect(report.problem).toBeNull();
  const image = sharp(await readFile(join(frames, names[0] ?? "")));
  return await image.removeAlpha().toColourspace("srgb").raw().toBuffer();
}

describe("frames have the colors that ffmpeg decodes a video to", () => {
  test.each(Object.entries(KINDS))("with %s", async (name, words) => {
    const video = join(folder, `${name.replaceAll(/\W/gu, "-")}.mkv`);
    await ffmpeg(folder, ...words, video);
    const colors = await firstFrameAsRgb("-i", video);
    expect(psnr(await firstFrame(video, "jpg"), colors)).toBeGreaterThan(34);
    expect(psnr(await firstFrame(video, "webp"), colors)).toBeGreaterThan(34);
    if (name === "bt.709") expect(await firstFrame(video, "png")).toEqual(colors);
  });
});

describe("a video of high dynamic range", () => {
  const MARKS = ["-colorspace", "bt2020nc", "-color_primaries", "bt2020", "-color_range", "tv"];

  test.each([
    ["PQ", "smpte2084"],
    ["HLG", "arib-std-b67"],
  ])("(%s) raises a warning, or is made SDR", async (name, transfer) => {
    const video = join(folder, `${name}.mkv`);
    const source = "zscale=min=gbr:pin=709:tin=709:rin=pc:m=2020_ncl:p=2020:r=tv:npl=100";
    const coded = encoded(`${source}:t=${transfer},format=yuv420p10le`, MARKS);
    await ffmpeg(folder, ...coded, "-color_trc", transfer, video);
    const asItIs = await slice(video, folder);
    expect(asItIs.warnings).toEqual([expect.stringContaining(`is HDR (${name})`)]);
    const mapped = await slice(video, folder, { toneMap: true });
    expect(mapped).toMatchObject({ warnings: [], report: { problem: null, frameCount: 1 } });
    const sdr = await firstFrameAsRgb(...BARS, "-vf", "format=gbrp,gblur=sigma=6");
    const [pale = 0, right = 0] = await Promise.all(
      [asItIs, mapped].map(async ({ folder: frames, names }) => {
        const image = sharp(await readFile(join(frames, names[0] ?? "")));
        return psnr(await image.raw().toBuffer(), sdr);
      }),
    );
    expect(right).toBeGreaterThan(pale + 3);
  });

  test("is the only one that tone mapping changes", async () => {
    const video = join(folder, "sdr.mkv");
    await ffmpeg(folder, ...yuv("bt709", "tv", "yuv420p", "bt709"), video);
    const [plain, mapped] = await Promise.all([
      slice(video, folder),
      slice(video, folder, { toneMap: true }),
    ]);
    const bytes = [plain, mapped].map(async ({ folder: frames, names }) =>
      (await readFile(join(frames, names[0] ?? ""))).toString("base64"),
    );
    const [one, other] = await Promise.all(bytes);
    expect(other).toBe(one);
  });
});
