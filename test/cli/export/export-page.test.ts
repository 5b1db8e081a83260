import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PageShell } from "../../support/docs/page-shell.ts";
import { programLines, readPages } from "../../support/docs/readme.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { imageOf } from "../../support/program/delivery-command.ts";
import { startCollector } from "../../support/services/collector.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";

test("the examples of the page, and of the help, write what they name", async () => {
  await using folder = await temporaryFolder();
  const person = { label: "person", confidence: 0.9, x_min: 1, y_min: 2, x_max: 5, y_max: 6 };
  await using service = await startCollector({
    answer: () => ({ body: { predictions: [person] } }),
  });
  const shell = new PageShell(folder.path);
  await copyFile(fixtureVideoPath("cfr.mp4"), join(folder.path, "clip.mp4"));
  mkdirSync(join(folder.path, "incoming"));
  writeFileSync(join(folder.path, "incoming", "0.jpg"), imageOf("0.jpg"));
  const to = `--protocol deepstack --to ${service.url}`;
  expect(await shell.run(`frameferry send incoming ${to}`)).toMatchObject({ exitCode: 0 });
  expect(await shell.run(`frameferry run clip.mp4 --every 10 ${to}`)).toMatchObject({
    exitCode: 0,
  });
  const again = `frameferry run clip.mp4 --every 10 ${to} --service-name other --results answers.jsonl`;
  expect(await shell.run(again)).toMatchObject({ exitCode: 0 });
  // The second job has no results in the state folder, and only one can be meant.
  expect(await shell.run("frameferry forget clip.mp4")).toMatchObject({ exitCode: 0 });
  const once = `frameferry run clip.mp4 --every 10 ${to}`;
  expect(await shell.run(once)).toMatchObject({ exitCode: 0 });
  const page = (await readPages()).find(({ path }) => path === "src/export/README.md");
  const { stdout: help } = await shell.run("frameferry export --help");
  const shown = (help.match(/^ {2}frameferry export .*$/gmu) ?? []).map((line) => line.trim());
  const lines = [...programLines(page?.text ?? ""), ...shown];
  expect(lines.length).toBeGreaterThan(8);
  for (const line of lines) {
    await shell.run("rm -rf labels");
    const { exitCode, stderr } = await shell.run(line);
    expect({ line, exitCode }).toEqual({ line, exitCode: 0 });
    expect({ line, stderr }).toEqual({
      line,
      stderr: expect.stringMatching(/^✔ (?:10|1) detections? of (?:10|1) frames? exported/u),
    });
    const [, output] = / -o (\S+)/u.exec(line) ?? [];
    if (output !== undefined)
      expect({ line, is: existsSync(join(folder.path, output)) }).toEqual({ line, is: true });
  }
});
