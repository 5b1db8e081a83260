import { once } from "node:events";
import { chmod } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { FrameferryError } from "../../../core/errors.ts";
import { makeFolder } from "../../../core/files/make-folder.ts";
import { replaceFile } from "../../../core/files/replace-file.ts";
import { isSocketFile } from "../../../core/platform/socket-files.ts";
import type { SentError, SiteOperations } from "./site-operations.ts";
import { newSitePlaces, removeRecord, sitesFolder } from "./site-record.ts";

/**
 * Answers who asks a site at work, over a socket that only its user may open: HTTP, with JSON. Of a site that was killed the
 * record stays until somebody asks for it.
 */
export class ControlServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #places: { readonly path: string; readonly socket: string };

  private constructor(server: Server, places: { path: string; socket: string }) {
    this.#server = server;
    this.#places = places;
  }

  /**
   * @param file absolute path of the site file.
   * @param state real path of the state folder.
   * @throws the system's error, or a `FolderFault`, if there is no place for the socket.
   */
  static async open(
    file: string,
    state: string,
    operations: SiteOperations,
  ): Promise<ControlServer> {
    await makeFolder(sitesFolder(state), PRIVATE);
    const { record, socket } = newSitePlaces(state);
    const isElsewhere = isSocketFile() && dirname(socket) !== sitesFolder(state);
    if (isElsewhere) await makeFolder(dirname(socket), PRIVATE);
    const server = createServer((request, response) => {
      void answer(request, response, operations);
    });
    const places = { path: record, socket };
    server.listen(socket);
    await once(server, "listening");
    try {
      if (isSocketFile()) await chmod(socket, PRIVATE_FILE);
      const facts = { file, pid: process.pid, socket };
      await replaceFile(record, JSON.stringify(facts), { mode: PRIVATE_FILE });
    } catch (error) {
      // It would keep the process from ending.
      server.close();
      await removeRecord(places);
      throw error;
    }
    return new ControlServer(server, places);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeRecord(this.#places);
    const closed = once(this.#server, "close");
    this.#server.close();
    // Answers that are under way come to their end.
    const timer = setTimeout(() => this.#server.closeAllConnections(), MAX_CLOSE_MS);
    await closed;
    clearTimeout(timer);
  }
}

const MAX_CLOSE_MS = 1000;
const PRIVATE = 0o700;
const PRIVATE_FILE = 0o600;

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  operations: SiteOperations,
): Promise<void> {
  try {
    const body = await answerTo(request, response, operations);
    if (body !== null) respond(response, OK, body);
  } catch (error) {
    if (response.headersSent || response.destroyed) return void response.destroy();
    respond(response, CONFLICT, { error: sentError(error) });
  }
}

/** @returns the answer; `null` if it was sent already. */
async function answerTo(
  request: IncomingMessage,
  response: ServerResponse,
  operations: SiteOperations,
): Promise<object | null> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://site");
  const names = searchParams.getAll("name");
  switch (`${request.method} ${pathname}`) {
    case "GET /status":
      return operations.status();
    case "POST /pause":
      return { names: operations.pause(await namesIn(request)) };
    case "POST /resume":
      return { names: operations.resume(await namesIn(request)) };
    case "POST /drain":
      operations.drain();
      return {};
    case "POST /reload":
      return await operations.reload();
    case "GET /logs":
      await sendLogs(response, names, { operations, isFollowed: searchParams.has("follow") });
      return null;
    default:
      throw new FrameferryError({
        ...({ code: "ERR_OPTION", kind: "usage" } as const),
        message: `a site does not know ${request.method} ${pathname}`,
        remedy: "use the same version of frameferry for the site and for its commands",
      });
  }
}

async function namesIn(request: IncomingMessage): Promise<readonly string[]> {
  const { names } = (await json(request)) as { readonly names: readonly string[] };
  return names;
}

async function sendLogs(
  response: ServerResponse,
  names: readonly string[],
  { operations, isFollowed }: { operations: SiteOperations; isFollowed: boolean },
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const lines = operations.logs(names, isFollowed ? gone.signal : null);
  response.writeHead(OK, { "content-type": "text/plain; charset=utf-8" });
  response.flushHeaders();
  await pipeline(Readable.from(lines), response);
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function sentError(error: unknown): SentError {
  if (error instanceof FrameferryError) {
    const { code, kind, message, remedy } = error;
    return { code, kind, message, remedy };
  }
  const message = `the site cannot answer: ${String(error)}`;
  return { code: "ERR_NO_SITE", kind: "environment", message, remedy: undefined };
}

const OK = 200;
const CONFLICT = 409;
