import { FrameferryError } from "../../core/errors.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { videoTimeFromText } from "../../options/typed-times.ts";
import type { WantedFrames } from "../../slicer/wanted-frames.ts";

/** Maximum number of frames that a list may name: its filter has some megabytes then. */
const MAX_LISTED = 100_000;

/**
 * Frames that a list names, one a line: `123` is the index of a frame, `00:01:00`, `1m30s` or `12.5s` a time. Empty lines
 * and what follows a `#` say nothing.
 *
 * @param name of the list, for messages.
 * @throws FrameferryError `ERR_OPTION` that names the line, or the list if it names no frame, or too many.
 */
export function framesOfList(text: string, name: string): WantedFrames {
  const items = text
    .replace(/^\u{FEFF}/u, "")
    .split(/\r\n|\n|\r/u)
    .map((line, at) => ({ number: at + 1, words: line.replace(/#.*/su, "").trim() }))
    .filter(({ words }) => words !== "")
    .map((line) => itemOf(line, name));
  const [first] = items;
  if (first === undefined)
    throw badList(`${name} names no frame`, "write a time or the index of a frame into each line");
  const other = items.find(({ isTime }) => isTime !== first.isTime);
  if (other !== undefined)
    throw badList(
      `${name}, line ${other.number}: ${other.words} is ${kindOf(other)}, and ${first.words} in line ${first.number} is ${kindOf(first)}`,
      "make two lists of it: a list has either times or indexes",
    );
  const values = [...new Set(items.map(({ value }) => value))].toSorted((one, two) => one - two);
  if (values.length > MAX_LISTED)
    throw badList(
      `${name} names ${formatCount(values.length, "frame")}, and a list may have ${MAX_LISTED}`,
      "divide it into several",
    );
  return first.isTime ? { kind: "times", seconds: values } : { kind: "indexes", indexes: values };
}

interface Item {
  /** Of its line, from 1. */
  readonly number: number;
  readonly words: string;
  readonly isTime: boolean;
  readonly value: number;
}

function itemOf(
  { number, words }: { readonly number: number; readonly words: string },
  name: string,
): Item {
  const index = /^\d+$/u.test(words) ? Number(words) : null;
  if (index !== null && index <= MAX_INDEX) return { number, words, isTime: false, value: index };
  const isBare = /^[+-]?[\d.]+(?:e\d+)?$/iu.test(words);
  const value = isBare ? words : videoTimeFromText(words);
  if (typeof value === "number" && value >= 0 && value <= MAX_SECONDS)
    return { number, words, isTime: true, value };
  const hint = /^\d*\.\d+$/u.test(words) ? `; did you mean ${words}s?` : "";
  throw badList(
    `${name}, line ${number}: ${words.slice(0, MAX_SHOWN)} is neither a time nor the index of a frame${hint}`,
    "write a time as 12.5s, 1m30s or 00:01:30, and an index as 123",
  );
}

/** Names of frames have digits for more, and no video has as many. */
const MAX_INDEX = 2 ** 31 - 2;
const MAX_SECONDS = 1e9;
const MAX_SHOWN = 40;

function kindOf({ isTime }: Item): string {
  return isTime ? "a time" : "an index";
}

function badList(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
