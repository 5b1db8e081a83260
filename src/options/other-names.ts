/**
 * Names that other programs (curl, ffmpeg, ab, wrk, GNU parallel and the like) and earlier versions have for our
 * options, without dashes.
 */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  ...named("to", ["url", "uri", "endpoint", "address", "server", "service", "target", "d"]),
  ...named("concurrency", ["threads", "workers", "parallel", "parallelism", "jobs", "j"]),
  ...named("concurrency", ["connections", "inflight", "numworkers", "maxworkers"]),
  ...named("results", ["o", "out", "output", "outfile", "outputfile", "resultsfile", "log"]),
  ...named("fps", ["rate", "framerate", "r"]),
  ...named("every", ["nth", "everynth", "skip", "step", "stride"]),
  ...named("startSeconds", ["ss", "from", "seek", "begin"]),
  ...named("durationSeconds", ["t", "length", "seconds"]),
  ...named("headers", ["header", "h"]),
  ...named("field", ["f", "form", "name"]),
  ...named("params", ["param", "data", "option"]),
  ...named("retries", ["retry", "attempts", "maxretries"]),
  ...named("timeoutMs", ["timeout", "maxtime", "deadline", "m"]),
  ...named("maxFailures", ["maxerrors"]),
  ...named("batch", ["batchsize", "b"]),
  ...named("insecure", ["k", "noverify", "skipverify"]),
  ...named("proxy", ["x"]),
  ...named("caFile", ["cacert", "ca", "cafile"]),
  ...named("resize", ["sendresized", "scale", "size", "s"]),
  ...named("crop", ["roi", "rect", "cut", "croprect"]),
  ...named("match", ["include", "glob", "pattern"]),
  ...named("ignore", ["exclude"]),
  ...named("delete", ["rm", "remove", "removedelivered"]),
  ...named("moveTo", ["move", "mv", "archive"]),
  ...named("state", ["statedir", "statefolder", "workdir"]),
  ...named("maxFrames", ["limit", "count", "frames"]),
  ...named("maxOutageMs", ["giveup", "giveupafter", "maxdowntime"]),
  ...named("whenFull", ["onlag", "overflow"]),
  ...named("batchTimeoutMs", ["batchwait", "batchdelay"]),
  ...named("retentionMs", ["remember"]),
  ...named("resultsRetentionMs", ["resultskeep"]),
  ...named("frames", ["framesdir", "framesfolder", "keepframes"]),
};

/** The option that a word of another program stands for; `null` where it is none of `keys`. */
export function keyOfOtherName(typed: string, keys: Iterable<string>): string | null {
  const key = OTHER_NAMES[typed.toLowerCase().replaceAll(/[-_]/gu, "")];
  return key !== undefined && new Set(keys).has(key) ? key : null;
}

function named(key: string, words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word, key]));
}
