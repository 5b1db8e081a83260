import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { columnsOf, cutMiddle } from "../../../src/cli/format/text-columns.ts";
import { freePort } from "../../../scripts/bench/service/free-port.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { PROGRAM } from "../../support/program/command-run.ts";
import { imageOf } from "../../support/program/delivery-command.ts";
import { Tmux, whyNoTmux } from "../../support/program/tmux.ts";
import { startCollector } from "../../support/services/collector.ts";

test("a terminal shows a line for each source of a site, also a narrow one and with long names", async (context) => {
  const reason = whyNoTmux();
  if (reason !== undefined) context.skip(reason);
  await using folder = await temporaryFolder();
  await using service = await startCollector();
  for (const name of ["a", "b", "c"]) {
    mkdirSync(join(folder.path, name));
    for (const frame of ["1", "2", "3"])
      writeFileSync(join(folder.path, name, `${frame}.jpg`), imageOf(name + frame));
  }
  writeFileSync(
    join(folder.path, "frameferry.yaml"),
    `services: { good: { to: ${service.url} }, gone: { to: "http://127.0.0.1:${await freePort()}/p" } }
sources:
  gate: { watch: a, service: good }
  the-camera-with-a-long-name-over-the-northern-yard: { watch: b, service: gone }
  dump: { watch: c, service: good }
`,
  );
  await using terminal = await Tmux.start(
    [...PROGRAM, "up"],
    { columns: 120, rows: 20 },
    { cwd: folder.path, environment: { XDG_STATE_HOME: join(folder.path, "state") } },
  );
  const shown = async (line: RegExp): Promise<void> =>
    await expect.poll(() => terminal.screen).toMatch(line);
  await shown(/^gate {38}running {4}\d\S* frames\/s · delivered 3 · backlog 0/mu);
  await shown(
    /^the-camera-with-a-lo…r-the-northern-yard {2}no service \d.* · delivered 0 · .*backlog 3/mu,
  );
  await shown(/^dump {38}running /mu);
  // An event has a line above, with the name of its source as it is.
  expect(terminal.screen).toMatch(
    /^the-camera-with-a-long-name-over-the-northern-yard: the service is away/mu,
  );
  terminal.resize({ columns: 40, rows: 12 });
  await shown(/^the-ca…n-yard {2}no service .*…$/mu);
  await shown(/^gate {11}running .*…$/mu);
  terminal.resize({ columns: 40, rows: 3 });
  // Where not all have a line, those with trouble come first.
  await shown(/^the-ca…n-yard {2}no service .*…\nand 2 more sources$/mu);
  terminal.resize({ columns: 160, rows: 30 });
  terminal.press("C-c");
  await shown(/^■ the site stopped after .*: 6 frames delivered, 3 pending/mu);
  expect(terminal.screen).toMatch(/^ {2}gate +landed 3 · delivered 3 /mu);
});

test("a long name is shortened in its middle, by columns of the terminal", () => {
  expect(cutMiddle("camera-north-01", 20)).toBe("camera-north-01");
  expect(cutMiddle("camera-north-01", 9)).toBe("came…h-01");
  expect(cutMiddle("camera-north-01", 8)).toBe("came…-01");
  expect(cutMiddle("camera-north-01", 2)).toBe("c…");
  expect(columnsOf(cutMiddle("北門北門北門北門", 9))).toBeLessThanOrEqual(9);
});
