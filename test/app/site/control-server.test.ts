import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runningSites } from "../../../src/app/site/control/ask-site.ts";
import { ControlServer } from "../../../src/app/site/control/control-server.ts";
import type { SiteOperations } from "../../../src/app/site/control/site-operations.ts";
import { mountTmpfs } from "../../support/files/mounted-tmpfs.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const OPERATIONS: SiteOperations = {
  status: () => ({ sources: [] }),
  pause: () => [],
  resume: () => [],
  drain: () => {},
  reload: () => Promise.reject(new Error("not asked")),
  logs: () => [],
};

test.runIf(process.getuid?.() === 0)(
  "a control socket whose record finds no room on the disk leaves nothing behind that listens",
  async () => {
    await using folder = await temporaryFolder();
    using _disk = mountTmpfs(folder.path, "size=64k");
    const sites = join(folder.path, "sites");
    mkdirSync(sites);
    expect(() => writeFileSync(join(folder.path, "rest"), Buffer.alloc(100_000))).toThrow("ENOSPC");
    const opening = ControlServer.open("/site.yaml", folder.path, OPERATIONS);
    await expect(opening).rejects.toMatchObject({ code: "ENOSPC" });
    expect(readdirSync(sites)).toEqual([]);
    expect(await runningSites(folder.path)).toEqual([]);
  },
);
