import { tableLines } from "../../../scripts/bench/harness/table.ts";
import { problemsOfLiveHold, problemsOfLiveKills } from "./live-checks.ts";
import { liveHold } from "./live-hold.ts";
import { liveKills } from "./live-kills.ts";
import { liveKillTable, liveLevelsTable } from "./live-tables.ts";

/** Size of the soak of cameras. */
export interface LiveSize {
  /** How often the camera is killed. */
  readonly kills: number;
  /** Length of the run whose camera never fails, in seconds. */
  readonly holdSeconds: number;
}

export const LIVE_SIZES = {
  full: { kills: 20, holdSeconds: 180 },
  quick: { kills: 5, holdSeconds: 60 },
} as const;

/** @param say reports progress to a person. */
export async function liveSoak(
  { kills, holdSeconds }: LiveSize,
  say: (text: string) => void,
  signal: AbortSignal,
): Promise<{ readonly problems: readonly string[]; readonly figures: object }> {
  say(`a camera that is killed ${kills} times`);
  const killed = await liveKills(kills, signal);
  say(`a camera that never fails, for ${holdSeconds} s`);
  const held = await liveHold(holdSeconds, signal);
  for (const table of [liveKillTable(killed), liveLevelsTable(held)])
    console.log(`${tableLines(table).join("\n")}\n`);
  const problems = [...problemsOfLiveKills(killed), ...problemsOfLiveHold(held)];
  return { problems, figures: { killed, held } };
}
