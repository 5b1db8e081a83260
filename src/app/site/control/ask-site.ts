import { type IncomingMessage, request } from "node:http";
import { once } from "node:events";
import { json } from "node:stream/consumers";
import { FrameferryError } from "../../../core/errors.ts";
import type { SentError } from "./site-operations.ts";
import { removeRecord, type SiteRecord, siteRecords } from "./site-record.ts";

/** A question to a site. */
export interface Question {
  readonly method: "GET" | "POST";
  /** Path with its query, such as `/status`. */
  readonly path: string;
  readonly body?: object;
  /** Ends the question. @default never */
  readonly signal?: AbortSignal;
}

/** Sites that are at work; records of others are removed. @param state real path of the state folder. */
export async function runningSites(state: string): Promise<readonly SiteRecord[]> {
  const running: SiteRecord[] = [];
  for (const record of await siteRecords(state))
    if (await isListening(record)) running.push(record);
    else await removeRecord(record);
  return running;
}

/** Asks a site. @throws FrameferryError what it answers, or `ERR_NO_SITE` if it does not. */
export async function askSite(site: SiteRecord, question: Question): Promise<object> {
  const response = await responseOf(site, question);
  const answer = (await json(response)) as { readonly error?: SentError };
  if (answer.error !== undefined) throw new FrameferryError(answer.error);
  return answer;
}

/** Text that a site sends piece by piece. @throws FrameferryError as `askSite`. */
export async function* textOfSite(site: SiteRecord, question: Question): AsyncGenerator<string> {
  const response = await responseOf(site, question);
  if (response.statusCode !== OK) {
    const { error } = (await json(response)) as { readonly error: SentError };
    throw new FrameferryError(error);
  }
  response.setEncoding("utf8");
  try {
    for await (const piece of response) yield piece as string;
  } catch (cause) {
    question.signal?.throwIfAborted();
    throw new FrameferryError({
      ...({ code: "ERR_NO_SITE", kind: "environment" } as const),
      message: `the site ${site.file} (process ${site.pid}) has broken off`,
      remedy: "it was probably killed: look at the log of the system",
      cause,
    });
  }
}

const OK = 200;

async function responseOf(
  site: SiteRecord,
  { method, path, body, signal }: Question,
): Promise<IncomingMessage> {
  const options = { socketPath: site.socket, method, path, agent: false } as const;
  const asking = request({ ...options, ...(signal === undefined ? {} : { signal }) });
  asking.end(body === undefined ? undefined : JSON.stringify(body));
  try {
    const [response] = (await once(asking, "response")) as [IncomingMessage];
    return response;
  } catch (cause) {
    signal?.throwIfAborted();
    throw new FrameferryError({
      ...({ code: "ERR_NO_SITE", kind: "environment" } as const),
      message: `the site ${site.file} (process ${site.pid}) does not respond: ${codeOf(cause)}`,
      remedy: "look at what it prints; it may have ended just now",
      cause,
    });
  }
}

/** A socket of a process that has ended refuses. */
async function isListening(site: SiteRecord): Promise<boolean> {
  const asking = request({ socketPath: site.socket, path: "/", agent: false });
  asking.end();
  try {
    const [response] = (await once(asking, "response")) as [IncomingMessage];
    response.resume();
    return true;
  } catch (error) {
    return !GONE.has(codeOf(error));
  }
}

const GONE: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOENT"]);

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error);
}
