import type { Loss } from "../../slicer/live/connection-end.ts";
import type { StreamFacts } from "../../slicer/live/examine-stream.ts";
import type { LiveAddress } from "../../slicer/live/live-address.ts";
import { remedyFor } from "../../slicer/live/loss-causes.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { answerRemedy } from "./answer-remedies.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** A camera that shows pictures. */
export function describeStream({ name, kind }: LiveAddress, facts: StreamFacts): Finding {
  const { size, framesPerSecond, hasSound, firstFrameMs } = facts;
  const rate =
    framesPerSecond === null ? "less than a frame in 6 s" : `${framesPerSecond} frames/s`;
  const traits = [
    kind === "test" ? "pictures of ffmpeg" : facts.codec,
    ...(size === null ? [] : [size]),
    rate,
    hasSound ? "with sound" : "no sound",
  ];
  const first = `the first frame took ${formatDuration(firstFrameMs / 1000)}`;
  return ok("camera", `${name} sends ${traits.join(", ")}; ${first}`);
}

/** A camera that has a picture, and no stream. */
export function describeSnapshot({ name }: LiveAddress): Finding {
  return ok("camera", `${name} is one picture, which a run asks for once a second`);
}

/** A file or a playlist with an end. */
export function describeVideo({ name }: LiveAddress): Finding {
  return ok("camera", `${name} is a video with an end, which a run sends as a file`);
}

/** A camera of which no picture comes. */
export function absentCamera({ name }: LiveAddress, reason: string): Finding {
  const remedy = answerRemedy(reason) ?? remedyFor(reason);
  return problem("camera", `${name} shows no picture: ${reason}`, remedy);
}

/** Which ways there are for the packets of an RTSP camera; none if it shows nothing at all. */
export function describeTransports(
  overTcp: StreamFacts | Loss,
  overUdp: StreamFacts | Loss,
): readonly Finding[] {
  if (!("reason" in overTcp))
    return [
      "reason" in overUdp
        ? ok("transport", `TCP works, which a run uses; UDP does not: ${overUdp.reason}`)
        : ok("transport", "TCP and UDP work; a run uses TCP, which loses nothing"),
    ];
  if ("reason" in overUdp) return [];
  const detail = `only UDP works; over TCP, ${overTcp.reason}`;
  return [warning("transport", detail, "pictures may be smeared where packets are lost")];
}
