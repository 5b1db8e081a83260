import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import type { GapLine } from "../../../src/results/gap-stats.ts";
import type { CommandRun } from "../program/command-run.ts";
import type { DeliveryCommand, DeliveryExit } from "../program/delivery-command.ts";

/** Waits for what a slow machine may take long for. */
export const PATIENT = { interval: 50 } as const;

/** Waits until the service has got so many more frames. */
export async function moreFrames({ service }: DeliveryCommand, count: number): Promise<void> {
  const wanted = service.requests.length + count;
  await expect.poll(() => service.requests.length, PATIENT).toBeGreaterThanOrEqual(wanted);
}

export async function saysSo(run: CommandRun<unknown>, text: string): Promise<void> {
  await expect.poll(() => run.stderr, PATIENT).toContain(text);
}

/** Lines of gaps among the results. */
export function gapsIn({ results }: DeliveryExit): readonly GapLine[] {
  return (results as readonly object[]).filter((line): line is GapLine => "type" in line);
}

/** Frames that were dropped for another reason than that the run was stopped before it could deliver them. */
export function droppedEarly({ results }: DeliveryExit): readonly FrameResult[] {
  return results.filter(
    ({ outcome, reason }) => outcome === "dropped" && !(reason ?? "").startsWith("the run ended"),
  );
}

/** True if every frame that landed is counted as one thing. */
export function isBalanced({ summary }: DeliveryExit): boolean {
  const { landed, delivered, failed, skipped, dropped, pending } = summary;
  return landed === delivered + failed + skipped + dropped + pending;
}

/** The processes that a program has started, by Linux's /proc. */
export function childrenOf(pid: number): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/u.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
}

function parentOf(pid: string): number {
  try {
    return Number(/\) \w (\d+) /u.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
  } catch {
    return -1;
  }
}
