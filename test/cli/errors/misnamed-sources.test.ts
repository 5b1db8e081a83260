import { copyFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { readCommandLine } from "../../support/program/command-line.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

test("a source for another command ends with that command and the flags that it has, without secrets", async () => {
  await using delivery = await DeliveryCommand.open();
  delivery.land("a.jpg");
  const [image, text] = [delivery.path("a.jpg"), delivery.path("notes.txt")];
  writeFileSync(text, "a.jpg\n");
  const cases: readonly (readonly [readonly string[], string])[] = [
    [
      ["run", image, "--to", "anna:pw@host:1/p?k=s", "--fps", "2", "--header", "A: b", "-c", "4"],
      `frameferry send ${image} --to 'http://***:***@host:1/p?k=***' --header 'A: ***' --concurrency 4`,
    ],
    [["run", image, "--demo", "-n"], `frameferry send ${image} --demo --dry-run`],
    [["send", CFR, "--depth", "1"], `slice it: frameferry run ${CFR} --to http://host/predict; `],
    [["send", text], `frameferry send - --to http://host/predict < ${text}`],
    [["watch", image, "--only-new"], `frameferry send ${image} --to http://host/predict`],
  ];
  for (const [words, remedy] of cases)
    await expect(readCommandLine(words)).rejects.toMatchObject({
      code: "ERR_OPTION",
      kind: "usage",
      remedy: expect.stringContaining(remedy),
    });
});

test("a video in a list or under an image's name fails with what it is, and --match sends what is meant", async () => {
  await using delivery = await DeliveryCommand.open({
    answer: (_, number) => ({ status: number === 1 ? 400 : 200 }),
  });
  delivery.land("in/a.jpg");
  copyFileSync(CFR, delivery.path("in/b.jpg"));
  writeFileSync(delivery.path("notes.txt"), "some words");
  const folder = await delivery.run(["send", "in"]);
  expect([folder.exitCode, folder.summary.delivered]).toEqual([3, 1]);
  expect(folder.summary.failures).toEqual([
    { reason: "it is a video, not an image", count: 1, examples: ["b.jpg"] },
  ]);
  const list = delivery.start(["send", "-", "--match", "*.txt"], { hasInput: true });
  list.process.stdin?.end(`notes.txt\n${CFR}\n`);
  const { exitCode, summary } = await list.ended;
  expect(exitCode).toBe(3);
  expect(summary.failures.map(({ reason }) => reason).toSorted()).toEqual([
    "it is a video, not an image",
    expect.stringContaining("answered 400"),
  ]);
  const again = await delivery.run(["resubmit", "-"]);
  expect([again.exitCode, again.summary.delivered]).toEqual([3, 1]);
  expect(delivery.service.requests.at(-1)?.parts[0]?.bytes.toString()).toBe("some words");
});
