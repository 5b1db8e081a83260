import type { Finding } from "../core/frame/predictions.ts";
import { labelText } from "../core/text/label-text.ts";
import type { PixelSize } from "../core/image/image-size.ts";
import type { NamedFrame } from "./export-frame.ts";
import { FileNames } from "./file-names.ts";
import type { Survey } from "./survey.ts";

/** A file of an export, by its path below the folder. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
}

/** File of the names of the classes, one a line; the number of a class is that of its line, from 0. */
const CLASSES_FILE = "classes.txt";

/**
 * Labels for YOLO: a text file for each delivered frame, empty if nothing was found, with a line of class
 * number, middle, width and height for each detection, as fractions of the image from 0 to 1
 * (https://docs.ultralytics.com/datasets/detect/).
 */
export function* yolo(
  frames: Iterable<NamedFrame>,
  { sources, labels }: Survey,
): Iterable<ExportedFile> {
  const names = new FileNames(sources);
  const classes = new Map(labels.map((label, at) => [label, at]));
  yield { path: CLASSES_FILE, text: labels.map((label) => `${labelText(label)}\n`).join("") };
  for (const frame of frames) {
    const { isDelivered, size, findings } = frame;
    if (!isDelivered || size === null) continue;
    const path = names.of(frame).replace(/\.[^./]+$/u, "");
    const lines = findings.map((finding) => lineOf(finding, classes.get(finding.label) ?? 0, size));
    yield { path: `${path}.txt`, text: lines.join("") };
  }
}

/** Empty for what has no part in the image: training rejects positions outside of it. */
function lineOf({ box }: Finding, number: number, { width, height }: PixelSize): string {
  if (box === null) return "";
  const [left, right] = [clamped(box.x / width), clamped((box.x + box.width) / width)];
  const [top, bottom] = [clamped(box.y / height), clamped((box.y + box.height) / height)];
  if (right <= left || bottom <= top) return "";
  const sides = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top];
  return `${number} ${sides.map((side) => side.toFixed(6)).join(" ")}\n`;
}

function clamped(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
