import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type RunEvent, watchFolders, type WatchFoldersOptions } from "../../../src/index.ts";
import { FrameMaker } from "../../support/frames/frame-maker.ts";

/** Frames that land at a time. */
export const FRAMES = 6;

/** A folder to which frames come when they are told to. */
export async function landing(home: string) {
  const maker = await FrameMaker.make();
  const folder = join(home, "in");
  await mkdir(folder);
  let from = 0;
  const land = async (): Promise<void> => {
    await maker.writeFiles(folder, { count: FRAMES, from, isAtomic: true });
    from += FRAMES;
  };
  return { folder, land };
}

/** A watch by the library, and what it has told. */
export function startWatch(options: Omit<WatchFoldersOptions, "signal">) {
  const ending = new AbortController();
  const run = watchFolders({ poll: true, ...options, signal: ending.signal });
  const events: RunEvent[] = [];
  const reading = (async () => {
    for await (const event of run) events.push(event);
  })();
  const ofType = <Type extends RunEvent["type"]>(type: Type) =>
    events.filter((event): event is RunEvent & { type: Type } => event.type === type);
  const stop = async () => {
    ending.abort();
    await reading;
    return await run.summary;
  };
  return { ofType, stop };
}

/** Outcome of each frame, and the attempts that it took. */
export function attemptsOf(
  watch: ReturnType<typeof startWatch>,
): readonly (readonly [string, number])[] {
  return watch.ofType("frameSettled").map(({ result }) => [result.outcome, result.attempts]);
}

/** What `attemptsOf` says where no attempt failed. */
export function untroubled(count: number): readonly (readonly [string, number])[] {
  return Array.from({ length: count }, () => ["delivered", 1] as const);
}
