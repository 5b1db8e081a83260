import type { TransportFault } from "../../core/service/answer.ts";
import { malformed } from "./bad-answer.ts";

/**
 * Puts a head right that breaks the rules and still can be understood, as curl does. Lines that end
 * without a carriage return end properly (RFC 9112, 2.2), and folded ones are one line (5.2). Of a length
 * beside chunks the chunks hold, and the same length said twice holds once (6.3).
 *
 * @param data what begins with the head.
 * @param byteLength bytes of the head, its blank line among them.
 */
export function repairHead(data: Buffer, byteLength: number): Buffer | TransportFault {
  const head = data.toString("latin1", 0, byteLength).replaceAll(/\r?\n[ \t]+/gu, " ");
  const lines = head.split(/\r?\n/u).filter((line) => line !== "");
  const lengths = lengthsIn(lines);
  const isCoded = lines.some((line) => CODING.test(line));
  if (!isCoded && lengths.length > 1)
    return malformed(`it names two lengths (content-length: ${lengths.slice(0, 2).join(" and ")})`);
  const kept = lines.filter((line) => !LENGTH.test(line));
  const [length] = isCoded ? [] : lengths;
  if (length !== undefined) kept.push(`content-length: ${length}`);
  const repaired = Buffer.from(`${kept.join("\r\n")}\r\n\r\n`, "latin1");
  return Buffer.concat([repaired, data.subarray(byteLength)]);
}

const LENGTH = /^content-length\s*:/iu;
const CODING = /^transfer-encoding\s*:/iu;

/** The lengths that are named, each once. */
function lengthsIn(lines: readonly string[]): readonly string[] {
  const values = lines.filter((line) => LENGTH.test(line)).map((line) => line.replace(LENGTH, ""));
  return [...new Set(values.join(",").split(","))].map((value) => value.trim()).filter(Boolean);
}
