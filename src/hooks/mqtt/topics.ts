import { createHash } from "node:crypto";

/** Topics of one source. */
export interface SourceTopics {
  /** `ON` while frames arrive, else `OFF`. */
  readonly frames: string;
  /** State and counts, as JSON. */
  readonly state: string;
  /** What was found in it, as JSON: one event of a hook. */
  readonly detection: string;
}

/** @param base beginning of all topics of the site. @param source its name, of which `/` makes one more level. */
export function sourceTopics(base: string, source: string): SourceTopics {
  const own = `${base}/${source}`;
  return { frames: `${own}/frames`, state: `${own}/state`, detection: `${own}/detection` };
}

/** Topic that says whether the site is `online` or `offline`. */
export function statusTopic(base: string): string {
  return `${base}/status`;
}

/** A name of letters, digits and `_` for topics and a source, different for each. */
export function identifierOf(base: string, source: string): string {
  const name = `${base}/${source}`;
  const plain = name.replaceAll(/[^A-Za-z0-9]/gu, "_");
  if (plain === name.replaceAll("/", "_") && !/_/u.test(name)) return plain;
  return `${plain}_${createHash("sha256").update(name).digest("hex").slice(0, 6)}`;
}
