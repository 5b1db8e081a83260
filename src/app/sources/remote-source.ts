import { createHash } from "node:crypto";
import { FrameferryError } from "../../core/errors.ts";
import type { VideoVersion } from "../../ledger/job-info.ts";
import type { Look } from "../../slicer/remote/look-at.ts";
import { isUnsure, numberOf, numbersOf } from "../../slicer/remote/remote-version.ts";
import { historyOfRemote, warnOfOther } from "../jobs/video-history.ts";
import type { VideoSource } from "./video-source.ts";

/** How a video on a server was read. */
export interface RemoteReading {
  /** True if the server had another version while it was read. */
  readonly hasChanged: () => boolean;
  readonly brokeOff: () => boolean;
}

/**
 * A video on a server, as a job sees it: known again by its address, its length, and its date or ETag; a playlist by
 * its text.
 *
 * @param name its address, without secrets.
 */
export function remoteSource(name: string, look: Look, reading: RemoteReading): VideoSource {
  const version = versionOf(look);
  const { byteLength, modifiedAtMs } = version;
  const isSure = look.playlist !== "" || !isUnsure(look.version);
  return {
    source: { kind: "live", paths: [name] },
    name,
    piped: null,
    look: async (jobFolder) => {
      const history = await historyOfRemote(version, jobFolder);
      return {
        first: history.first,
        task: { video: { version, hasGrown: false }, stillExists: async () => true },
        identity: { source: name, byteLength, modifiedAtMs },
        warn: (emit) => {
          warnOfOther(name, history, emit);
          if (isSure) return;
          const message = `${name} has neither a date nor an ETag: if another file of the same length takes its place, it is taken for the same`;
          emit({ type: "warningRaised", message });
        },
        findChange: () => (reading.hasChanged() ? replaced(name) : null),
        brokeOff: reading.brokeOff,
      };
    },
  };
}

function versionOf({ version, playlist }: Look): VideoVersion {
  if (playlist === "") return { ...numbersOf(version), digest: digestOf(JSON.stringify(version)) };
  // What signs the address of a segment is another one each time.
  const text = playlist.replaceAll(/\?[^"\s]*/gu, "");
  return { byteLength: text.length, modifiedAtMs: numberOf(text), digest: digestOf(text) };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

function replaced(name: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_VIDEO_CHANGED",
    kind: "source",
    message: `${name} was replaced by another version while it was read, so that not all of its frames may have been sent`,
    remedy: "run the same command again: it sends the new one",
  });
}
