import { describe, expect, test } from "vitest";
import { gapsIn, isBalanced, moreFrames, PATIENT } from "../../support/cameras/camera-run.ts";
import { filmIndexes, filmIndexesInOrder, holesIn } from "../../support/cameras/film-indexes.ts";
import {
  FILM_TRANSPORTS,
  openFilmSender,
  whyNoProtocol,
} from "../../support/cameras/film-sender.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { openTlsFront } from "../../support/cameras/tls-front.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { Authority } from "../../support/services/certificates.ts";

/** How often the film has begun again. */
async function restartsIn({ service }: DeliveryCommand): Promise<number> {
  const indexes = await filmIndexesInOrder(service.requests);
  return indexes.filter((index, at) => at > 0 && index <= (indexes[at - 1] ?? 0)).length;
}

describe.each(FILM_TRANSPORTS)("a film over $protocol", (transport) => {
  const whyNot = whyNoProtocol(transport.protocol);

  test.skipIf(whyNot !== undefined)(`comes whole, each frame once ${whyNot ?? ""}`, async () => {
    await using sender = await openFilmSender(transport);
    await using delivery = await DeliveryCommand.open();
    const words = ["run", sender.address, "--max-frames", "25", "--give-up", "60s"];
    const { exitCode, summary, results } = await delivery.run(words);
    expect({ exitCode, problems: summary.problems }).toEqual({ exitCode: 0, problems: [] });
    const indexes = await filmIndexes(delivery.service.requests);
    expect(indexes).toHaveLength(25);
    expect(holesIn(indexes)).toBe(0);
    for (const { source } of results) expect(source).toBe(sender.address);
  });

  test.skipIf(whyNot !== undefined)(
    `that breaks off is followed when it begins again ${whyNot ?? ""}`,
    async () => {
      await using sender = await openFilmSender(transport);
      await using delivery = await DeliveryCommand.open();
      const run = delivery.start(["run", sender.address, "--stall", "3s"]);
      await moreFrames(delivery, 10);
      await sender.cut();
      // What was under way comes first: it may be much, where a sender has to catch up.
      await expect
        .poll(async () => await restartsIn(delivery), { ...PATIENT, interval: 500 })
        .toBeGreaterThan(0);
      const exit = await run.stop();
      expect(exit).toMatchObject({ exitCode: 0, summary: { failed: 0, problems: [] } });
      expect(isBalanced(exit)).toBe(true);
      // UDP does not tell that a sender has gone: the next film goes on in the same connection.
      if (transport.protocol !== "udp") expect(gapsIn(exit).length).toBeGreaterThan(0);
      expect(await restartsIn(delivery)).toBeLessThan(sender.filmCount);
    },
  );
});

const whyNoUdp = whyNoProtocol("udp");

test.skipIf(whyNoUdp !== undefined)(
  `a port of this machine without a host is listened at ${whyNoUdp ?? ""}`,
  async () => {
    const [, , udp] = FILM_TRANSPORTS;
    await using sender = await openFilmSender(udp!);
    await using delivery = await DeliveryCommand.open();
    const address = sender.address.replace("127.0.0.1", "@");
    const words = ["run", address, "--max-frames", "5", "--give-up", "60s"];
    const { exitCode, results } = await delivery.run(words);
    expect(exitCode).toBe(0);
    expect(holesIn(await filmIndexes(delivery.service.requests))).toBe(0);
    for (const { source } of results) expect(source).toBe(address.replace("@", ""));
  },
);

test("a camera over rtsps comes whole, each frame once", async () => {
  await using camera = await RtspCamera.open();
  await using folder = await temporaryFolder();
  const authority = await Authority.make(folder.path);
  await using front = await openTlsFront(camera.host, await authority.issue({ name: "camera" }));
  await using delivery = await DeliveryCommand.open();
  const address = `rtsps://${front.host}/live`;
  const trust = ["--camera-ca-file", authority.cert];
  const words = ["run", address, ...trust, "--max-frames", "25", "--give-up", "60s"];
  const { exitCode, summary } = await delivery.run(words);
  expect({ exitCode, problems: summary.problems }).toEqual({ exitCode: 0, problems: [] });
  const indexes = await filmIndexes(delivery.service.requests);
  expect(indexes).toHaveLength(25);
  expect(holesIn(indexes)).toBe(0);
});
