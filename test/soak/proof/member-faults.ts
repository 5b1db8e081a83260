import type { Member } from "./member.ts";
import type { Stage } from "./stage.ts";

const TEN_MINUTES_MS = 600_000;
/**
 * Debian's `faketime` without its command, which would stay between us and the worker. Timers go on: the clock is wrong,
 * and time passes as always.
 */
const CLOCK_AHEAD = [
  "LD_PRELOAD=/usr/$LIB/faketime/libfaketime.so.1",
  "FAKETIME=+10m",
  "FAKETIME_DONT_FAKE_MONOTONIC=1",
];
/** Between a result and its reader. */
const TOLERANCE_MS = 60_000;

export async function killedMember(members: readonly Member[], at: number): Promise<string> {
  const member = members[at];
  if (member === undefined) throw new Error(`there is no member ${at}`);
  return await member.killAndStart();
}

/** The last worker goes on with a clock that is ahead, to the end. */
export async function clockAhead({ workers, clockOf }: Stage): Promise<string> {
  const worker = workers.at(-1);
  if (worker === undefined) throw new Error("there is no worker");
  await worker.killAndStart(["env", ...CLOCK_AHEAD]);
  const aheadMs = await clockOf(worker.name);
  if (Math.abs(aheadMs - TEN_MINUTES_MS) > TOLERANCE_MS)
    throw new Error(`the clock of ${worker.name} is ${aheadMs} ms ahead`);
  return `${worker.name} dates a result ${(aheadMs / 1000).toFixed(0)} s ahead`;
}
