import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import type { Frame } from "../../src/core/frame/frame.ts";
import { frameOfFile } from "../support/samples/sample-frame.ts";
import { ffmpeg } from "../support/videos/ffmpeg-made.ts";

/** Letters of squares, as rows of five bits: no font is needed to draw them. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  A: ["111", "101", "111", "101", "101"],
  E: ["111", "100", "110", "100", "111"],
  F: ["111", "100", "110", "100", "100"],
  L: ["100", "100", "100", "100", "111"],
  M: ["10001", "11011", "10101", "10001", "10001"],
  P: ["111", "101", "111", "100", "100"],
  R: ["110", "101", "110", "101", "101"],
  T: ["111", "010", "010", "010", "010"],
};
const SQUARE = 10;
const WIDTH = 384;
const HEIGHT = 96;

/** What the pictures say; those at odd places lie upside down. */
export const WORDS = ["FRAME", "FLARE", "PALER", "TEMPER", "LEFT", "FRAME"] as const;

/** Whether the word at this place lies upside down. */
export function isTurned(index: number): boolean {
  return index % 2 === 1;
}

/** Writes a JPEG of each word into a folder, and tells of them as frames. */
export async function turnedFrames(folder: string): Promise<readonly Frame[]> {
  return await Promise.all(
    WORDS.map(async (word, index) => {
      const name = `frame_${index}.jpg`;
      await writeFile(join(folder, name), await turnedText(word, index).jpeg().toBuffer());
      return frameOfFile(folder, name, { index, ptsSeconds: index });
    }),
  );
}

/**
 * The same as PNGs in the size of the model's input and in color, each channel of its own: nothing is lost
 * on the way to the model's pixels, and to mistake their order changes them.
 */
export async function coloredTextFrames(folder: string): Promise<readonly Frame[]> {
  return await Promise.all(
    WORDS.map(async (word, index) => {
      const name = `colored_${index}.png`;
      const text = await turnedText(word, index).resize(192, 48).removeAlpha().png().toBuffer();
      await sharp(text).linear([0.9, 0.5, 0.3], [0, 60, 150]).png().toFile(join(folder, name));
      return frameOfFile(folder, name, { index, ptsSeconds: index });
    }),
  );
}

/** Makes a video of the words, a frame each, in a folder. @returns its path. */
export async function turnedVideo(folder: string): Promise<string> {
  for (const [index, word] of WORDS.entries())
    await turnedText(word, index)
      .png()
      .toFile(join(folder, `word_${index}.png`));
  const words = ["-framerate", "5", "-i", "word_%d.png", "-c:v", "mjpeg", "-q:v", "2", "words.mkv"];
  await ffmpeg(folder, ...words);
  return join(folder, "words.mkv");
}

function turnedText(word: string, index: number): Sharp {
  return sharp(Buffer.from(drawing(word, isTurned(index))));
}

function drawing(word: string, isUpsideDown: boolean): string {
  const squares: string[] = [];
  let left = 24;
  for (const letter of word) {
    const rows = LETTERS[letter] ?? [];
    squares.push(...rows.flatMap((row, y) => rowOf(row, left, 24 + y * SQUARE)));
    left += ((rows[0]?.length ?? 0) + 1) * SQUARE;
  }
  const turn = isUpsideDown ? `transform="rotate(180 ${WIDTH / 2} ${HEIGHT / 2})"` : "";
  const paper = `<rect width="100%" height="100%" fill="white"/>`;
  const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">`;
  return `${open}${paper}<g ${turn}>${squares.join("")}</g></svg>`;
}

function rowOf(bits: string, left: number, top: number): readonly string[] {
  return bits
    .split("")
    .flatMap((bit, x) =>
      bit === "1"
        ? `<rect x="${left + x * SQUARE}" y="${top}" width="${SQUARE}" height="${SQUARE}"/>`
        : [],
    );
}
