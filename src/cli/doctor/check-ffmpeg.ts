import { FrameferryError } from "../../core/errors.ts";
import { queryFfmpeg } from "../../slicer/query-ffmpeg.ts";
import { type Ffmpeg, findFfmpeg } from "../../slicer/find-ffmpeg.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** Looks for an ffmpeg, and at what it can decode and encode. */
export async function checkFfmpeg(named: string | null): Promise<readonly Finding[]> {
  try {
    const ffmpeg = await findFfmpeg(named);
    const found = ok("ffmpeg", `${ffmpeg.version} from ${ffmpeg.origin} (${ffmpeg.path})`);
    return [found, await checkDecoders(ffmpeg), await checkEncoders(ffmpeg)];
  } catch (error) {
    if (error instanceof FrameferryError)
      return [problem("ffmpeg", error.message, remedyOf(error))];
    throw error;
  }
}

function remedyOf({ code, remedy = "install ffmpeg" }: FrameferryError): string {
  return code === "ERR_FFMPEG_MISSING"
    ? `frameferry doctor --fix installs one; or ${remedy}`
    : remedy;
}

const DECODERS = [
  "h264",
  "hevc",
  "mpeg4",
  "mjpeg",
  "vp8",
  "vp9",
  "av1",
  "mpeg2video",
  "wmv2",
  "gif",
  "theora",
];
const ENCODERS = { mjpeg: "jpg", png: "png", libwebp: "webp" } as const;

async function problemOf({ path }: Ffmpeg, word: string): Promise<string> {
  const { exitCode, signal, stdout, stderr } = await queryFfmpeg(path, [word]);
  if (exitCode === 0) return stdout;
  const complaint = stderr.trim().split("\n", 1)[0];
  throw new FrameferryError({
    code: "ERR_FFMPEG_BROKEN",
    kind: "environment",
    message: `it does not tell what it can decode and encode: ${word} ended with ${signal ?? exitCode}${complaint ? `: ${complaint}` : ""}`,
    remedy: "name another ffmpeg with --ffmpeg",
  });
}

async function checkDecoders(ffmpeg: Ffmpeg): Promise<Finding> {
  const codecs = await problemOf(ffmpeg, "-codecs");
  const missing = DECODERS.filter((name) => !new RegExp(`^ D\\S+ ${name} `, "mu").test(codecs));
  if (missing.length === 0) return ok("decoders", DECODERS.join(", "));
  return warning(
    "decoders",
    `not in this ffmpeg: ${missing.join(", ")}`,
    "name a fuller ffmpeg with --ffmpeg if you have such videos",
  );
}

async function checkEncoders(ffmpeg: Ffmpeg): Promise<Finding> {
  const encoders = await problemOf(ffmpeg, "-encoders");
  const isThere = (name: string): boolean => new RegExp(`^ V\\S+ ${name} `, "mu").test(encoders);
  if (!isThere("mjpeg"))
    return problem("encoders", "this ffmpeg cannot write jpg", "name another ffmpeg with --ffmpeg");
  const missing = Object.entries(ENCODERS).filter(([name]) => !isThere(name));
  if (missing.length === 0) return ok("encoders", Object.values(ENCODERS).join(", "));
  return warning(
    "encoders",
    `this ffmpeg cannot write ${missing.map(([, format]) => format).join(", ")}`,
    "use --format jpg, or name another ffmpeg",
  );
}
