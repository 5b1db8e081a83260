import { growth } from "../../faults/process/levels.ts";
import { LIFE_INDEXES } from "./camera-lives.ts";
import type { LiveHold } from "./live-hold.ts";
import type { LiveKills } from "./live-kills.ts";

const MEBIBYTE = 1024 * 1024;

/** Maximum growth from the second to the last quarter of a long run that counts as flat. */
export const ALLOWED_LIVE_GROWTH = {
  rssBytes: 24 * MEBIBYTE,
  liveBytes: 2 * MEBIBYTE,
  descriptors: 4,
  threads: 2,
  processes: 0,
} as const;

/** A frame may be on its way when a camera is killed, and a camera is ready shortly before it says so. */
const TOLERANCE_MS = 1500;

export function problemsOfLiveKills(part: LiveKills): readonly string[] {
  const { gaps, downtimes, indexes } = part;
  const lives = new Set(indexes.map((index) => Math.floor(index / LIFE_INDEXES)));
  const enclosed = downtimes.filter(({ fromMs, toMs }, at) => {
    const { from = "", to = "" } = gaps[at] ?? {};
    const isFrom = Date.parse(from) <= fromMs + TOLERANCE_MS;
    return isFrom && Date.parse(to ?? "") >= toMs - TOLERANCE_MS;
  });
  const silent = gaps.find(({ from }, at) => {
    const killedMs = downtimes[at]?.fromMs ?? Number.NaN;
    return Date.parse(from) < killedMs - TOLERANCE_MS;
  });
  return [
    ...unless(
      gaps.length === downtimes.length,
      `${gaps.length} gaps were reported, and there were ${downtimes.length}`,
    ),
    ...unless(
      enclosed.length === downtimes.length,
      `${downtimes.length - enclosed.length} gaps were shorter than the camera was away`,
    ),
    ...unless(silent === undefined, `a gap began before its camera was killed: ${silent?.from}`),
    ...unless(
      lives.size === downtimes.length + 1,
      `frames of ${lives.size} lives came, of ${downtimes.length + 1}`,
    ),
    ...problemsOfRun(part),
  ].map((problem) => `camera that is killed: ${problem}`);
}

export function problemsOfLiveHold(part: LiveHold): readonly string[] {
  const names = Object.keys(ALLOWED_LIVE_GROWTH) as (keyof typeof ALLOWED_LIVE_GROWTH)[];
  return [
    ...unless(part.gaps.length === 0, `${part.gaps.length} gaps were reported, and there was none`),
    ...names
      .filter((name) => growth(part[name]) > ALLOWED_LIVE_GROWTH[name])
      .map((name) => `${name} grew from ${part[name].second} to ${part[name].last}`),
    ...problemsOfRun(part),
  ].map((problem) => `camera that never fails: ${problem}`);
}

type Part = Pick<LiveKills, keyof LiveHold & keyof LiveKills>;

function problemsOfRun({ exitCode, stderr, summary, gaps, indexes, unreadable }: Part): string[] {
  const sorted = [...new Set(indexes)].toSorted((one, other) => one - other);
  const holes = sorted.slice(1).filter((index, at) => isHole(sorted[at] ?? 0, index));
  const { delivered, failed, dropped, pending } = summary;
  return [
    ...unless(exitCode === 0, `exit code ${exitCode}: ${stderr.trim()}`),
    ...unless(unreadable === 0, `${unreadable} pictures carried no index`),
    ...unless(sorted.length === indexes.length, `${indexes.length - sorted.length} came twice`),
    ...unless(holes.length === 0, `frames are missing before ${holes.slice(0, 5).join(", ")}`),
    ...unless(delivered === indexes.length, `${delivered} of ${indexes.length} are on record`),
    ...unless(failed + dropped + pending === 0, `${failed + dropped + pending} were not delivered`),
    ...unless(summary.gaps.count === gaps.length, `the summary counts ${summary.gaps.count} gaps`),
  ];
}

/** True for two indexes of one life between which some are missing. */
function isHole(previous: number, index: number): boolean {
  const isSameLife = Math.floor(previous / LIFE_INDEXES) === Math.floor(index / LIFE_INDEXES);
  return isSameLife && index !== previous + 1;
}

function unless(isRight: boolean, problem: string): readonly string[] {
  return isRight ? [] : [problem];
}
