import { escapeHtml } from "../../core/text/escape-html.ts";
import { loadWith } from "../../core/packages/optional-packages.ts";
import { DRAWING_FONT, useDrawingFont } from "../../pictures/drawing/drawing-font.ts";
import type { SheetFacts, SheetFrame } from "./sheet-facts.ts";
import { captionText, countsText, estimateText, sheetTitle, shownText } from "./sheet-text.ts";

/** The sheet as one JPEG. Its metadata says what made it, by which a preview is known again. */
export async function sheetImage(facts: SheetFacts): Promise<Buffer> {
  const { default: sharp } = await loadWith(
    { what: "a picture of many frames", packages: ["sharp"] },
    async () => await import("sharp"),
  );
  await useDrawingFont();
  const columns = Math.min(
    MAX_COLUMNS,
    Math.max(MIN_COLUMNS, Math.ceil(Math.sqrt(facts.frames.length))),
  );
  const pictures = await Promise.all(
    facts.frames.map(async ({ jpeg }) =>
      jpeg === null
        ? null
        : await sharp(jpeg)
            .resize({ width: PICTURE.width, height: PICTURE.height, fit: "inside" })
            .toBuffer({ resolveWithObject: true }),
    ),
  );
  const pictureHeight = Math.max(MIN_HEIGHT, ...pictures.map((one) => one?.info.height ?? 0));
  const grid = { columns, pictureHeight };
  const width = GAP + columns * (PICTURE.width + GAP);
  const height = placeOf(columns * Math.ceil(facts.frames.length / columns), grid).top;
  const placed = pictures.flatMap((picture, at) => {
    if (picture === null) return [];
    const { left, top } = placeOf(at, grid);
    return [{ input: picture.data, left, top: top + pictureHeight - picture.info.height }];
  });
  const drawn = { input: Buffer.from(textSvg(facts, { width, height, ...grid })), left: 0, top: 0 };
  return await sharp({ create: { width, height, channels: 3, background: "#fff" } })
    .composite([...placed, drawn])
    .withExif({ IFD0: { Software: SOFTWARE } })
    .jpeg({ quality: 85 })
    .toBuffer();
}

/** In the metadata of each sheet. */
const SOFTWARE = "frameferry preview";
const MIN_COLUMNS = 3;
const MAX_COLUMNS = 20;
/** In pixels. */
const GAP = 12;
const HEAD = 84;
const PICTURE = { width: 240, height: 180 };
const CAPTION_HEIGHT = 28;
/** Where there are no pictures. */
const MIN_HEIGHT = 40;

interface Grid {
  readonly columns: number;
  /** Height of the highest picture. */
  readonly pictureHeight: number;
}

interface Place {
  readonly left: number;
  readonly top: number;
}

function placeOf(at: number, { columns, pictureHeight }: Grid): Place {
  const [column, row] = [at % columns, Math.floor(at / columns)];
  const left = GAP + column * (PICTURE.width + GAP);
  return { left, top: HEAD + row * (pictureHeight + CAPTION_HEIGHT) };
}

function textSvg(
  facts: SheetFacts,
  { width, height, ...grid }: Grid & { readonly width: number; readonly height: number },
): string {
  const line = (y: number, size: number, words: string): string =>
    `<text x="${GAP}" y="${y}" font-size="${size}" fill="#1c2024">${escapeHtml(fitted(words, width, size))}</text>`;
  const counts = `${countsText(facts)}; ${estimateText(facts)}`;
  const cells = facts.frames.map((frame, at) => cellSvg(frame, placeOf(at, grid), grid));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${DRAWING_FONT}">
${line(26, 18, sheetTitle(facts))}${line(48, 14, counts)}${line(68, 13, shownText(facts))}${cells.join("")}</svg>`;
}

/** A picture that is left out is faint, and its caption says why. */
function cellSvg(frame: SheetFrame, { left, top }: Place, { pictureHeight }: Grid): string {
  const isOut = frame.leftOutBy !== null;
  const veil = isOut
    ? `<rect x="${left}" y="${top}" width="${PICTURE.width}" height="${pictureHeight}" fill="#fff" fill-opacity="0.6"/>`
    : "";
  const words = escapeHtml(fitted(captionText(frame), PICTURE.width + GAP, 12));
  const y = top + pictureHeight + 16;
  return `${veil}<text x="${left}" y="${y}" font-size="12" fill="${isOut ? "#8a4b08" : "#1c2024"}">${words}</text>`;
}

/** As much of a text as fits, by the usual width of a letter; its end says most. */
function fitted(words: string, width: number, size: number): string {
  const most = Math.floor((width - 2 * GAP) / (size * 0.56));
  return words.length <= most ? words : `${words.slice(0, most - 1).toWellFormed()}…`;
}
