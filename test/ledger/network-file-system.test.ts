import { expect, test } from "vitest";
import { NETWORK_FILE_SYSTEMS } from "../../src/core/network-file-systems.ts";
import { refuseNetworkFolder } from "../../src/ledger/network-file-system.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

test.each([...NETWORK_FILE_SYSTEMS])(
  "a folder on a file system of type %i (%s) is refused, with the reason and the way out",
  async (type, name) => {
    await expect(refuseNetworkFolder("/mnt/state", async () => type)).rejects.toMatchObject({
      code: "ERR_LEDGER_UNUSABLE",
      kind: "environment",
      message: expect.stringContaining(`/mnt/state is on ${name}`),
      remedy: expect.stringContaining("--state"),
    });
  },
);

test("a folder on the local disk is taken", async () => {
  await using folder = await temporaryFolder();
  await refuseNetworkFolder(folder.path);
});

test.skipIf(process.platform !== "linux")("the kernel's own file systems are taken", async () => {
  await refuseNetworkFolder("/proc");
  await refuseNetworkFolder("/dev");
});
