import { join } from "node:path";
import { redactedAddress } from "../../../src/core/service/service-address.ts";
import { jobFolder } from "../../../src/ledger/job-folder.ts";

/** Where the program spools the frames of a video; `stateHome` as `startCommand` takes it. */
export function spoolPath(stateHome: string, video: string, to: string): string {
  const source = { kind: "video", paths: [video] } as const;
  const route = { source, service: redactedAddress(to) };
  return join(jobFolder(join(stateHome, "frameferry"), route), "frames");
}
