import type { SourceKeeper } from "../../app/site/source-keeper.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { stateWord } from "./source-facts.ts";

/** A site in a line, for a service manager: `3 sources: 2 running, 1 no frames; 512 frames delivered`. */
export function statusLine(keepers: readonly SourceKeeper[]): string {
  const states = Map.groupBy(keepers, stateWord);
  const list = [...states].map(([state, { length }]) => `${length} ${state}`);
  const delivered = keepers.reduce((sum, { counts }) => sum + counts.delivered, 0);
  return `${formatCount(keepers.length, "source")}: ${list.join(", ")}; ${formatCount(delivered, "frame")} delivered`;
}
