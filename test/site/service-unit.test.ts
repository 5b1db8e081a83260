import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

const page = readFileSync(new URL("../../src/site/service.md", import.meta.url), "utf8");
const unit = /```ini\n(.*?)```/su.exec(page)?.[1] ?? "";
const analyze = (...words: readonly string[]) =>
  spawnSync("systemd-analyze", words, { encoding: "utf8" });
const isMissing = analyze("--version").status !== 0;

test.skipIf(isMissing)("systemd understands the unit of the page, and it is hardened", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "frameferry.service");
  // systemd looks whether the program of a unit exists.
  writeFileSync(file, unit.replace("ExecStart=/usr/bin/node ", `ExecStart="${process.execPath}" `));
  const verified = analyze("verify", file);
  expect({ status: verified.status, said: verified.stderr }).toEqual({ status: 0, said: "" });
  const { stdout } = analyze("security", "--offline=yes", "--threshold=30", file);
  const [, exposure] = /exposure level for frameferry\.service: ([\d.]+)/u.exec(stdout) ?? [];
  expect(Number(exposure)).toBeLessThan(3);
});
