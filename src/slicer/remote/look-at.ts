import { imageTypeOf } from "../../core/image/image-type.ts";
import { firstVariant, hasEnd, isPlaylist } from "./playlist.ts";
import { MAX_PLAYLIST_BYTES, readBody } from "./read-body.ts";
import type { RemoteAnswer, RemoteClient } from "./remote-client.ts";
import { faultOfError, faultOfStatus, PageFault, RemoteFault } from "./remote-fault.ts";
import { type RemoteVersion, versionIn } from "./remote-version.ts";

/** What an address over HTTP leads to: one picture, a stream, or a file or playlist with an end. */
export type Nature = "picture" | "stream" | "file" | "playlist";

/** What an address was seen to lead to. */
export interface Look {
  readonly nature: Nature;
  readonly version: RemoteVersion;
  /** Text of a playlist, and of the first one that it names; empty for anything else. */
  readonly playlist: string;
}

/**
 * Looks at what an address leads to, by the head of its answer and, where that says little, by the first bytes.
 *
 * @throws RemoteFault if there is no answer, or another one than the wanted; the reason of the signal.
 */
export async function lookAt(client: RemoteClient, signal: AbortSignal): Promise<Look> {
  const late = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await ask(client, AbortSignal.any([signal, late]));
  } catch (error) {
    signal.throwIfAborted();
    throw late.aborted ? new RemoteFault("away", "it does not answer (timed out)") : error;
  }
}

async function ask(client: RemoteClient, ending: AbortSignal): Promise<Look> {
  const answer = await client.get({}, ending);
  try {
    const { status, headers, url } = answer;
    if (status < 200 || status > 299 || status === NO_CONTENT)
      throw faultOfStatus(status, client.hasLogin);
    const version = versionIn(answer);
    if (!isPlaylist(headers["content-type"] ?? "", url))
      return { nature: await natureOf(answer), version, playlist: "" };
    const playlist = await playlistFrom(client, answer, ending);
    return { nature: hasEnd(playlist) ? "playlist" : "stream", version, playlist };
  } finally {
    answer.body.destroy();
  }
}

async function natureOf(answer: RemoteAnswer): Promise<Nature> {
  const { "content-type": type = "", "content-length": length } = answer.headers;
  if (/^multipart\//iu.test(type)) return "stream";
  if (/^image\//iu.test(type)) return "picture";
  const isEndless = length === undefined;
  const isUnsaid = type === "" || /^application\/octet-stream/iu.test(type);
  if (!TEXT.test(type) && (isEndless || !isUnsaid)) return isEndless ? "stream" : "file";
  const bytes = await firstBytes(answer.body);
  if (bytes.length === 0) throw new RemoteFault("away", "its answer is empty");
  if (!isEndless && imageTypeOf(bytes).startsWith("image/")) return "picture";
  if (TEXT.test(type) && isText(bytes)) throw new PageFault(type);
  return isEndless ? "stream" : "file";
}

/** Pictures and streams are sent under wrong types, too; those that are text themselves are told by their beginning. */
function isText(bytes: Buffer): boolean {
  const isPart = bytes.toString("latin1", 0, 2) === "--";
  const isPlaylistText = bytes.toString("latin1", 0, 7) === "#EXTM3U";
  return !bytes.includes(0) && !isPart && !isPlaylistText;
}

async function playlistFrom(
  client: RemoteClient,
  { body, url }: RemoteAnswer,
  signal: AbortSignal,
): Promise<string> {
  const text = (await readBody(body, MAX_PLAYLIST_BYTES)).toString();
  const variant = firstVariant(text);
  if (variant === null || !URL.canParse(variant, url.href)) return text;
  const { body: inner } = await client.get({ url: new URL(variant, url) }, signal);
  return `${text}\n${(await readBody(inner, MAX_PLAYLIST_BYTES)).toString()}`;
}

/** Some bytes of the beginning; fewer only where there are no more. @throws RemoteFault for one that breaks off before. */
async function firstBytes(body: AsyncIterable<Buffer>): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  try {
    for await (const chunk of body) {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= MIN_FIRST_BYTES) break;
    }
  } catch (error) {
    throw faultOfError(error);
  }
  return bytes;
}

const TIMEOUT_MS = 10_000;
const NO_CONTENT = 204;
/** As many as tell a picture. */
const MIN_FIRST_BYTES = 64;
const TEXT = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml)\b)/iu;
