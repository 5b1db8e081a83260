import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SiteMemory } from "../../../src/app/site/site-memory.ts";
import type { BoardMemory } from "../../../src/hooks/memory/board-memory.ts";
import type { TroubleEvent } from "../../../src/hooks/event/hook-event.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";

let folder: TemporaryFolder;
let warnings: string[];
beforeEach(async () => {
  folder = await temporaryFolder();
  warnings = [];
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const open = async (file: string | null = "/etc/site.yaml") =>
  await SiteMemory.open({
    ...{ file, state: folder.path },
    warn: (message: string) => warnings.push(message),
  });
const silence = (source: string, recovered = false): TroubleEvent => ({
  ...({ id: "1", when: "camera-silent", recovered, source, service: null, suppressed: 0 } as const),
  ...{ message: "", reason: "no route", since: "2026-12-02T15:00:00.000Z" },
  ...{ at: "2026-12-02T15:01:00.000Z", durationSeconds: null },
});
const files = async (): Promise<readonly string[]> =>
  await readdir(join(folder.path, "sites")).catch(() => []);

describe("the memory of a site", () => {
  test("has what was told, for the next run of the same file", async () => {
    const memory = await open();
    expect(await files()).toEqual([]);
    memory.alarms.note("hook", silence("gate"));
    memory.alarms.note("hook", silence("yard"));
    memory.alarms.note("hook", silence("yard", true));
    const board: BoardMemory = {
      ...{ broker: "mqtt://b", clientId: "ferry", topic: "ferry", sources: ["gate"] },
      discovery: false,
    };
    memory.board = board;
    await memory[Symbol.asyncDispose]();
    const next = await open();
    expect(next.alarms.of("hook")).toMatchObject([{ source: "gate", reason: "no route" }]);
    expect(next.board).toEqual(board);
    expect((await open("/etc/other.yaml")).alarms.all).toEqual([]);
    expect(await files()).toEqual([expect.stringMatching(/^[0-9a-f]{16}\.memory$/u)]);
    next.alarms.note("hook", silence("gate", true));
    next.board = null;
    await next[Symbol.asyncDispose]();
    expect(await files()).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test.each([
    ["not JSON", '{"version":1,"ala'],
    ["empty", ""],
    ["of another version", '{"version":2,"alarms":[],"board":null}'],
    ["of another shape", '{"version":1,"alarms":[{"hook":1}],"board":null}'],
  ])("that is %s is begun anew, which is told", async (_, text) => {
    const memory = await open();
    memory.alarms.note("hook", silence("gate"));
    await memory[Symbol.asyncDispose]();
    const [name = ""] = await files();
    await writeFile(join(folder.path, "sites", name), text);
    const next = await open();
    expect(next.alarms.all).toEqual([]);
    expect(warnings).toEqual([
      `${join(folder.path, "sites", name)} is damaged, or of another version, and is begun anew; a trouble that was told before may be told again`,
    ]);
    next.alarms.note("hook", silence("yard"));
    await next[Symbol.asyncDispose]();
    const kept = JSON.parse(await readFile(join(folder.path, "sites", name), "utf8"));
    expect(kept.alarms).toMatchObject([{ source: "yard" }]);
  });

  test("that cannot be written is told once, and nothing else happens", async () => {
    await writeFile(join(folder.path, "sites"), "in the way");
    const memory = await open();
    memory.alarms.note("hook", silence("gate"));
    await memory[Symbol.asyncDispose]();
    memory.alarms.note("hook", silence("yard"));
    await memory[Symbol.asyncDispose]();
    expect(memory.alarms.all).toHaveLength(2);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^what hooks were told is not kept: .*\.memory cannot be written: .*sites is not a folder$/u,
      ),
    ]);
  });
});
