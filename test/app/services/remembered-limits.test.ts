import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { RememberedLimits } from "../../../src/app/services/remembered-limits.ts";
import { type LimitChanged, type RunEvent, sendFiles } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { FrameMaker } from "../../support/frames/frame-maker.ts";
import { startCollector } from "../../support/services/collector.ts";

const SERVICE = "http://127.0.0.1:8000/predict";
const AUTO = { concurrency: "auto", batch: 1 } as const;

function limitAt(limit: number, reason: string | null = null): LimitChanged {
  return { type: "limitChanged", service: SERVICE, limit, reason };
}

/** Longer than it took to move. */
const held = (): Promise<void> => sleep(50);

/** A state folder with one job, and what a run that uses it warns of. */
async function stateFolder() {
  const folder = await temporaryFolder();
  const warnings: string[] = [];
  const emit = (event: RunEvent): void => {
    if (event.type === "warningRaised") warnings.push(event.message);
  };
  const job = join(folder.path, "jobs", "clip.mp4-0123456789ab");
  await mkdir(job, { recursive: true });
  return {
    warnings,
    file: join(folder.path, "limits.json"),
    open: (options: Parameters<typeof RememberedLimits.open>[1] = AUTO) =>
      RememberedLimits.open(job, options, emit),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

describe("a limit that --concurrency auto found", () => {
  test("is used by the next run, for batches of the same size", async () => {
    await using state = await stateFolder();
    const first = await state.open();
    expect(first?.of(SERVICE)).toBeNull();
    for (const limit of [4, 13]) first?.listen(limitAt(limit));
    await held();
    await first?.save();
    expect((await state.open())?.of(SERVICE)).toBe(13);
    expect((await state.open({ ...AUTO, batch: 8 }))?.of(SERVICE)).toBeNull();
    expect(state.warnings).toEqual([]);
    expect((await stat(state.file)).mode & 0o077).toBe(0);
  });

  test("is not stored by a run in which it did not move, nor by one with a number of its own", async () => {
    await using state = await stateFolder();
    const still = await state.open();
    still?.listen(limitAt(4));
    await still?.save();
    expect(await readdir(join(state.file, ".."))).toEqual(["jobs"]);
    expect(await state.open({ ...AUTO, concurrency: 16 })).toBeNull();
  });

  test("is kept together with those of another program that ended meanwhile", async () => {
    await using state = await stateFolder();
    const [one, other] = [await state.open(), await state.open()];
    const elsewhere = { ...limitAt(4), service: "http://127.0.0.1:9000" };
    for (const limit of [4, 32]) one?.listen({ ...elsewhere, limit });
    for (const limit of [4, 8]) other?.listen(limitAt(limit));
    await held();
    await one?.save();
    await other?.save();
    const after = await state.open();
    expect([after?.of(SERVICE), after?.of(elsewhere.service)]).toEqual([8, 32]);
  });

  test("is replaced with a warning when what is stored cannot be read or is no limit", async () => {
    await using state = await stateFolder();
    await writeFile(state.file, '{"http://a": {"limit": "many"}}');
    const limits = await state.open();
    expect(limits?.of("http://a")).toBeNull();
    expect(state.warnings).toEqual([expect.stringContaining("holds something else")]);
    for (const limit of [4, 8]) limits?.listen(limitAt(limit));
    await held();
    await limits?.save();
    expect((await state.open())?.of(SERVICE)).toBe(8);
    expect(state.warnings).toHaveLength(1);
  });

  test("raises a warning when it cannot be written", async () => {
    await using state = await stateFolder();
    await mkdir(state.file);
    const limits = await state.open();
    for (const limit of [4, 8]) limits?.listen(limitAt(limit));
    await limits?.save();
    expect(state.warnings).toEqual([
      expect.stringMatching(/cannot be read from .*limits\.json: EISDIR/u),
      expect.stringMatching(/cannot be saved in .*limits\.json: EISDIR/u),
    ]);
  });
});

test("the next run, of other frames too, begins with what --concurrency auto held longest in the last one", async () => {
  await using home = await temporaryFolder();
  const maker = await FrameMaker.make();
  await using service = await startCollector({ answer: () => ({ delayMs: 30 }) });
  const run = async (name: string, count: number): Promise<readonly LimitChanged[]> => {
    const folder = join(home.path, name);
    await maker.writeFiles(folder, { count });
    const options = { paths: [folder], to: service.url, state: join(home.path, "state") };
    const limits: LimitChanged[] = [];
    for await (const event of sendFiles(options))
      if (event.type === "limitChanged") limits.push(event);
    return limits;
  };
  const first = await run("first", 2000);
  expect(first[0]).toMatchObject({ limit: 4, reason: "to begin with" });
  expect(first.length).toBeGreaterThan(1);
  const kept = JSON.parse(
    await readFile(join(home.path, "state", "limits.json"), "utf8"),
  ) as object;
  const [{ limit }] = Object.values(kept) as [{ readonly limit: number }];
  expect(first.map((event) => event.limit)).toContain(limit);
  const second = await run("second", 1);
  expect(second[0]).toMatchObject({ limit, reason: "as in the last run" });
});
