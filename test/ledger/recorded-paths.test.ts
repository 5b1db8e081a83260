import { expect, test } from "vitest";
import type { Ledger } from "../../src/ledger/ledger.ts";
import { openLedger } from "../../src/ledger/open-ledger.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { DELIVERED, settledFrame } from "../support/samples/settled-frame.ts";

const frame = (relativePath: string, source = "/cams") => settledFrame(0, { relativePath, source });

function isKnown(ledger: Ledger, relativePath: string, source?: string): boolean {
  return ledger.find(frame(relativePath, source)) !== null;
}

/** In every order that UTF-8, UTF-16 and the depth of folders give them. */
const NAMES = ["5.jpg", "9.jpg", "Z.jpg", "~.jpg", "ä.jpg", "\uE000.jpg", "\uFFFD.jpg", "😀.jpg"];
const PATHS = ["", "a/", "a/b/", "a0/", "\uFB01/", "😀/"].flatMap((folder) =>
  NAMES.map((name) => folder + name),
);

/** A mixed order that is the same in every run. */
const mixed = (paths: readonly string[], step: number): readonly string[] =>
  paths.map((_, at) => paths[(at * step) % paths.length] ?? "");

test.each([5, 7, 11, 47])(
  "every frame on record is found, whatever its name, in whatever order they came (step %i)",
  async (step) => {
    await using folder = await temporaryFolder();
    const recorded: string[] = [];
    for (const part of [0, 1]) {
      await using ledger = await openLedger(folder.path);
      for (const [at, path] of mixed(PATHS, step).entries()) {
        if (at % 2 !== part) continue;
        expect(isKnown(ledger, path)).toBe(false);
        void ledger.commit(frame(path), DELIVERED);
        recorded.push(path);
        expect(recorded.filter((known) => !isKnown(ledger, known))).toEqual([]);
      }
      for (const path of PATHS) expect(isKnown(ledger, path)).toBe(recorded.includes(path));
    }
  },
);

test("a path is on record for its own source only", async () => {
  await using folder = await temporaryFolder();
  await using ledger = await openLedger(folder.path);
  await ledger.commit(frame("b.jpg", "/first"), DELIVERED);
  expect(isKnown(ledger, "b.jpg", "/second")).toBe(false);
  await ledger.commit(frame("a.jpg", "/second"), DELIVERED);
  expect(isKnown(ledger, "a.jpg", "/second")).toBe(true);
  expect(isKnown(ledger, "b.jpg", "/second")).toBe(false);
  expect(isKnown(ledger, "b.jpg", "/first")).toBe(true);
});

test("a frame whose record was moved is found at its new place", async () => {
  await using folder = await temporaryFolder();
  await using ledger = await openLedger(folder.path);
  await ledger.commit(frame("old/1.jpg"), DELIVERED);
  expect(isKnown(ledger, "new/1.jpg")).toBe(false);
  ledger.moveFrame(frame("old/1.jpg"), frame("new/1.jpg"));
  expect(isKnown(ledger, "new/1.jpg")).toBe(true);
  expect(isKnown(ledger, "old/1.jpg")).toBe(false);
});
