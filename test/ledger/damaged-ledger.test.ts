import { execFileSync } from "node:child_process";
import { mkdir, open, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { idempotencyKey } from "../../src/core/frame/idempotency-key.ts";
import { openLedger, readLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { DELIVERED, failedWith, settledFrame } from "../support/samples/settled-frame.ts";

let folder: TemporaryFolder;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder.path, "ledger.db");
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const COUNT = 2000;
const JOB = {
  source: { kind: "folder", paths: ["/cams"] },
  service: "http://h/",
  framesFolder: null,
  address: null,
  frameCount: null,
  fingerprint: null,
} as const;

async function makeLedger(): Promise<void> {
  const ledger = await openLedger(folder.path);
  const frames = Array.from({ length: COUNT }, (_, index) => settledFrame(index));
  await Promise.all(frames.map((frame) => ledger.commit(frame, DELIVERED)));
  await ledger.commit(settledFrame(COUNT), failedWith(400, "bad"));
  await ledger.recordJob(JOB);
  await ledger.close();
}

/** Overwrites bytes of the file, as a failing disk might. */
async function scribble(position: number, byteLength: number): Promise<void> {
  const handle = await open(file, "r+");
  await handle.write(Buffer.alloc(byteLength, 0xa5), 0, byteLength, position);
  await handle.close();
}

/** Writes records into a table of descending paths, of which the file then says that they ascend. */
function writeInReverse(count: number): void {
  // Newer Nodes than the types refuse such a change, unless they are told not to.
  const options: object = { defensive: false };
  const database = new DatabaseSync(file, options);
  const { sql } = database.prepare("SELECT sql FROM sqlite_master WHERE name = 'frames'").get() as {
    sql: string;
  };
  database.exec(`DROP TABLE frames; ${sql.replace("source_id, path)", "source_id, path DESC)")};
    INSERT INTO sources (id, source) VALUES (1, '${settledFrame(0).source}')`);
  const insert = database.prepare(`INSERT INTO frames (source_id, path, byte_length, modified_at_ms,
    idempotency_key, state, attempts, first_seen_at_ms) VALUES (1, ?, ?, ?, ?, 'delivered', 1, 1)`);
  for (let index = 0; index < count; index += 1) {
    const frame = settledFrame(index);
    const { relativePath, byteLength, modifiedAtMs } = frame;
    insert.run(relativePath, byteLength, modifiedAtMs, idempotencyKey(frame));
  }
  database.exec(`PRAGMA writable_schema = ON;
    UPDATE sqlite_master SET sql = replace(sql, 'path DESC', 'path') WHERE name = 'frames'`);
  database.close();
}

describe("a damaged ledger", () => {
  test("P36: that cannot be mended for another reason is no bug, but an unusable ledger", async () => {
    await makeLedger();
    await scribble(4096 * 3, 4096);
    // No file, so that it cannot be removed.
    await mkdir(`${file}.damaged`);
    await expect(openLedger(folder.path)).rejects.toMatchObject({
      code: "ERR_LEDGER_UNUSABLE",
      kind: "environment",
    });
  });

  test("loses the records of the damaged page, and no others", async () => {
    await makeLedger();
    const pages = (await stat(file)).size / 4096;
    await scribble(Math.floor(pages / 2) * 4096, 4096);
    await using ledger = await openLedger(folder.path);
    expect(ledger.salvaged).toBeGreaterThan(COUNT * 0.9);
    expect(ledger.salvaged).toBeLessThan(COUNT + 1);
    expect(ledger.integrityProblems()).toEqual([]);
    expect(ledger.job()).toEqual(JOB);
    expect(ledger.find(settledFrame(0))?.state).toBe("delivered");
    expect(ledger.failures()).toHaveLength(1);
    const lost = Array.from({ length: COUNT }, (_, index) => index).find(
      (index) => ledger.find(settledFrame(index)) === null,
    );
    await ledger.commit(settledFrame(lost ?? -1), DELIVERED);
  });

  test.each([
    ["is no database", async () => await writeFile(file, "frames: 3\n".repeat(1000))],
    ["has lost its tables", async () => await scribble(100, 3996)],
  ])("that %s is an error, with the file's name and the way out", async (_, destroy) => {
    await makeLedger();
    await destroy();
    const before = await readFile(file);
    await expect(openLedger(folder.path)).rejects.toMatchObject({
      code: "ERR_LEDGER_UNUSABLE",
      kind: "environment",
      message: `the ledger ${file} is damaged`,
      remedy: expect.stringContaining("move it away"),
    });
    await expect(readLedger(folder.path)).rejects.toMatchObject({ code: "ERR_LEDGER_UNUSABLE" });
    expect(await readFile(file)).toEqual(before);
  });

  test("whose records are out of order finds all of them again", async () => {
    await (await openLedger(folder.path)).close();
    writeInReverse(3);
    await using ledger = await openLedger(folder.path);
    expect(ledger.salvaged).toBe(3);
    expect(ledger.integrityProblems()).toEqual([]);
    for (const index of [0, 1, 2])
      expect(ledger.find(settledFrame(index))?.state).toBe("delivered");
  });

  test("that was cut short is opened with what is left", async () => {
    await makeLedger();
    await truncate(file, (await stat(file)).size - 5 * 4096);
    await using ledger = await openLedger(folder.path);
    expect(ledger.salvaged).toBeGreaterThan(0);
    expect(ledger.integrityProblems()).toEqual([]);
  });

  test("that loses its file while it is open answers every call with the same error", async () => {
    await makeLedger();
    await using ledger = await openLedger(folder.path);
    await truncate(file, 0);
    const failure = await ledger
      .commit(settledFrame(COUNT + 1), DELIVERED)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "ERR_LEDGER_UNUSABLE", kind: "environment" });
    await expect(ledger.commit(settledFrame(COUNT + 2), DELIVERED)).rejects.toBe(failure);
    expect(() => ledger.find(settledFrame(0))).toThrow(failure);
    expect(() => ledger.counts()).toThrow(failure);
  });
});

test("a ledger that another program keeps locked is named in the error, and so is the way out", async () => {
  await makeLedger();
  const shell = new DatabaseSync(file);
  shell.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE");
  await expect(openLedger(folder.path)).rejects.toMatchObject({
    code: "ERR_LEDGER_UNUSABLE",
    message: `the ledger ${file} is locked by another program`,
    remedy: expect.stringContaining("sqlite3"),
  });
  shell.close();
});

test("a ledger's folder on a disk that may not be written is named in the error", async (context) => {
  const mount = (options: string): void => {
    const words = ["-t", "tmpfs", "-o", options, "tmpfs", folder.path];
    execFileSync("mount", words, { stdio: "ignore" });
  };
  try {
    mount("size=4m");
  } catch {
    context.skip("this user may not mount a small disk");
  }
  try {
    await makeLedger();
    mount("remount,ro");
    await expect(openLedger(folder.path)).rejects.toMatchObject({
      code: "ERR_LEDGER_UNUSABLE",
      message: expect.stringMatching(/^the ledger .* cannot be opened$/u),
      remedy: expect.stringContaining("`state`"),
    });
  } finally {
    execFileSync("umount", ["-l", folder.path]);
  }
});

test("a ledger's folder that cannot be made is named in the error", async () => {
  await writeFile(file, "");
  await expect(openLedger(join(file, "below-a-file"))).rejects.toMatchObject({
    code: "ERR_FOLDER_UNUSABLE",
    message: expect.stringContaining(file),
  });
});
