import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/core/frame/predictions.ts";
import { describeFinding } from "../../src/pictures/drawing/describe-finding.ts";
import { drawFindings } from "../../src/pictures/drawing/draw-findings.ts";
import { findingsSvg } from "../../src/pictures/drawing/findings-svg.ts";
import { cutToWidth, textWidthEm, wrapToWidth } from "../../src/pictures/drawing/text-width.ts";
import { labelColor } from "../../src/pictures/label-color.ts";
import { scalePicture } from "../../src/pictures/scale-picture.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

const run = promisify(execFile);
const SIZE = { width: 400, height: 200 };

function finding(fields: Partial<Finding> = {}): Finding {
  const box = { x: 100, y: 100, width: 80, height: 60 };
  return { label: "cat", confidence: 0.5, box, ...fields };
}

const svgOf = (findings: readonly Finding[], text: string | null = null, size = SIZE): string =>
  findingsSvg({ findings, text, imageSize: SIZE }, size);

/** Values of an attribute of all rectangles. */
const placesOf = (svg: string, name: string): readonly number[] =>
  [...svg.matchAll(new RegExp(`<rect[^>]* ${name}="([-\\d.]+)"`, "gu"))].map(([, value]) =>
    Number(value),
  );

describe("a drawing", () => {
  test("has a box in the color of its label, at its place in a smaller picture", () => {
    const svg = svgOf([finding()], null, { width: 200, height: 100 });
    expect(svg).toContain(`stroke="${labelColor("cat")}"`);
    expect(placesOf(svg, "x")[0]).toBeCloseTo(51);
    expect(placesOf(svg, "width")[0]).toBeCloseTo(38);
    expect(svg).toContain(">cat 50%</text>");
  });

  test.each([
    ["above the picture", { x: 10, y: -50, width: 60, height: 80 }],
    ["right of it", { x: 380, y: 20, width: 80, height: 60 }],
    ["below it", { x: 20, y: 195, width: 80, height: 60 }],
    ["around it", { x: -50, y: -50, width: 900, height: 900 }],
  ])("stays inside where a box reaches %s", (_, box) => {
    const label = "a label that is rather long for a place near the edge";
    const svg = svgOf([finding({ box, label })]);
    const [x, y] = [placesOf(svg, "x"), placesOf(svg, "y")];
    const [width, height] = [placesOf(svg, "width"), placesOf(svg, "height")];
    expect(x.length).toBeGreaterThan(2);
    for (const [at, left] of x.entries()) {
      expect(left).toBeGreaterThanOrEqual(0);
      expect(y[at]).toBeGreaterThanOrEqual(0);
      expect(left + (width[at] ?? 0)).toBeLessThanOrEqual(SIZE.width);
      expect((y[at] ?? 0) + (height[at] ?? 0)).toBeLessThanOrEqual(SIZE.height);
    }
  });

  test.each([
    ["outside of the picture", { x: 500, y: 20, width: 80, height: 60 }],
    ["without a place", { x: Number.NaN, y: 20, width: 80, height: 60 }],
  ])("leaves out a box %s", (_, box) => {
    expect(svgOf([finding({ box })])).not.toContain("<rect");
  });

  test("has classes and text as a caption", () => {
    const svg = svgOf([finding({ label: "indoors", box: null })], "a cat on a mat");
    expect(svg).toContain(">indoors 50%</text>");
    expect(svg).toContain(">a cat on a mat</text>");
  });

  test("of very many boxes has the surest, and says how many are missing", () => {
    const many = Array.from({ length: 700 }, (_, at) =>
      finding({ label: `l${at}`, confidence: at / 1000 }),
    );
    const svg = svgOf(many);
    expect(svg).toContain(">l699 70%</text>");
    expect(svg).not.toContain(">l100 10%</text>");
    expect(svg).toContain("and 200 more boxes");
  });

  test("escapes what a label is made of, and has no control character", () => {
    const svg = svgOf([finding({ label: "<b>&\u0007\u202E\uD800\uFFFF'\"" })], "<script>");
    expect(svg).not.toMatch(/<b>|<script>|[\p{Cc}\u202e\ufffe\uffff]/u);
    expect(svg.isWellFormed()).toBe(true);
  });

  test("on a tiny picture is boxes alone", () => {
    const svg = svgOf([finding()], "text", { width: 40, height: 20 });
    expect(svg).toContain("<rect");
    expect(svg).not.toContain("<text");
  });
});

test("a confidence is a percentage only where it is a share", () => {
  expect(describeFinding({ label: "a", confidence: 0.876 })).toBe("a 88%");
  expect(describeFinding({ label: "a", confidence: 87.65 })).toBe("a 87.7");
  expect(describeFinding({ label: " a\n b ", confidence: null })).toBe("a b");
  expect(describeFinding({ label: "", confidence: 0.5 })).toBe("(no name) 50%");
});

test("texts are cut and wrapped to a width", () => {
  expect(cutToWidth("short", 10)).toBe("short");
  expect(cutToWidth("a long label", 3)).toBe("a lo…");
  expect(cutToWidth("a long label", 0.5)).toBe("");
  expect(textWidthEm("猫猫")).toBeGreaterThan(2);
  expect(wrapToWidth("one two three four five", 4, 2)).toEqual(["one two", "three…"]);
  expect(wrapToWidth("  ", 4, 2)).toEqual([]);
});

test("findings are drawn on a picture, which keeps its size", async () => {
  const create = { width: 800, height: 400, channels: 3, background: "#808080" } as const;
  const picture = await scalePicture(await sharp({ create }).png().toBuffer(), { maxWidth: 400 });
  if (picture === null) throw new Error("no picture");
  const box = { x: 200, y: 200, width: 160, height: 120 };
  const drawn = await drawFindings(picture, [finding({ box })], null);
  const { data, info } = await sharp(drawn.jpeg).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([400, 200]);
  const at = (x: number, y: number) => [...data.subarray((y * 400 + x) * 3, (y * 400 + x) * 3 + 3)];
  expect(at(101, 130)).not.toEqual(at(50, 130));
  expect(Math.abs((at(140, 130)[0] ?? 0) - 128)).toBeLessThan(5);
  expect(await drawFindings(picture, [], null)).toBe(picture);
});

test("letters are drawn on a machine without any font, and without a complaint", async ({
  skip,
}) => {
  const canHide = spawnSync("unshare", ["-m", "true"]).status === 0;
  if (!canHide) skip("only root may hide the fonts of this machine: unshare -m");
  await using folder = await temporaryFolder();
  const empty = join(folder.path, "empty");
  // Two threads that make it at once would complain of one another.
  mkdirSync(join(empty, ".cache", "fontconfig"), { recursive: true });
  const module = join(import.meta.dirname, "../../src/pictures/drawing/draw-findings.ts");
  const script = join(folder.path, "draw.mjs");
  writeFileSync(
    script,
    `import { overlayPng } from ${JSON.stringify(module)};
    import sharp from ${JSON.stringify(import.meta.resolve("sharp"))};
    const box = null;
    const size = { width: 400, height: 200 };
    const white = async (label) => {
      const png = await overlayPng({ findings: [{ label, confidence: null, box }], text: null, imageSize: size }, size);
      const pixels = await sharp(png).extractChannel(0).raw().toBuffer();
      return pixels.filter((value) => value > 200).length;
    };
    console.log(JSON.stringify([await white("mmmmmmmmmm"), await white("..........")]));`,
  );
  const hidden = ["/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts"];
  const mounts = hidden
    .map((path) => `[ ! -d ${path} ] || mount --bind '${empty}' ${path}`)
    .join("; ");
  const shell = `${mounts}; HOME='${empty}' exec '${process.execPath}' '${script}'`;
  const { stdout, stderr } = await run("unshare", ["-m", "/bin/sh", "-c", shell]);
  const [wide = 0, small = 0] = JSON.parse(stdout) as readonly number[];
  // Boxes in place of letters would all be alike.
  expect(wide).toBeGreaterThan(100);
  expect(small).toBeLessThan(wide / 3);
  expect(stderr).toBe("");
});
