import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { digestOf } from "../../support/files/digest-of.ts";
import { WatchCommand } from "../../support/program/watch-command.ts";

const NAMES = [
  "a\nwarning: forged.jpg",
  "a\r\ncontent-type: text\r\n\r\nb.jpg",
  'a "quoted" name.jpg',
  "a\\b\\.jpg",
  "a\tb.jpg",
  "\u001B[2J\u001B[31mred.jpg",
  "a\u2028b\u009Bc.jpg",
  "🎬.jpg",
  "ä.jpg".normalize("NFC"),
  "ä.jpg".normalize("NFD"),
  "-y.jpg",
  "--help.jpg",
  "--help",
  "%d.jpg",
  "%d",
  "a:b.jpg",
  "foo~",
  "foo~.jpg",
  " blank .jpg ",
  "\uFFFD.jpg",
  "[a]{b,c}!(d)*?.jpg",
  "__proto__",
  `${"x".repeat(251)}.jpg`,
  `${"🎬".repeat(62)}abc.jpg`,
];
const FOLDERS = ["in\nside", "-o", "🎬\\", "..."];
/** Latin-1, as old cameras and archives have it, and a byte that stands in no text. */
const UNDECODABLE = [Buffer.from("caf\xe9\n.jpg", "latin1"), Buffer.from("\xff.jpg", "latin1")];

test("P16: images with odd names are delivered, those without a readable name fail, and none forges a line", async () => {
  await using folder = await temporaryFolder();
  // Half of them are there before the watch, the other half land under its eyes.
  const images = new Map<string, Buffer>();
  const land = (paths: readonly string[]): void => {
    for (const path of paths) {
      images.set(path, frameImage(images.size));
      writeFileSync(join(folder.path, path), images.get(path) ?? "");
    }
  };
  const landUndecodable = (name: Buffer | undefined): void => {
    if (name === undefined) throw new Error("no such name");
    writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/`), name]), frameImage(500));
  };
  for (const name of FOLDERS) mkdirSync(join(folder.path, name));
  land(NAMES.slice(0, NAMES.length / 2));
  land(FOLDERS.map((name) => `${name}/first.jpg`));
  landUndecodable(UNDECODABLE[0]);
  const words = ["--match", "*", "-v", "--until-file", ".done"];
  await using watch = await WatchCommand.start(folder.path, { words });
  await expect.poll(() => watch.images.length).toBe(images.size);
  land(NAMES.slice(NAMES.length / 2));
  land(FOLDERS.map((name) => `${name}/second.jpg`));
  landUndecodable(UNDECODABLE[1]);
  await expect.poll(() => watch.images.length).toBe(images.size);
  writeFileSync(join(folder.path, ".done"), "");
  const { exitCode, stderr, results } = await watch.ended();

  const delivered = results.filter(({ outcome }) => outcome === "delivered");
  expect(delivered.map(({ frame }) => frame).toSorted()).toEqual([...images.keys()].toSorted());
  const digests = watch.images.map(({ digest }) => digest).toSorted();
  expect(digests).toEqual([...images.values()].map(digestOf).toSorted());
  const failed = results.filter(({ outcome }) => outcome === "failed");
  expect(failed.map(({ frame, reason }) => `${frame}: ${reason}`).toSorted()).toEqual([
    String.raw`\xff.jpg: its name is not valid UTF-8: rename it`,
    String.raw`caf\xe9\x0a.jpg: its name is not valid UTF-8: rename it`,
  ]);
  expect(exitCode).toBe(3);

  // Each request has the headers that every request has, and one part with two headers of its own.
  for (const { malformed, parts, headers } of watch.service.requests) {
    expect([malformed, parts.length]).toEqual([undefined, 1]);
    expect(Object.keys(parts[0]?.headers ?? {})).toEqual(["content-disposition", "content-type"]);
    expect(Object.keys(headers)).toEqual(Object.keys(watch.service.requests[0]?.headers ?? {}));
  }
  const lines = stderr.split("\n");
  expect(lines.filter((line) => /^(?:delivered|failed) {2}/u.test(line))).toHaveLength(
    results.length,
  );
  expect(lines.filter((line) => line.startsWith("warning:"))).toEqual([]);
  expect(stderr.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}/u);
});

test("P16: a warning about a file with an odd name is one line", async () => {
  await using home = await temporaryFolder();
  const folder = join(home.path, "a\nwarning: forged\u001B[2J");
  await using watch = await WatchCommand.start(folder);
  await expect.poll(() => watch.stderr).toContain("warning: waiting for");
  const { stderr } = await watch.stop();
  expect(stderr.split("\n").filter((line) => line.startsWith("warning:"))).toHaveLength(1);
  expect(stderr.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
});
