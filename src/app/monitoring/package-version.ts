import { readFileSync } from "node:fs";

/** The version of this package. */
export function packageVersion(): string {
  // As far above the bundle's folder as above this one.
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
