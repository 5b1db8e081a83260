import { mkdirSync, writeFileSync } from "node:fs";
import sharp from "sharp";
import { expect, test } from "vitest";
import { type FrameResult, sendFiles } from "../src/index.ts";
import { DeliveryCommand } from "./support/program/delivery-command.ts";

const square = sharp({ create: { width: 64, height: 48, channels: 3, background: "red" } });

test("an AVIF, a HEIC and a damaged GIF that decoders read are sent under their media types, a cut JPEG is not", async () => {
  await using delivery = await DeliveryCommand.open();
  mkdirSync(delivery.path("in"));
  const write = (name: string, bytes: Buffer): void =>
    writeFileSync(delivery.path("in", name), bytes);
  const avif = await square.clone().avif({ effort: 0 }).toBuffer();
  // No encoder of HEIC is at hand: its first box tells it, and the boxes behind are the same.
  const heic = Buffer.from(avif);
  heic.write("heic", 8, "latin1");
  const gif = await square.clone().gif().toBuffer();
  const jpeg = await square.clone().jpeg().toBuffer();
  write("a.avif", avif);
  write("IMG_1.HEIC", heic);
  write("damaged.gif", gif.subarray(0, -1));
  write("cut.jpg", jpeg.subarray(0, -2));
  write("notes.txt", Buffer.from("no image"));

  const run = sendFiles({
    ...{ paths: [delivery.path("in")], to: delivery.service.url, protocol: "raw" },
    ...{ state: delivery.path("state"), settleMs: "300ms" },
  });
  const results: FrameResult[] = [];
  const warnings: string[] = [];
  for await (const event of run) {
    if (event.type === "frameSettled") results.push(event.result);
    if (event.type === "warningRaised") warnings.push(event.message);
  }
  const types = delivery.service.requests.map(({ headers }) => headers["content-type"]);
  expect(new Set(types)).toEqual(new Set(["image/avif", "image/gif", "image/heic"]));
  expect(results.find(({ outcome }) => outcome === "failed")).toMatchObject({
    frame: "cut.jpg",
    reason: expect.stringContaining("the JPEG has no end mark yet"),
  });
  expect(await run).toMatchObject({ landed: 4, delivered: 3, failed: 1 });
  expect(warnings).toContainEqual(
    `${delivery.path("in/damaged.gif")} is damaged, and taken as far as it can be read: the GIF has no end mark yet`,
  );
});
