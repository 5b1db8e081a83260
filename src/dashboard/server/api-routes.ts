import type { OutgoingHttpHeaders } from "node:http";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Range, ResendAnswer } from "../page-data.ts";
import type { Dashboard } from "./dashboard.ts";
import { refuseForeignActions, refuseForeignPages } from "./own-page.ts";
import { resendGroup } from "./resend-group.ts";

/** Adds what the page asks for. Whatever is named in an address is an id that the dashboard gave. */
export function addApiRoutes(server: FastifyInstance, dashboard: Dashboard): void {
  const { state, shelf, content, feed } = dashboard;
  server.addHook("onRequest", refuseForeignPages);
  server.get<FeedRequest>("/api/events", { exposeHeadRoute: false }, (request, reply) => {
    const { headers, query } = request;
    const step = content.stepOf(headers["last-event-id"] ?? query.lastEventId);
    reply.hijack();
    feed.open(reply.raw, reply.getHeaders() as OutgoingHttpHeaders, step);
  });
  server.get<{ Params: { range: string } }>("/api/series/:range", async ({ params }, reply) =>
    isRange(params.range) ? state.charts.read(params.range) : await notFound(reply),
  );
  server.get<IdRequest>("/api/frames/:id", async ({ params }, reply) => {
    const details = shelf.details(params.id);
    if (details === null) return await notFound(reply);
    return await reply.type("application/json; charset=utf-8").send(details);
  });
  server.get<IdRequest>("/api/frames/:id/thumbnail", async ({ params }, reply) =>
    sendPicture(await shelf.thumbnail(params.id), reply),
  );
  server.get<IdRequest>("/api/frames/:id/picture", async ({ params }, reply) =>
    sendPicture(await shelf.picture(params.id), reply),
  );
  const onRequest = refuseForeignActions(content.actionToken);
  server.post<IdRequest>("/api/failures/:id/resend", { onRequest }, async ({ params }, reply) => {
    const queued = await resendGroup(state, params.id);
    if (typeof queued === "string") return await reply.code(409).send({ error: queued });
    const answer: ResendAnswer = { queued };
    return await reply.code(202).send(answer);
  });
}

interface FeedRequest {
  Querystring: { lastEventId?: string };
}

interface IdRequest {
  Params: { id: string };
}

function isRange(text: string): text is Range {
  return ["minutes", "hour", "day"].includes(text);
}

async function notFound(reply: FastifyReply): Promise<FastifyReply> {
  return await reply.code(404).send({ error: "This is not here, or not any more." });
}

async function sendPicture(jpeg: Buffer | null, reply: FastifyReply): Promise<FastifyReply> {
  return jpeg === null ? await notFound(reply) : await reply.type("image/jpeg").send(jpeg);
}
