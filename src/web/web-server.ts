import type { AddressInfo } from "node:net";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { reachableHost } from "../core/service/listen-host.ts";
import { portError } from "../core/service/port-error.ts";
import { AllowedHosts } from "./allowed-hosts.ts";

/** Lets a request in, or answers it. */
export type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/** A part of a server. */
export interface WebPart {
  /** Adds its routes, before the server listens. */
  readonly add: (server: FastifyInstance) => void;
  /** Comes before each of them; `null` lets everyone in who reaches the server. */
  readonly guard: Guard | null;
}

export interface WebServerOptions {
  /** Name or IP address to listen on. */
  readonly host: string;
  /** TCP port; 0 takes a free one. */
  readonly port: number;
  /** What it is for, in an error: "metrics and health". */
  readonly purpose: string;
  readonly parts: readonly WebPart[];
}

/** A server of a run. Disposing it frees the port at once, whoever still reads. */
export interface WebServer extends AsyncDisposable {
  /** Address for programs on this machine, without a path: `http://127.0.0.1:9464`. */
  readonly url: string;
}

/**
 * Starts the one server of a run, for all that is served while it lasts. What holds for every route is here: who may
 * ask, and what no browser may do with an answer.
 *
 * @throws FrameferryError `ERR_PORT_UNUSABLE`.
 */
export async function openWebServer(options: WebServerOptions): Promise<WebServer> {
  const { host, parts } = options;
  const server = fastify({
    forceCloseConnections: true,
    bodyLimit: MAX_BODY_BYTES,
    connectionTimeout: MAX_SILENCE_MS,
    keepAliveTimeout: MAX_SILENCE_MS,
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      harden(reply);
      void reply.code(400).send({ error: "The address cannot be read." });
    },
  });
  server.server.maxConnections = MAX_CONNECTIONS;
  const allowed = new AllowedHosts(host);
  server.addHook("onRequest", async (request, reply) => {
    harden(reply);
    await refuseOtherNames(request, reply, allowed);
  });
  server.setNotFoundHandler(async (_request, reply) =>
    reply.code(404).send({ error: "There is nothing at this address." }),
  );
  for (const { add, guard } of parts)
    void server.register(async (scope) => {
      if (guard !== null) scope.addHook("onRequest", guard);
      add(scope);
    });
  const port = await listen(server, options);
  return {
    url: `http://${reachableHost(host)}:${port}`,
    [Symbol.asyncDispose]: async () => await server.close(),
  };
}

async function listen(
  server: FastifyInstance,
  { host, port, purpose }: WebServerOptions,
): Promise<number> {
  try {
    await server.listen({ port, host });
  } catch (cause) {
    await server.close();
    throw portError(`The server of ${purpose}`, { host, port }, cause as Error);
  }
  return (server.server.address() as AddressInfo).port;
}

/** No answer may be taken for a page or a script, kept, or used by the page of another site. */
function harden(reply: FastifyReply): void {
  reply.headers({
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
  });
}

async function refuseOtherNames(
  { headers, socket }: FastifyRequest,
  reply: FastifyReply,
  allowed: AllowedHosts,
): Promise<void> {
  if (allowed.has(headers.host, socket)) return;
  const error =
    "This server does not go by that name: ask for localhost, or for the host that it was told to listen on.";
  await reply.code(403).send({ error });
}

/** Nothing here takes a body worth mentioning. */
const MAX_BODY_BYTES = 65_536;
/** So many clients that do not read hold answers in memory, at most. */
const MAX_CONNECTIONS = 100;
/** Time after which a connection without traffic is closed, in milliseconds: scrapes may be a minute apart. */
const MAX_SILENCE_MS = 75_000;
