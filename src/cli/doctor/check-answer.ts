import { flawOfPicture } from "../../app/sources/picture-flaw.ts";
import type { LiveAddress } from "../../slicer/live/live-address.ts";
import { SnapshotPoll } from "../../slicer/live/snapshot-poll.ts";
import { lookAt } from "../../slicer/remote/look-at.ts";
import type { RemoteClient } from "../../slicer/remote/remote-client.ts";
import { RemoteFault } from "../../slicer/remote/remote-fault.ts";
import { absentCamera, describeSnapshot, describeVideo } from "./camera-findings.ts";
import type { Finding } from "./finding.ts";

/** Looks at the answer of an address over HTTP as a run does; `null` for a stream, which is to be examined. */
export async function checkAnswer(
  address: LiveAddress,
  client: RemoteClient,
): Promise<Finding | null> {
  const late = AbortSignal.timeout(PATIENCE_MS);
  try {
    const { nature } = await lookAt(client, late);
    if (nature === "stream") return null;
    if (nature !== "picture") return describeVideo(address);
    await new SnapshotPoll(client, flawOfPicture).next(() => {}, late);
    return describeSnapshot(address);
  } catch (error) {
    if (late.aborted)
      return absentCamera(address, `it sent no picture within ${PATIENCE_MS / 1000} s`);
    if (error instanceof RemoteFault) return absentCamera(address, error.message);
    throw error;
  }
}

/** For the look, which has 10 s of its own, and for a whole picture. */
const PATIENCE_MS = 20_000;
