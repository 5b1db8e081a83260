import { expect, test } from "vitest";
import { NETWORK_FILE_SYSTEMS } from "../../src/core/files/network-file-systems.ts";
import { refuseNetworkFolder } from "../../src/ledger/refuse-network-folder.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

test.each([...NETWORK_FILE_SYSTEMS])(
  "a ledger's folder on a file system of type %i (%s) is an error, with the reason and the way out",
  async (type, name) => {
    await expect(refuseNetworkFolder("/mnt/state", async () => type)).rejects.toMatchObject({
      code: "ERR_LEDGER_UNUSABLE",
      kind: "environment",
      message: expect.stringContaining(`/mnt/state is on ${name}`),
      remedy: expect.stringContaining("`state`"),
    });
  },
);

test("a ledger's folder on the local disk is accepted", async () => {
  await using folder = await temporaryFolder();
  await refuseNetworkFolder(folder.path);
});

test.skipIf(process.platform !== "linux")(
  "a ledger's folder on a file system of the kernel's own is accepted",
  async () => {
    await refuseNetworkFolder("/proc");
    await refuseNetworkFolder("/dev");
  },
);
