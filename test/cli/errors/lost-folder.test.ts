import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { BUILT_PROGRAM } from "../../support/program/built-program.ts";

test.each([
  ["run", "clip.mp4", "--demo"],
  ["failures", "clip.mp4"],
  ["report", "clip.mp4"],
])("%s says in a sentence that the working directory is gone", async (...words) => {
  const folder = mkdtempSync(join(tmpdir(), "frameferry-gone-"));
  const script = 'cd "$0" && rmdir "$0" && exec "$@"';
  const ended = promisify(execFile)("sh", ["-c", script, folder, ...BUILT_PROGRAM, ...words]);
  await expect(ended).rejects.toMatchObject({
    code: 5,
    stderr:
      "error: the working directory does not exist any more [ERR_FOLDER_UNUSABLE]\n" +
      "  change to a folder that exists, with cd, and try again\n",
  });
});
