import ms from "ms";
import { z } from "zod";
import type { PixelSize } from "../core/image/image-size.ts";
import { didYouMean } from "./did-you-mean.ts";
import {
  durationFromText,
  durationHint,
  numberFromText,
  pointHint,
  sizeHint,
  videoTimeFromText,
} from "./typed-times.ts";

/**
 * The units in which options are given. Each accepts a number in the unit that the option's name
 * ends in, or a string as people type it on a command line.
 */

/** A whole number of at least `least`. */
export function wholeNumber(
  least: number,
  most: number = Number.MAX_SAFE_INTEGER,
): z.ZodType<number> {
  return z.preprocess(
    numberFromText,
    z
      .int(`must be a whole number`)
      .min(least, `must be at least ${least}`)
      .max(most, `must be at most ${most}`),
  );
}

/** A whole number from 1 to `most`, or `auto`. */
export function countOrAuto(most: number): z.ZodType<number | "auto"> {
  const message = `must be auto, or a whole number from 1 to ${most}`;
  const count = z.int(message).min(1, message).max(most, message);
  const either = z.union([count, z.literal("auto")], {
    error: ({ input }) => `${message}${didYouMean(input, ["auto"])}`,
  });
  return z.preprocess(numberFromCount, either);
}

/** A number above 0, such as a rate. */
export function positiveNumber(most: number = Number.MAX_VALUE): z.ZodType<number> {
  return z.preprocess(
    numberFromText,
    z
      .number({ error: ({ input }) => `must be a number${pointHint(input)}` })
      .positive("must be above 0")
      .max(most, `must be at most ${most}`),
  );
}

/** A part of a whole, from 0 to 1; text may also say `5%`. */
export function share(): z.ZodType<number> {
  const message = "must lie between 0 and 1, or between 0% and 100%";
  const number = z.number({ error: ({ input }) => `${message}${pointHint(input)}` });
  return z.preprocess(shareFromText, number.min(0, message).max(1, message));
}

/** A whole number, or a share of a whole such as `5%`. */
export function countOrShare(): z.ZodType<number | `${number}%`> {
  const message = "must be a whole number, or a share such as 5%";
  const percentage = z.custom<`${number}%`>((given) => PERCENTAGE.test(String(given)), message);
  const count = z.int(message).min(0, message);
  return z.preprocess(countFromText, z.union([count, percentage], message));
}

/** HTTP statuses (`404`), classes of them (`5xx`) and some words, as a list or with commas between. */
export function answerList(words: readonly string[]): z.ZodType<readonly string[]> {
  const examples = ["404", "5xx", ...words].join(", ");
  const pattern = new RegExp(
    `^(?:[1-5]\\d\\d|[1-5]xx${words.map((word) => `|${word}`).join("")})$`,
    "u",
  );
  const message = `must be a list such as ${examples}`;
  const answer = z.string().regex(pattern, {
    error: ({ input }) => `${message}${didYouMean(input, words)}`,
  });
  return z.preprocess(namesFromText, z.array(answer, message));
}

/** A length of time in milliseconds; text carries its unit: `500ms`, `2s`, `5 sec`, `1m30s`. */
export function durationMs(minMs: number): z.ZodType<number> {
  const message = "must be a length of time with its unit, such as 500ms, 30s or 10m";
  return z.preprocess(
    durationFromText,
    z
      .number({ error: ({ input }) => `${message}${durationHint(input)}` })
      .min(minMs, `must be at least ${ms(minMs)}`),
  );
}

/** A number of bytes; text carries its unit, of 1000 or of 1024: `500MB`, `2GB`, `1GiB`; `0` needs none. */
export function byteSize(minBytes = 0): z.ZodType<number> {
  const message = "must be a size with its unit, such as 500MB, 2GB or 1GiB";
  const isTooSmall = minBytes === 0 ? message : `must be at least ${minBytes / 1e6}MB`;
  const size = z.int({ error: ({ input }) => `${message}${sizeHint(input)}` });
  return z.preprocess(sizeFromText, size.min(minBytes, isTooSmall));
}

/** A place or a length in a video, in seconds; text may also say `1m30s`, `00:01:30.5` or `90.5`. */
export function videoSeconds(): z.ZodType<number> {
  const message = "must be a time in the video, such as 90, 90s, 1m30s or 00:01:30";
  const seconds = z.number({ error: ({ input }) => `${message}${pointHint(input)}` });
  return z.preprocess(videoTimeFromText, seconds.min(0, message));
}

/** Places in a video, in seconds; text may have several with commas between, as `videoSeconds` reads each. */
export function videoTimes(): z.ZodType<readonly number[]> {
  return z.preprocess(timesFromText, z.array(videoSeconds(), "must be a list of times"));
}

/** A size in pixels; text says it as `640x480`. */
export function pixelSize(): z.ZodType<PixelSize> {
  const message = "must be a size in pixels, such as 640x480";
  const side = z.int(message).min(1, message).max(65_535, message);
  const size = z.strictObject({ width: side, height: side }, message);
  return z.preprocess(pixelSizeFromText, size);
}

/** Text of at least one character and without control characters. */
export function plainText(): z.ZodType<string> {
  const message = "must be text without control characters";
  return z.string(message).regex(/^[^\p{Cc}]+$/u, message);
}

/** Path of something that is there, whatever characters it is made of. */
export function path(): z.ZodType<string> {
  return z.string("must be text").min(1, "must not be empty");
}

/** Pieces of text, at least `least` of them; a single one may stand by itself. */
export function textList(least = 0): z.ZodType<readonly string[]> {
  const listed = (given: unknown): unknown => (typeof given === "string" ? [given] : given);
  const text = z.string("must be text").min(1, "must not be empty");
  return z.preprocess(
    listed,
    z.array(text, "must be a list of texts").min(least, `must name at least ${least}`),
  );
}

/** Names or addresses of hosts, each with or without a port. */
export function hostList(): z.ZodType<readonly string[]> {
  const message = "must be a host, such as cdn.example, 10.0.0.5:8080 or [::1]:8080";
  const listed = (given: unknown): unknown => (typeof given === "string" ? [given] : given);
  return z.preprocess(listed, z.array(z.string(message).regex(HOST, message), message));
}

const HOST = /^(?:\[[\da-f:.]+\]|[\p{L}\d](?:[\p{L}\d_.-]*[\p{L}\d])?)(?::\d{1,5})?$/iu;

/** A whole number from 1 on, or a length of time, which comes as a text such as `10s` or `0.5s`. */
export function countOrPeriod(): z.ZodType<number | `${number}s`> {
  const message = "must be a whole number, or a length of time such as 10s or 500ms";
  const period = z.custom<`${number}s`>(
    (given) => /^\d+(?:\.\d+)?s$/u.test(String(given)) && Number.parseFloat(String(given)) > 0,
    message,
  );
  return z.preprocess(periodFromText, z.union([z.int(message).min(1, message), period], message));
}

function timesFromText(given: unknown): unknown {
  if (typeof given === "string") return given.split(",").map((time) => time.trim());
  return Array.isArray(given)
    ? given.flatMap((each: unknown) => (typeof each === "string" ? each.split(",") : [each]))
    : given;
}

function periodFromText(given: unknown): unknown {
  const milliseconds = durationFromText(given);
  if (typeof given !== "string" || typeof milliseconds !== "number") return numberFromText(given);
  return `${milliseconds / 1000}s`;
}

/** Yes or no, of an option that text cannot give. */
export function yesOrNo(): z.ZodType<boolean> {
  return z.boolean("must be true or false");
}

/** Yes or no; text may also say `true`, `false`, `1` or `0`. */
export function flag(): z.ZodType<boolean> {
  return z.preprocess(flagFromText, z.boolean("must be true or false"));
}

function numberFromCount(given: unknown): unknown {
  return given === "auto" ? given : numberFromText(given);
}

const PERCENTAGE = /^(?:100|\d{1,2}(?:\.\d+)?)%$/u;

function countFromText(given: unknown): unknown {
  return typeof given === "string" && given.endsWith("%") ? given : numberFromText(given);
}

function namesFromText(given: unknown): unknown {
  if (!Array.isArray(given))
    return typeof given === "string" ? namesFromText(given.split(",")) : given;
  return given.map((name: unknown) => String(name).trim().toLowerCase());
}

function shareFromText(given: unknown): unknown {
  if (typeof given !== "string" || !given.endsWith("%")) return numberFromText(given);
  const percentage = given.slice(0, -1);
  return /^\s*$/u.test(percentage) || Number.isNaN(Number(percentage))
    ? given
    : Number(percentage) / 100;
}

function flagFromText(given: unknown): unknown {
  if (given === "true" || given === "1") return true;
  return given === "false" || given === "0" ? false : given;
}

const SIZE = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?))?b$/iu;
const POWERS = ["k", "m", "g", "t"];

function sizeFromText(given: unknown): unknown {
  if (typeof given !== "string") return given;
  if (given === "0") return 0;
  const [, amount, prefix = "", binary = ""] = SIZE.exec(given) ?? [];
  if (amount === undefined) return given;
  const power = POWERS.indexOf(prefix.toLowerCase()) + 1;
  return Math.round(Number(amount) * (binary === "" ? 1000 : 1024) ** power);
}

function pixelSizeFromText(given: unknown): unknown {
  if (typeof given !== "string") return given;
  const [, width, height] = /^\s*(\d+)\s*[x×*]\s*(\d+)\s*$/iu.exec(given) ?? [];
  return { width: Number(width), height: Number(height) };
}
