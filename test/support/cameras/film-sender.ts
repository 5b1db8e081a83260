import { spawnSync } from "node:child_process";
import { freePort } from "../../../scripts/bench/service/free-port.ts";
import { type IndexedFilm, playIndexedFilm } from "./indexed-clip.ts";

/** A way of ffmpeg to send a film that it waits with, or that it sends to whoever listens. */
export interface FilmTransport {
  /** ffmpeg's name of its protocol. */
  readonly protocol: "rtmp" | "srt" | "udp";
  /** Words of the sender. */
  readonly output: (port: number) => readonly string[];
  /** Address of who receives it. */
  readonly address: (port: number) => string;
}

const H264 = [
  // That its receiver has left is no error.
  ...["-v", "fatal", "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "5"],
] as const;
const MPEGTS = [...H264, "-f", "mpegts", "-flush_packets", "1"] as const;

export const FILM_TRANSPORTS: readonly FilmTransport[] = [
  {
    protocol: "rtmp",
    output: (port) => [...H264, "-f", "flv", "-listen", "1", `rtmp://127.0.0.1:${port}/live/film`],
    address: (port) => `rtmp://127.0.0.1:${port}/live/film`,
  },
  {
    protocol: "srt",
    output: (port) => [...MPEGTS, `srt://127.0.0.1:${port}?mode=listener`],
    address: (port) => `srt://127.0.0.1:${port}`,
  },
  {
    protocol: "udp",
    output: (port) => [...MPEGTS, `udp://127.0.0.1:${port}?pkt_size=1316`],
    address: (port) => `udp://127.0.0.1:${port}`,
  },
];

/** Why ffmpeg cannot send by a protocol here, as a sentence; `undefined` when it can. */
export function whyNoProtocol(protocol: FilmTransport["protocol"]): string | undefined {
  const program = process.env["FFMPEG_PATH"] ?? "ffmpeg";
  const { stdout } = spawnSync(program, ["-v", "quiet", "-protocols"], { encoding: "utf8" });
  if (new RegExp(String.raw`^\s+${protocol}$`, "mu").test(stdout)) return undefined;
  return `The ffmpeg here has no protocol ${protocol}: apt-get install ffmpeg`;
}

/** A film that is sent again from its beginning each time that its receiver has left. */
export interface FilmSender extends AsyncDisposable {
  readonly address: string;
  /** Films that were begun. */
  readonly filmCount: number;
  /** Ends the film under way: another one begins. */
  cut(): Promise<void>;
  /** The same, of another form. @param words for ffmpeg, behind the usual ones. */
  change(words: readonly string[]): Promise<void>;
}

export async function openFilmSender({ output, address }: FilmTransport): Promise<FilmSender> {
  const port = await freePort();
  let more: readonly string[] = [];
  const begin = (): IndexedFilm => {
    const words = output(port);
    return playIndexedFilm(...words.slice(0, -1), ...more, ...words.slice(-1));
  };
  const state = { film: begin(), filmCount: 1, isOver: false };
  const keep = async (film: IndexedFilm): Promise<void> => {
    await film.ended;
    if (state.isOver) return;
    state.filmCount += 1;
    state.film = begin();
    await keep(state.film);
  };
  const kept = keep(state.film);
  const cut = async (): Promise<void> => await state.film[Symbol.asyncDispose]();
  return {
    address: address(port),
    get filmCount() {
      return state.filmCount;
    },
    cut,
    change: async (words) => {
      more = words;
      await cut();
    },
    [Symbol.asyncDispose]: async () => {
      state.isOver = true;
      await cut();
      await kept;
    },
  };
}
