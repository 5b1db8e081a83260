import { z } from "zod";
import { byteSize } from "./units.ts";

/** Number of requests in a second, minute or hour: `5/s`, `30/m`, `1000/h`. */
export type RequestRate = `${number}/${"s" | "m" | "h"}`;

/** A number of requests above 0 in a second, minute or hour; `sec`, `min` and `hour` are understood, too. */
export function requestRate(): z.ZodType<RequestRate> {
  const message = "must be a number of requests with its time, such as 5/s, 30/m or 1000/h";
  const rate = z.custom<RequestRate>((given) => RATE.test(String(given)), {
    error: ({ input }) => `${message}${timeHint(input)}`,
  });
  return z.preprocess(rateFromText, rate);
}

/** A number of bytes in a second; text carries its unit: `10MB/s`, `512KiB/s`. */
export function byteRate(): z.ZodType<number> {
  const message = "must be a size in a second, such as 10MB/s or 512KiB/s";
  const rate = z
    .int({ error: ({ input }) => `${message}${secondHint(input)}` })
    .min(1, "must be above 0");
  return z.preprocess(bytesFromText, rate);
}

const RATE = /^(?=.*[1-9])\d{1,9}(?:\.\d{1,3})?\/[smh]$/u;
const TYPED = /^\s*(\d+(?:\.\d+)?)\s*\/\s*(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)\s*$/iu;

function rateFromText(given: unknown): unknown {
  const [, amount, time = ""] = typeof given === "string" ? (TYPED.exec(given) ?? []) : [];
  return amount === undefined ? given : `${amount}/${time.slice(0, 1).toLowerCase()}`;
}

/** A number alone was probably meant for a second. */
function timeHint(given: unknown): string {
  return /^\s*\d+(?:\.\d+)?\s*$/u.test(String(given)) ? `; did you mean ${Number(given)}/s?` : "";
}

const PER_SECOND = /^\s*(.*?[a-z])\s*\/\s*(?:s|sec|second)\s*$/iu;

function bytesFromText(given: unknown): unknown {
  const [, size] = typeof given === "string" ? (PER_SECOND.exec(given) ?? []) : [];
  const checked = size === undefined ? null : byteSize().safeParse(size);
  return checked?.data ?? given;
}

/** A size alone was probably meant for a second. */
function secondHint(given: unknown): string {
  const isSize = typeof given === "string" && /^\s*\d.*b\s*$/iu.test(given);
  return isSize ? `; did you mean ${given.trim()}/s?` : "";
}
